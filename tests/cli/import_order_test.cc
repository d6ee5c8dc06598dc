// The verdict over imported sessions does not depend on the order in which
// they were ingested.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/process.h"

namespace plog {
namespace {

// A session of one call, answered after `seconds`.
std::string Transcript(const std::string& session, const std::string& day,
                       int seconds) {
  const auto record = [&](const std::string& type, const std::string& id,
                          int at, const std::string& content) {
    return fmt::format(
        R"({{"type":"{}","uuid":"{}{}","sessionId":"{}","timestamp":)"
        R"("{}T08:{:02}:{:02}.000Z","message":{{"role":"x","content":[{}]}}}})"
        "\n",
        type, id, session, session, day, at / 60, at % 60, content);
  };
  return record("assistant", "c", 0,
                R"({"type":"tool_use","id":"t","name":"Bash","input":{}})") +
         record("user", "r", seconds,
                R"({"type":"tool_result","tool_use_id":"t","content":"ok"})");
}

class ImportOrder : public testing::Test {
 protected:
  ImportOrder() {
    folder_.Write("old.jsonl", Transcript("old", "2026-02-01", 600));
    folder_.Write("new.jsonl", Transcript("new", "2026-02-02", 5));
    folder_.Write("p.yaml",
                  "policies:\n"
                  "  - name: prompt\n"
                  "    rules:\n"
                  "      - name: answered-soon\n"
                  "        type: sequence\n"
                  "        when: {action_type: TOOL_CALL}\n"
                  "        expect: {action_type: TOOL_RESULT}\n"
                  "        within: 60s\n");
  }
  ProcessResult Check(const std::string& ingest) const {
    return RunShell("rm -f l.db; export PLOG_DB=l.db; " + ingest +
                        " plog policy check -f p.yaml --format text",
                    {folder_.path(), {}, ""});
  }

  TemporaryFolder folder_;
};

TEST_F(ImportOrder, OfTwoRunsDoesNotMatter) {
  for (const char* const ingest :
       {"plog ingest old.jsonl; plog ingest new.jsonl;",
        "plog ingest new.jsonl; plog ingest old.jsonl;",
        "plog ingest new.jsonl old.jsonl;"}) {
    const ProcessResult run = Check(ingest);
    EXPECT_EQ(run.status, 1) << ingest;
    EXPECT_THAT(run.out, testing::HasSubstr("answered-soon: 1 violation"));
    EXPECT_THAT(run.out, testing::HasSubstr("old claude-code/old #2"));
  }
}

TEST_F(ImportOrder, ReportsSayThatIntegrityHoldsSinceIngest) {
  EXPECT_THAT(Check("plog ingest new.jsonl;").out,
              testing::HasSubstr("integrity holds since ingest, not before: 1 "
                                 "of 1 chain sealed by plog"));
}

}  // namespace
}  // namespace plog
