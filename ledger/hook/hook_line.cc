#include "ledger/hook/hook_line.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/anchor/base64.h"
#include "ledger/importers/claude_code_hooks.h"
#include "ledger/importers/foreign_json.h"

namespace plog {

std::string HookLine(std::string_view input, const Instant& received) {
  const std::string time = FormatRfc3339(received);
  ForeignJson json;
  if (json.Parse(input) || !json.root().is(JsonType::kObject)) {
    return fmt::format(R"({{"{}":"{}","timestamp":"{}"}})", kUnreadableHook,
                       ToBase64(input), time);
  }
  // Strict JSON has no line break inside a string.
  std::string line(input.substr(input.find('{')));
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::replace(line.begin(), line.end(), '\r', ' ');
  if (json.root().Find("timestamp").valid()) return line;
  const bool empty = !json.root().First().valid();
  line.insert(1, fmt::format(R"("timestamp":"{}"{})", time, empty ? "" : ","));
  return line;
}

}  // namespace plog
