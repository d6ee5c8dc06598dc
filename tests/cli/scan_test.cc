// A starter policy must not object to the trail it was made from.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/workbench.h"

namespace plog {
namespace {

using testing::HasSubstr;

const char* const kLanguages[] = {"plog", "intercept"};

class Scan : public testing::Test {
 protected:
  void Ingest(const std::string& path) const {
    const auto run = bench_.Plog({"ingest", path});
    ASSERT_EQ(0, run.status) << run.err;
  }
  std::string Policy(const std::string& language,
                     std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {"policy", "scan", "--language",
                                          language};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto run = bench_.Plog(arguments);
    EXPECT_EQ(0, run.status) << run.err;
    return run.out;
  }
  void ExpectNoObjection() const {
    for (const char* language : kLanguages) {
      bench_.Write("p.yaml", Policy(language));
      const auto run =
          bench_.Plog({"policy", "check", "-f", "p.yaml", "--format", "text"});
      EXPECT_EQ(0, run.status) << run.out << run.err << bench_.Read("p.yaml");
    }
  }

  Workbench bench_;
};

TEST_F(Scan, OfADeskOfAgentsReportsNothingOnIt) {
  Ingest(PLOG_SOURCE_DIR "/testdata/demo/trail.jsonl");
  ExpectNoObjection();
}

TEST_F(Scan, OfPaymentsReportsNothingOnThem) {
  Ingest(PLOG_SOURCE_DIR "/testdata/enforcement/payments.jsonl");
  ExpectNoObjection();
}

// Names are the log's: they may hold anything, and must stay names.
TEST_F(Scan, OfHostileNamesReportsNothingOnThem) {
  std::string lines;
  for (int i = 0; i < 9; ++i) {
    lines += R"({"agent_id":"a\"b: [x] #\n*","action_type":"TOOL_CALL",)"
             R"("timestamp":"1969-12-31T23:59:59Z",)"
             R"("action_name":"t*?[x]\n- name: y","action_input":)"
             R"({"a.b/c~d":"v|\\E\n","":true,"l":["x\"","y]"],"n":-2.5e30,)"
             R"("o":{"k":1},"z":null}})"
             "\n";
  }
  Ingest(bench_.Write("t.jsonl", lines));
  ExpectNoObjection();
}

TEST_F(Scan, WritesTheEvidenceBesideTheLine) {
  Ingest(PLOG_SOURCE_DIR "/testdata/enforcement/payments.jsonl");
  const std::string own = Policy("plog");
  EXPECT_THAT(own, HasSubstr(R"(- "get_balance"  # 63 calls)"));
  EXPECT_THAT(own, HasSubstr("in 2 hours: p50 1, p99 62, most 62"));
  const std::string intercept = Policy("intercept", {"--headroom", "100"});
  EXPECT_THAT(intercept, HasSubstr("rate_limit: 124/hour"));
}

TEST_F(Scan, ObjectsToWhatItDidNotSee) {
  std::string lines;
  for (int i = 0; i < 8; ++i) {
    lines += R"({"agent_id":"a","session_id":"s","action_type":"TOOL_CALL",)"
             R"("timestamp":"2026-01-01T10:00:00Z","action_name":"pay",)"
             R"("action_input":{"to":["x"],"cur":"GBP","n":5}})"
             "\n";
  }
  Ingest(bench_.Write("t.jsonl", lines));
  for (const char* language : kLanguages) {
    bench_.Write("seen-" + std::string(language) + ".yaml", Policy(language));
  }
  const std::vector<std::string> strangers = {
      R"({"to":["x"],"cur":"USD","n":5})", R"({"to":["x"],"cur":"GBP","n":9})"};
  for (size_t i = 0; i < strangers.size(); ++i) {
    const std::string ledger = "l" + std::to_string(i) + ".db";
    bench_.Write("s.jsonl", R"({"agent_id":"a","session_id":"s","action_type":)"
                            R"("TOOL_CALL","timestamp":"2026-01-01T10:00:00Z",)"
                            R"("action_name":"pay","action_input":)" +
                                strangers[i] + "}\n");
    bench_.Plog({"ingest", "--db", ledger, "s.jsonl"});
    for (const char* language : kLanguages) {
      EXPECT_EQ(1, bench_
                       .Plog({"policy", "check", "--db", ledger, "-f",
                              "seen-" + std::string(language) + ".yaml"})
                       .status)
          << strangers[i] << " " << language;
    }
  }
}

TEST_F(Scan, RefusesATrailWithoutCalls) {
  Ingest(bench_.Write("t.jsonl", R"({"agent_id":"a","action_type":"LLM_CALL"})"
                                 "\n"));
  EXPECT_EQ(3, bench_.Plog({"policy", "scan"}).status);
}

}  // namespace
}  // namespace plog
