#include "tests/cli/workbench.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace plog {

const char* const kNoDelete =
    "policies:\n"
    "  - name: no-delete\n"
    "    rules:\n"
    "      - name: deny\n"
    "        type: boundary\n"
    "        when: {action_type: TOOL_CALL}\n"
    "        deny_actions: [\"delete_*\"]\n";

ProcessResult Workbench::Plog(const std::vector<std::string>& arguments,
                              const std::string& input) const {
  ProcessOptions options;
  options.directory = folder_.path();
  options.environment = {{"SOURCE_DATE_EPOCH", "1771372800"},
                         {"PLOG_DB", "ledger.db"}};
  options.input = input;
  return RunBinary(arguments, options);
}

void Workbench::Ingest(const std::vector<std::string>& tools,
                       const std::string& ledger) const {
  std::string lines;
  for (size_t i = 0; i < tools.size(); ++i) {
    lines += fmt::format(R"({{"id":"e-{}","agent_id":"a","session_id":"s",)"
                         R"("action_type":"TOOL_CALL","action_name":"{}",)"
                         R"("timestamp":"2026-02-17T10:00:{:02}Z"}})"
                         "\n",
                         i + 1, tools[i], i % 60);
  }
  const ProcessResult run = Plog({"ingest", "--db", ledger, "-"}, lines);
  ASSERT_EQ(0, run.status) << run.err;
}

}  // namespace plog
