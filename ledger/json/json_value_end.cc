#include "ledger/json/json_value_end.h"

#include <algorithm>

namespace plog {

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

// From inside a string to behind its closing quote, or to the end of `text`. A
// quote is escaped by an odd number of backslashes before it.
size_t JsonValueEnd::PassString(std::string_view text, size_t at) {
  if (escaped_) {
    ++at;
    escaped_ = false;
  }
  size_t begin = at;
  while (true) {
    const size_t quote = std::min(text.find('"', at), text.size());
    size_t unescaped = quote;
    while (unescaped > begin && text[unescaped - 1] == '\\') --unescaped;
    const bool odd = (quote - unescaped) % 2 == 1;
    if (quote == text.size()) {
      escaped_ = odd;
      return quote;
    }
    at = begin = quote + 1;
    if (odd) continue;
    in_string_ = false;
    return at;
  }
}

}  // namespace plog
