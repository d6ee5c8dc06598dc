// Whole checks of small ledgers: what only shows when all parts work together.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/process.h"

namespace plog {
namespace {

using testing::HasSubstr;
using testing::Not;

class PolicyCheck : public testing::Test {
 protected:
  void Ingest(const std::string& events) {
    folder_.Write("events.jsonl", events);
    ASSERT_EQ(0, RunBinary({"ingest", "--db", "l.db", "events.jsonl"},
                           {folder_.path(), {}, ""})
                     .status);
  }

  // One rule, in flow style, over the ledger.
  ProcessResult Check(const std::string& rule,
                      const std::vector<std::string>& more = {}) {
    folder_.Write("p.yaml",
                  "policies: [{name: p, rules: [{name: r, " + rule + "}]}]\n");
    std::vector<std::string> arguments = {
        "policy",  "check",    "--db",    "l.db",
        "--file",  "p.yaml",   "--as-of", "2026-02-01T00:00:00Z",
        "--quiet", "--format", "results"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunBinary(arguments, {folder_.path(), {}, ""});
  }

  TemporaryFolder folder_;
};

TEST_F(PolicyCheck, NamesATriggerThatManyViolationsShare) {
  std::string events = R"({"agent_id":"a","id":"x","action_name":"read"})"
                       "\n";
  for (int i = 0; i < 12; ++i) {
    events +=
        fmt::format(R"({{"agent_id":"a","id":"y{}","action_name":"send"}})"
                    "\n",
                    i);
  }
  Ingest(events);
  const ProcessResult run = Check(
      "type: absence, when: {action_name: read}, deny: {action_name: send}");
  EXPECT_EQ(1, run.status);
  EXPECT_THAT(run.out, HasSubstr(R"("violation_count":12)"));
  EXPECT_THAT(run.out, HasSubstr(R"("trigger_event":"x")"));
  EXPECT_THAT(run.out, Not(HasSubstr(R"("trigger_event":"y)")));
}

// Ingest indices are missing, so an event is not at the place of its index.
TEST_F(PolicyCheck, NamesTheEventAfterOnesThatWereDeleted) {
  std::string events;
  for (int i = 1; i <= 9; ++i) {
    events += fmt::format(R"({{"agent_id":"a","id":"e{}","session_id":"s{}",)"
                          R"("action_type":"TOOL_CALL","action_name":"{}"}})"
                          "\n",
                          i, i, i == 5 || i == 9 ? "send" : "read");
  }
  Ingest(events);
  ASSERT_EQ(0, RunShell("sqlite3 l.db 'DELETE FROM events WHERE idx IN "
                        "(1,2,7)'",
                        {folder_.path(), {}, ""})
                   .status);
  const ProcessResult run =
      Check("type: boundary, deny_actions: [send]", {"--show-matches"});
  EXPECT_EQ(1, run.status) << run.err;
  EXPECT_THAT(run.out, HasSubstr(R"("violation_count":2)"));
  EXPECT_THAT(run.out, HasSubstr(R"("trigger_event":"e5")"));
  EXPECT_THAT(run.out, HasSubstr(R"("trigger_event":"e9")"));
  EXPECT_THAT(run.out, HasSubstr(R"("session_id":"s9")"));
  const ProcessResult explained =
      RunBinary({"policy", "explain", "e9", "--db", "l.db", "--file", "p.yaml",
                 "--format", "text"},
                {folder_.path(), {}, ""});
  EXPECT_EQ(0, explained.status) << explained.err;
  EXPECT_THAT(explained.out, HasSubstr("e9"));
  EXPECT_EQ(2, RunBinary({"policy", "explain", "e7", "--db", "l.db", "--file",
                          "p.yaml"},
                         {folder_.path(), {}, ""})
                   .status);
}

// More findings than verification itself would keep: every event is preceded
// by a gap and links to nothing.
TEST_F(PolicyCheck, CountsEveryBreakThoughItListsFewer) {
  const std::string digest(64, 'f');
  std::string events;
  for (int i = 1; i <= 5100; ++i) {
    events += fmt::format(
        R"({{"agent_id":"a","id":"e{0}","sequence":{1},"hash":"{2}",)"
        R"("prev_hash":"{2}"}})"
        "\n",
        i, 2 * i, digest);
  }
  Ingest(events);
  const std::string out =
      Check("type: integrity", {"--max-violations", "2"}).out;
  const std::string count = R"("violation_count":)";
  const size_t place = out.find(count);
  ASSERT_NE(std::string::npos, place);
  EXPECT_GT(std::stoi(out.substr(place + count.size())), 10000);
  EXPECT_THAT(out, HasSubstr(R"("truncated":true)"));
}

TEST_F(PolicyCheck, ListsBreaksInTheOrderOfEvents) {
  Ingest(R"({"agent_id":"a","id":"x","timestamp":"2026-01-01T00:00:00Z"})"
         "\n"
         R"({"agent_id":"b","id":"x","timestamp":"2026-01-03T00:00:00Z"})"
         "\n"
         R"({"agent_id":"c","id":"x","timestamp":"2026-01-02T00:00:00Z"})"
         "\n");
  const std::string out = Check("type: integrity").out;
  const size_t earlier = out.find(R"("agent_id":"c","timestamp")");
  const size_t later = out.find(R"("agent_id":"b","timestamp")");
  ASSERT_NE(std::string::npos, earlier);
  ASSERT_NE(std::string::npos, later);
  EXPECT_LT(earlier, later);
}

TEST_F(PolicyCheck, TakesAnEmptySessionAfterTheEqualsSign) {
  Ingest(R"({"agent_id":"a","id":"x","session_id":""})"
         "\n"
         R"({"agent_id":"a","id":"y","session_id":"s"})"
         "\n");
  const ProcessResult run = Check("type: rate, count: {}, max: 0",
                                  {"--session-id=", "--with-builtins"});
  EXPECT_EQ(1, run.status);
  EXPECT_THAT(run.out, HasSubstr(R"("trigger_event":"x")"));
  EXPECT_THAT(run.out, Not(HasSubstr(R"("trigger_event":"y")")));
  EXPECT_THAT(run.out, HasSubstr("chain-integrity"));
}

// A match is never quoted, also where it is the event's name.
TEST_F(PolicyCheck, DoesNotNameAnEventByWhatWasFoundInItsName) {
  Ingest(R"({"agent_id":"a","id":"x","action_name":"secret-123"})"
         "\n");
  const ProcessResult run = Check(
      "type: pattern, for_field: action_name, deny_pattern: 'secret-[0-9]+'");
  EXPECT_EQ(1, run.status) << run.err;
  EXPECT_THAT(run.out, HasSubstr(R"(length 10, of /action_name of event at )"
                                 R"(sequence 1")"));
}

TEST_F(PolicyCheck, TellsOfATotalBelowZero) {
  Ingest(R"({"agent_id":"a","id":"x","action_input":{"v":-3}})"
         "\n");
  for (const std::string window : {"", ", window: 1h"}) {
    const ProcessResult run =
        Check("type: rate, count: {}, sum: action_input.v, max: -5" + window);
    EXPECT_EQ(1, run.status);
    EXPECT_THAT(run.out, HasSubstr("reached -3")) << window;
  }
}

// The sequence of the second agent begins with 2.
class PolicyCheckOfABrokenChain : public PolicyCheck {
 protected:
  void SetUp() override {
    const std::string digest(64, 'f');
    Ingest(R"({"agent_id":"whole","id":"x"})"
           "\n" +
           fmt::format(R"({{"agent_id":"broken","id":"y","sequence":2,)"
                       R"("hash":"{0}","prev_hash":"{0}"}})",
                       digest) +
           "\n");
  }
};

TEST_F(PolicyCheckOfABrokenChain, IsNoSuccessWhateverIsJudged) {
  const std::string rule = "type: boundary, deny_actions: [x]";
  EXPECT_EQ(1, Check(rule).status);
  EXPECT_EQ(1, Check(rule, {"--agent-id", "broken"}).status);
  EXPECT_EQ(0, Check(rule, {"--agent-id", "whole"}).status);
  EXPECT_EQ(0, Check(rule, {"--fail-on", "never"}).status);
}

// A chain whose hashes nothing verifies is a finding about no single event.
TEST_F(PolicyCheckOfABrokenChain, IsNotHeldAgainstAnotherAgent) {
  EXPECT_EQ(1, Check("type: integrity").status);
  EXPECT_EQ(1, Check("type: integrity", {"--agent-id", "broken"}).status);
  EXPECT_EQ(0, Check("type: integrity", {"--agent-id", "whole"}).status);
}

TEST_F(PolicyCheck, ExpectsWhatAMatcherNamesByAPointer) {
  Ingest(R"({"agent_id":"a","id":"x"})"
         "\n");
  const ProcessResult run =
      Check("type: presence, require: {/action_type: TOOL_CALL}");
  EXPECT_THAT(run.out, HasSubstr(R"("expected_event":"TOOL_CALL")"));
}

TEST_F(PolicyCheck, ExpectsWhatTheMatcherItselfNames) {
  Ingest(R"({"agent_id":"a","id":"x"})"
         "\n");
  const ProcessResult run = Check(
      "type: presence, require: {all: [{action_type: LLM_CALL}], "
      "action_type: TOOL_CALL}");
  EXPECT_THAT(run.out, HasSubstr(R"("expected_event":"TOOL_CALL")"));
}

}  // namespace
}  // namespace plog
