#ifndef PLOG_LEDGER_JSON_JSON_WRITER_H_
#define PLOG_LEDGER_JSON_JSON_WRITER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/shared_text.h"
#include "ledger/json/json.h"

namespace plog {

// Writes JSON in the order in which it is called: the caller decides the
// order of members. Strings are escaped so that the output is valid JSON
// and safe on a terminal: beyond what JSON needs, U+007F-U+009F, U+2028,
// U+2029, bidi controls and zero-width characters are written as \uXXXX.
//
//   JsonWriter w(&out);
//   w.BeginObject(); w.Name("n"); w.Integer(1); w.EndObject();
class JsonWriter {
 public:
  // `indent` spaces per level; 0 writes everything on one line, no spaces.
  explicit JsonWriter(std::string* out, int indent = 0)
      : out_(out), indent_(indent) {}

  void BeginObject() { Open('{'); }
  void EndObject() { Close('}'); }
  void BeginArray() { Open('['); }
  void EndArray() { Close(']'); }
  void Name(std::string_view name);

  void String(std::string_view text);
  void StringOrNull(std::optional<std::string_view> text);
  void Integer(int64_t value);
  void Unsigned(uint64_t value);
  void Bool(bool value);
  void Null();
  // A value as it stands in a document; numbers in ES6 form.
  void Value(JsonView value);
  // Text that is JSON already, written as it is.
  void Raw(std::string_view json);

  // A writer of elements of the innermost container into another text, which
  // Elements then puts behind those that are there: so that long lists can be
  // written in parts, on several threads.
  JsonWriter Part(std::string* out) const;
  void Elements(std::string_view part);

  // Name and value in one call.
  void Member(std::string_view name, std::string_view text);
  void Member(std::string_view name, const char* text) {
    Member(name, std::string_view(text));
  }
  void Member(std::string_view name, const std::string& text) {
    Member(name, std::string_view(text));
  }
  void Member(std::string_view name, const SharedText& text) {
    Member(name, text.view());
  }
  template <class Text>
  void Member(std::string_view name, const std::optional<Text>& text) {
    Name(name);
    StringOrNull(text);
  }
  void Member(std::string_view name, uint64_t value);
  void Member(std::string_view name, bool value);

 private:
  void Open(char bracket);
  void Close(char bracket);
  void Separate();  // comma and line break before an element
  void Break(std::string_view before);

  std::string* out_;
  int indent_;
  int depth_ = 0;
  bool first_ = true;  // no element yet in the innermost container
  bool after_name_ = false;
};

}  // namespace plog

#endif  // PLOG_LEDGER_JSON_JSON_WRITER_H_
