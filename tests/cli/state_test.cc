// `policy check --state` over a ledger file that is altered between two runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/cli/workbench.h"

namespace plog {
namespace {

using testing::HasSubstr;
using testing::Not;

class StateOption : public testing::Test {
 protected:
  void SetUp() override {
    bench_.Write("p.yaml", kNoDelete);
    bench_.Ingest({"read", "delete_all", "look", "delete_one"});
    EXPECT_THAT(Check().out, HasSubstr("no state of an earlier run yet"));
  }

  ProcessResult Check(const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {
        "policy", "check", "-f", "p.yaml", "--state", "s", "--format", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return bench_.Plog(arguments);
  }
  void AddOne(const std::string& id) {
    bench_.Plog({"ingest", "-"},
                R"({"id":")" + id +
                    R"(","agent_id":"a","session_id":"t","timestamp":)"
                    R"("2026-02-18T10:00:00Z","action_type":"TOOL_CALL",)"
                    R"("action_name":"look"})"
                    "\n");
  }
  void Alter(const std::string& sql) {
    const std::string script = bench_.Write("alter.sql", sql);
    const std::string command =
        "sqlite3 -batch -bail " + bench_.path("ledger.db") + " <" + script;
    ASSERT_EQ(0, std::system(command.c_str())) << sql;
  }

  Workbench bench_;
};

TEST_F(StateOption, GoesOnFromTheLastRun) {
  const ProcessResult run = Check();
  EXPECT_EQ(1, run.status);
  EXPECT_THAT(run.out, HasSubstr(R"("incremental": true)"));
  EXPECT_THAT(run.out, HasSubstr(R"("events_taken": 4)"));
  EXPECT_THAT(run.err, Not(HasSubstr("all events were evaluated")));
}

TEST_F(StateOption, NoticesAnOldEventThatWasChangedWhereAViolationReadsIt) {
  Alter(
      "UPDATE events SET content = CAST(replace(CAST(content AS TEXT), "
      "'delete_all', 'x') AS BLOB) WHERE idx = 2;");
  const ProcessResult run = Check();
  EXPECT_THAT(run.out,
              HasSubstr("event 2 is not what the state was made from"));
  EXPECT_THAT(run.out, HasSubstr("TAMPERED"));
}

TEST_F(StateOption, NoticesAnOldEventThatIsGoneWhereAViolationReadsIt) {
  Alter("DELETE FROM events WHERE idx = 2;");
  EXPECT_THAT(Check().err, HasSubstr("event 2 "));
}

TEST_F(StateOption, NoticesAnotherTree) {
  Alter("UPDATE tree SET hashes = zeroblob(32);");
  const ProcessResult run = Check();
  EXPECT_THAT(run.out, HasSubstr("does not continue that of the 4 events"));
  EXPECT_THAT(run.out, HasSubstr("TAMPERED"));
}

TEST_F(StateOption, WritesForItsOwnerOnly) {
  for (const mode_t old : {0600U, 0644U}) {
    ASSERT_EQ(0, chmod(bench_.path("s").c_str(), old));
    AddOne("n-" + std::to_string(old));
    EXPECT_THAT(Check().out, HasSubstr(R"("incremental": true)"));
    struct stat file {};
    ASSERT_EQ(0, stat(bench_.path("s").c_str(), &file));
    EXPECT_EQ(0600U, file.st_mode & 0777U);
  }
}

// It is written behind what is there; a second name would see that.
TEST_F(StateOption, LeavesWhatAnotherNameMeansAsItIs) {
  const std::string before = bench_.Read("s");
  ASSERT_EQ(0, link(bench_.path("s").c_str(), bench_.path("t").c_str()));
  AddOne("n-1");
  Check();
  EXPECT_EQ(before, bench_.Read("t"));
  EXPECT_NE(before, bench_.Read("s"));
}

TEST_F(StateOption, GrowsInItsPlace) {
  struct stat before {};
  struct stat after {};
  ASSERT_EQ(0, stat(bench_.path("s").c_str(), &before));
  AddOne("n-1");
  Check();
  ASSERT_EQ(0, stat(bench_.path("s").c_str(), &after));
  EXPECT_EQ(before.st_ino, after.st_ino);
  EXPECT_LT(before.st_size, after.st_size);
  EXPECT_THAT(Check().out, HasSubstr(R"("events_taken": 5)"));
}

TEST_F(StateOption, IsNoInputAndNoOutputOfTheRun) {
  EXPECT_EQ(2, Check({"-o", "json=./s"}).status);
  for (const char* other : {"ledger.db", "p.yaml", "/dev/null"}) {
    EXPECT_EQ(2,
              bench_.Plog({"policy", "check", "-f", "p.yaml", "--state", other})
                  .status)
        << other;
  }
}

TEST_F(StateOption, IsNeededByFull) {
  EXPECT_EQ(2, bench_.Plog({"policy", "check", "--full"}).status);
}

TEST_F(StateOption, ThatCannotBeWrittenGivesTheReportAndStatus3) {
  const ProcessResult run =
      bench_.Plog({"policy", "check", "-f", "p.yaml", "--state", "none/s"});
  EXPECT_EQ(3, run.status);
  EXPECT_THAT(run.out, HasSubstr("no-delete"));
}

// What is accepted, anchored or selected is no part of a state: an increment
// gives the bytes of a full run whatever it is.
class StateWith : public testing::TestWithParam<std::vector<std::string>> {
 protected:
  static std::string WithoutState(std::string json) {
    const size_t state = json.find("\n \"state\": {");
    EXPECT_NE(std::string::npos, state);
    return json.substr(0, state);
  }
};

TEST_P(StateWith, GivesTheReportOfAFullRun) {
  Workbench bench;
  bench.Write("p.yaml", kNoDelete);
  bench.Write("w.yaml",
              "waivers:\n  - match: {rule: deny, agent_id: a}\n"
              "    reason: r\n    owner: o\n    expires: 2099-01-01\n");
  bench.Ingest({"read", "delete_all", "look", "delete_one"});
  bench.Write(
      "k.vkey",
      bench.Plog({"key", "generate", "--name", "k", "--out", "k.key"}).out);
  bench.Plog({"checkpoint", "--key", "k.key", "-o", "note"});
  const auto check = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {
        "policy",          "check",    "-f",  "p.yaml",
        "--with-builtins", "--format", "json"};
    arguments.insert(arguments.end(), GetParam().begin(), GetParam().end());
    arguments.insert(arguments.end(), more.begin(), more.end());
    return bench.Plog(arguments);
  };
  bench.Plog({"policy", "check", "-f", "p.yaml", "-o", "base.json"});
  check({"--state", "s"});
  bench.Plog({"ingest", "-"},
             R"({"id":"n-1","agent_id":"a","session_id":"t","timestamp":)"
             R"("2026-02-18T10:00:00Z","action_type":"TOOL_CALL",)"
             R"("action_name":"delete_more"})"
             "\n");
  const ProcessResult full = check({"--state", "other"});
  for (const std::vector<std::string>& way :
       {std::vector<std::string>{"-j", "1"},
        {"-j", "2", "--memory", "1"},
        {"-j", "7"}}) {
    bench.Write("copy", bench.Read("s"));
    std::vector<std::string> more = {"--state", "copy"};
    more.insert(more.end(), way.begin(), way.end());
    const ProcessResult one = check(more);
    EXPECT_THAT(one.out, HasSubstr(R"("incremental": true)")) << one.err;
    EXPECT_EQ(WithoutState(full.out), WithoutState(one.out)) << way.back();
    EXPECT_EQ(full.status, one.status);
    const ProcessResult again = check({"--state", "copy"});
    EXPECT_THAT(again.out, HasSubstr(R"("events_taken": 5)")) << again.err;
    EXPECT_EQ(WithoutState(full.out), WithoutState(again.out));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Options, StateWith,
    testing::Values(std::vector<std::string>{},
                    std::vector<std::string>{"--waivers", "w.yaml"},
                    std::vector<std::string>{"--baseline", "base.json"},
                    std::vector<std::string>{"--checkpoint", "note",
                                             "--verifier-key", "k.vkey"},
                    std::vector<std::string>{"--since", "2026-02-17T10:00:02Z"},
                    std::vector<std::string>{"--max-violations", "1"}));

}  // namespace
}  // namespace plog
