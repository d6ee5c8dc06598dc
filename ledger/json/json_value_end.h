#ifndef PLOG_LEDGER_JSON_JSON_VALUE_END_H_
#define PLOG_LEDGER_JSON_JSON_VALUE_END_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace plog {

// Finds where a JSON value ends in text that comes in chunks, so that it can be
// cut out of a stream before anything is parsed. Brackets are counted, not
// matched: what is cut out is parsed strictly later.
//
// A number, true, false or null ends at the `,`, `]` or `}` after it, so it
// takes white space along.
class JsonValueEnd {
 public:
  // How many bytes at the front of `text` belong to the value. REQUIRES: the
  // first byte of the first chunk is the value's first.
  size_t Feed(std::string_view text);
  // Whether the value ended within what was fed.
  bool found() const { return found_; }

 private:
  size_t PassString(std::string_view text, size_t at);

  uint64_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  bool found_ = false;
};

}  // namespace plog

#endif  // PLOG_LEDGER_JSON_JSON_VALUE_END_H_
