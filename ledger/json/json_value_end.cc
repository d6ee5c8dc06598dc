#include "ledger/json/json_value_end.h"

#include "ledger/json/byte_block.h"

namespace plog {
namespace {

// How many bytes at the front are neither a quote nor a backslash.
size_t PlainRun(std::string_view text) {
  size_t at = 0;
  for (; text.size() - at >= kByteBlockSize; at += kByteBlockSize) {
    const ByteBlock block = LoadBlock(text.data() + at);
    const BlockMarks marks = MarksOf((block == '"') | (block == '\\'));
    if (AnyMark(marks)) return at + FirstMark(marks);
  }
  while (at < text.size() && text[at] != '"' && text[at] != '\\') ++at;
  return at;
}

}  // namespace

size_t JsonValueEnd::Feed(std::string_view text) {
  size_t at = 0;
  while (at < text.size() && !found_) {
    if (in_string_) {
      at = PassString(text, at);
      found_ = !in_string_ && depth_ == 0;
      continue;
    }
    const char byte = text[at];
    const bool closes = byte == '}' || byte == ']';
    if (depth_ == 0 && (closes || byte == ',')) {
      found_ = true;  // of a scalar, at what follows it
      break;
    }
    in_string_ = byte == '"';
    if (byte == '{' || byte == '[') ++depth_;
    if (closes) found_ = --depth_ == 0;
    ++at;
  }
  return at;
}

// From inside a string to behind its closing quote, or to the end of `text`.
size_t JsonValueEnd::PassString(std::string_view text, size_t at) {
  while (at < text.size()) {
    if (escaped_) {
      escaped_ = false;
      ++at;
      continue;
    }
    at += PlainRun(text.substr(at));
    if (at == text.size()) break;
    escaped_ = text[at] == '\\';
    in_string_ = escaped_;
    ++at;
    if (!in_string_) break;
  }
  return at;
}

}  // namespace plog
