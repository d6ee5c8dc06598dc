#ifndef PLOG_LEDGER_INGEST_JSON_TEXT_SCANNER_H_
#define PLOG_LEDGER_INGEST_JSON_TEXT_SCANNER_H_

#include <cstdint>

namespace plog {

// Follows strings and brackets through JSON text byte by byte, so that a value
// can be cut out of a stream before anything is parsed. It does not validate:
// what is cut out is parsed strictly later.
class JsonTextScanner {
 public:
  void Next(char byte) {
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (byte == '\\') {
        escaped_ = true;
      } else if (byte == '"') {
        in_string_ = false;
      }
      return;
    }
    if (byte == '"') in_string_ = true;
    if (byte == '{' || byte == '[') ++depth_;
    if ((byte == '}' || byte == ']') && depth_ > 0) --depth_;
  }
  // Brackets open after the last byte.
  uint64_t depth() const { return depth_; }
  bool in_string() const { return in_string_; }

 private:
  uint64_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_JSON_TEXT_SCANNER_H_
