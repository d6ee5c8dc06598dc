#include "ledger/json/json_value_end.h"

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

// From inside a string to behind its closing quote, or to the end of `text`.
size_t JsonValueEnd::PassString(std::string_view text, size_t at) {
  for (; at < text.size(); ++at) {
    if (escaped_) {
      escaped_ = false;
    } else if (text[at] == '\\') {
      escaped_ = true;
    } else if (text[at] == '"') {
      in_string_ = false;
      return at + 1;
    }
  }
  return at;
}

}  // namespace plog
