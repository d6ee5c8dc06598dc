// A starter policy must not object to the trail it was made from.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/cli/workbench.h"

namespace plog {
namespace {

using testing::HasSubstr;
using testing::Not;

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

// Agents of a kind that share sessions, clocks that go back, calls without a
// name, a session or a time.
std::string RandomTrail(unsigned seed) {
  std::minstd_rand random(seed);
  const auto one_of = [&](std::initializer_list<const char*> texts) {
    return std::string(texts.begin()[random() % texts.size()]);
  };
  std::string lines;
  for (int i = 0; i < 60; ++i) {
    lines +=
        R"({"action_type":"TOOL_CALL","agent_id":")" +
        one_of({"a/1", "a/2", "a/", "a", "b"}) + '"' +
        one_of({"", R"(,"session_id":"s")", R"(,"session_id":"t")",
                R"(,"session_id":"a")"}) +
        one_of({R"(,"action_name":"read")", R"(,"action_name":"send")",
                R"(,"action_name":"pay")", ""}) +
        (random() % 4 == 0
             ? std::string()
             : R"(,"timestamp":"2026-01-0)" + std::to_string(1 + random() % 3) +
                   "T0" + std::to_string(random() % 9) + R"(:00:00Z")") +
        "}\n";
  }
  return lines;
}

TEST_F(Scan, OfAnyOrderReportsNothingOnIt) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    const std::string ledger = "l" + std::to_string(seed) + ".db";
    bench_.Plog(
        {"ingest", "--db", ledger, bench_.Write("t.jsonl", RandomTrail(seed))});
    for (const char* by : {"kind", "agent"}) {
      const auto scan = bench_.Plog({"policy", "scan", "--db", ledger, "--by",
                                     by, "--min-sessions", "1"});
      bench_.Write("p.yaml", scan.out);
      const auto run = bench_.Plog({"policy", "check", "--db", ledger, "-f",
                                    "p.yaml", "--format", "text"});
      EXPECT_EQ(0, run.status) << seed << by << run.out << run.err << scan.out;
    }
  }
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

// The calls of eight sessions of two agents of a kind, one a minute.
std::string ReadsAndSends() {
  std::string lines;
  for (int i = 0; i < 16; ++i) {
    const std::string half = std::to_string(i / 2);
    lines += R"({"agent_id":"desk/)" + std::to_string(i / 2 % 2) +
             R"(","session_id":")" + half +
             R"(","action_type":"TOOL_CALL","action_name":")" +
             (i % 2 == 0 ? "read" : "send") +
             R"(","timestamp":"2026-01-01T10:)" + std::to_string(10 + i) +
             ":00Z\"}\n";
  }
  return lines;
}

TEST_F(Scan, ObjectsToAnOrderItDidNotSee) {
  Ingest(bench_.Write("t.jsonl", ReadsAndSends()));
  const std::string policy = Policy("plog");
  EXPECT_THAT(policy, HasSubstr(R"(# "send" in 8 sessions; earlier in those: )"
                                R"("read" 8)"));
  bench_.Write("p.yaml", policy);
  const auto status = [&](const char* first, const char* second) {
    std::string lines;
    for (const char* tool : {first, second}) {
      lines += R"({"agent_id":"desk/new","session_id":"n","action_type":)"
               R"("TOOL_CALL","action_name":")" +
               std::string(tool) +
               R"(","timestamp":"2026-01-01T10:30:00Z"})"
               "\n";
    }
    const std::string ledger = std::string(first) + second + ".db";
    bench_.Plog({"ingest", "--db", ledger, bench_.Write("n.jsonl", lines)});
    return bench_.Plog({"policy", "check", "--db", ledger, "-f", "p.yaml"})
        .status;
  };
  EXPECT_EQ(0, status("read", "send"));
  EXPECT_EQ(1, status("send", "read"));
  EXPECT_EQ(1, status("send", "send"));
}

TEST_F(Scan, OfEachAgentAloneKnowsNoOther) {
  Ingest(bench_.Write("t.jsonl", ReadsAndSends()));
  EXPECT_THAT(Policy("plog"), HasSubstr(R"(name: "seen/desk/*")"));
  const std::string alone = Policy("plog", {"--by", "agent"});
  EXPECT_THAT(alone, HasSubstr(R"(name: "seen/desk/0")"));
  EXPECT_THAT(alone, Not(HasSubstr("starts_with")));
}

TEST_F(Scan, RefusesAPolicyThatNoCheckWouldRead) {
  std::string lines;
  for (int i = 0; i < 3000; ++i) {
    lines += R"({"agent_id":"a","action_type":"TOOL_CALL","action_name":")" +
             std::string(200, 'x') + std::to_string(i) + "\"}\n";
  }
  Ingest(bench_.Write("t.jsonl", lines));
  const auto run = bench_.Plog({"policy", "scan"});
  EXPECT_EQ(2, run.status);
  EXPECT_THAT(run.err, HasSubstr("more than the 1048576 of a policy file"));
}

TEST_F(Scan, RefusesATrailWithoutCalls) {
  Ingest(bench_.Write("t.jsonl", R"({"agent_id":"a","action_type":"LLM_CALL"})"
                                 "\n"));
  EXPECT_EQ(3, bench_.Plog({"policy", "scan"}).status);
}

}  // namespace
}  // namespace plog
