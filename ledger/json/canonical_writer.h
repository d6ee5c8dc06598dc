#ifndef PLOG_LEDGER_JSON_CANONICAL_WRITER_H_
#define PLOG_LEDGER_JSON_CANONICAL_WRITER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/json/hash_profile.h"
#include "ledger/json/json.h"

namespace plog {

// Writes canonical JSON into a buffer of its own that it keeps from one text to
// the next: for the loops over events, where a std::string that grows piece by
// piece costs more than the pieces.
class CanonicalWriter {
 public:
  void Clear();
  // Valid until the next call.
  std::string_view text() const { return {buffer_.get(), size_}; }
  size_t size() const { return size_; }

  void Raw(char c) {
    *Room(1) = c;
    ++size_;
  }
  void Raw(std::string_view text);
  // One string as a JSON string literal under the profile's escaping.
  void String(std::string_view text, const HashProfile& profile);
  // The same without a copy. REQUIRES: kEscapePadding
  // (ledger/json/string_escape.h) readable bytes behind `text`, as behind the
  // strings of a JsonDocument.
  void PaddedString(std::string_view text, const HashProfile& profile);
  // See AppendCanonical (ledger/json/canonical.h).
  void Value(JsonView value, const HashProfile& profile);

 private:
  // The end of the text, with room for so many more bytes.
  char* Room(size_t bytes) {
    if (capacity_ - size_ < bytes) Grow(bytes);
    return buffer_.get() + size_;
  }
  void Grow(size_t bytes);
  void Comma(const HashProfile& profile);
  void EndAt(const char* end) {
    size_ = static_cast<size_t>(end - buffer_.get());
  }
  // A string of a document.
  void Text(JsonView value, const HashProfile& profile);
  void PlainString(std::string_view text);
  void Integer(JsonView value, const HashProfile& profile);
  void Double(double value, const HashProfile& profile);
  void Array(JsonView array, const HashProfile& profile);
  void Object(JsonView object, const HashProfile& profile);
  void SortNames(size_t base, const HashProfile& profile);

  std::unique_ptr<char[]> buffer_;
  size_t size_ = 0;
  size_t capacity_ = 0;
  // Names of an object are sorted on a stack that nested objects share.
  std::vector<JsonView> names_;
  std::string number_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_JSON_CANONICAL_WRITER_H_
