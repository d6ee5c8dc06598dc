// A pattern, a newline and a text: compiled or refused; what is found lies in
// the text.

#include "rules/values/regex.h"
#include "tests/fuzz/fuzz_target.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace plog;
  const std::string_view input = AsText(data, size);
  const size_t end = std::min(input.find('\n'), input.size());
  const std::string_view text = input.substr(std::min(end + 1, input.size()));
  Regex::Fault fault;
  const auto regex = Regex::Compile(input.substr(0, end), &fault);
  if (regex == nullptr) {
    Require(!fault.message.empty());
    return 0;
  }
  const auto match = regex->Find(text);
  Require(match.has_value() == regex->Contains(text));
  if (match) Require(match->offset + match->size <= text.size());
  return 0;
}
