#include "ledger/importers/head_inspection.h"

namespace plog {

InputHead FirstObject(const InputHead& head) {
  const size_t begin = head.bytes.find_first_not_of(" \t\r\n[");
  if (begin == std::string_view::npos || head.bytes[begin] != '{') {
    return InputHead({}, true);
  }
  return InputHead(head.bytes.substr(begin), false);
}

}  // namespace plog
