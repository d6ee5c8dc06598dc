#ifndef PLOG_LEDGER_JSON_JSON_H_
#define PLOG_LEDGER_JSON_JSON_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plog {

// JSON as plog reads it: strict, bounded, and with one meaning only.
//
// A JsonDocument is a flat tape of nodes in document order (an object member is
// its name's string node followed by its value); a JsonView is a cursor into
// it. Views and the strings they return live as long as the document and
// until it is parsed into again.

enum class JsonType : uint8_t {
  kNull,
  kBool,
  kInteger,  // an integer literal, within +-(2^53 - 1)
  kDouble,   // any other number; always finite
  kString,
  kArray,
  kObject,
};

struct JsonNode {
  struct Span {
    uint32_t offset;
    uint32_t size;
  };

  JsonType type = JsonType::kNull;
  bool negative_zero = false;  // the integer literal "-0" (matters to `go`)
  uint32_t next = 0;           // index of the node after this value
  union {
    bool boolean;
    int64_t integer;
    double number;
    Span string;
    uint64_t count = 0;  // members or elements
  };
};

class JsonView;

class JsonDocument {
 public:
  // The whole value; an invalid view if nothing was parsed.
  JsonView root() const;

  // True only if none of its strings has a quote, a backslash or a control
  // character: it was read from a text without any escape.
  bool plain_strings() const { return plain_strings_; }

  // Adds a string outside the root; where it is, for a JsonView. Views of
  // before go on to be valid, the texts that they gave do not.
  uint32_t AddString(std::string_view text);
  // Makes numbers what they are once the native canonical form was written and
  // read again: it has no negative zero.
  void DropNegativeZeros();

 private:
  friend class JsonView;
  friend class JsonParser;
  std::vector<JsonNode> nodes_;
  std::string strings_;  // decoded, and padded (ledger/json/string_escape.h)
  bool negative_zeros_ = false;  // among the doubles
  bool plain_strings_ = false;
};

class JsonView {
 public:
  JsonView() = default;
  JsonView(const JsonDocument* document, uint32_t index)
      : document_(document), index_(index) {}

  // False for "no such value": an absent member. Every accessor below but
  // type-tests REQUIRES a valid view of the right type.
  bool valid() const { return document_ != nullptr; }
  bool present() const { return valid() && !is_null(); }

  JsonType type() const { return node().type; }
  bool is(JsonType type) const { return valid() && node().type == type; }
  bool is_null() const { return is(JsonType::kNull); }
  bool is_string() const { return is(JsonType::kString); }
  bool is_number() const {
    return is(JsonType::kInteger) || is(JsonType::kDouble);
  }

  bool AsBool() const { return node().boolean; }
  std::string_view AsString() const {
    const JsonNode::Span span = node().string;
    return {document_->strings_.data() + span.offset, span.size};
  }
  double AsDouble() const {  // of either number type
    return node().type == JsonType::kInteger
               ? static_cast<double>(node().integer)
               : node().number;
  }
  // REQUIRES: a string. See JsonDocument::plain_strings.
  bool IsPlain() const { return document_->plain_strings(); }
  int64_t AsInteger() const { return node().integer; }
  bool negative_zero() const { return node().negative_zero; }

  size_t size() const { return node().count; }  // of an array or object
  // Member by name, or an invalid view; invalid as well on a non-object.
  JsonView Find(std::string_view name) const;
  // Element by position, or an invalid view. Linear in `position`.
  JsonView At(size_t position) const;

  // Iteration, in document order. Over an object, First() is the first
  // member's name (a string) and Value() of it the member's value:
  //   for (auto v = array.First(); v.valid(); v = array.After(v)) …
  //   for (auto k = object.First(); k.valid(); k = object.After(k.Value())) …
  JsonView First() const {
    const bool filled =
        (is(JsonType::kArray) || is(JsonType::kObject)) && node().count != 0;
    return filled ? JsonView(document_, index_ + 1) : JsonView();
  }
  JsonView After(JsonView child) const {
    const uint32_t next = child.node().next;
    return next < node().next ? JsonView(document_, next) : JsonView();
  }
  JsonView Value() const { return {document_, index_ + 1}; }

  uint32_t index() const { return index_; }

 private:
  const JsonNode& node() const { return document_->nodes_[index_]; }

  const JsonDocument* document_ = nullptr;
  uint32_t index_ = 0;
};

// Why a text was refused. Stable: the codes are printed and stored.
enum class JsonFaultCode {
  kNotJson,  // syntax, trailing bytes, a second value, a BOM, empty
  kInvalidUtf8,
  kLoneSurrogate,
  kDuplicateName,  // at any depth, compared after unescaping
  kNumberRange,    // integer literal beyond 2^53-1, or not a finite double
  kTooDeep,
};

struct JsonFault {
  JsonFaultCode code = JsonFaultCode::kNotJson;
  size_t offset = 0;  // byte at which it shows, from 0
  std::string message;
};

struct JsonLimits {
  size_t max_depth = 64;  // the top-level value is depth 1
};

// Reusable; one per thread. simdjson inside.
class JsonParser {
 public:
  JsonParser();
  ~JsonParser();
  JsonParser(JsonParser&&) noexcept;
  JsonParser& operator=(JsonParser&&) noexcept;

  // Parses exactly one value that fills `text` (JSON white space around it is
  // allowed). On a fault `out` is unspecified. The text is copied.
  std::optional<JsonFault> Parse(std::string_view text,
                                 const JsonLimits& limits, JsonDocument* out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Typed equality: numbers by value (1 equals 1.0, -0 equals 0), strings by
// bytes, objects regardless of member order.
bool JsonEquals(JsonView a, JsonView b);

}  // namespace plog

#endif  // PLOG_LEDGER_JSON_JSON_H_
