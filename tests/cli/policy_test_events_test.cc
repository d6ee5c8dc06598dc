// `policy test --events` is ingest and policy check on a ledger that is
// forgotten: the same report, on any number of threads.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/workbench.h"

namespace plog {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class PolicyTestEvents : public testing::Test {
 protected:
  void SetUp() override { bench_.Write("p.yaml", kNoDelete); }

  // Tool calls of a few agents, some without an id, of about a kilobyte.
  void WriteEvents(int events) {
    const std::string filler(800, 'x');
    std::string lines;
    for (int i = 0; i < events; ++i) {
      const std::string id =
          i % 5 == 0 ? std::string() : fmt::format(R"("id":"e-{}",)", i);
      lines += fmt::format(
          R"({{{}"agent_id":"a{}","session_id":"s{}","action_type":"TOOL_CALL",)"
          R"("action_name":"{}","timestamp":"2026-02-17T10:00:{:02}Z",)"
          R"("action_output":"{}"}})"
          "\n",
          id, i % 7, i % 11, i % 40 == 3 ? "delete_all" : "read", i % 60,
          filler);
    }
    bench_.Write("events.jsonl", lines);
  }
  ProcessResult Test(const std::string& events = "events.jsonl",
                     const std::string& jobs = "2") {
    return bench_.Plog({"policy", "test", "-f", "p.yaml", "--events", events,
                        "--jobs", jobs, "--format", "json"});
  }

  Workbench bench_;
};

// The tests were run; that they cannot be followed by a dry run is another
// matter.
TEST_F(PolicyTestEvents, TellsOfTestsWhateverBecomesOfTheDryRun) {
  const ProcessResult test =
      bench_.Plog({"policy", "test", "-f", "p.yaml", "--db", "none.db",
                   "--format", "json"});
  EXPECT_EQ(3, test.status);
  EXPECT_THAT(test.out, testing::HasSubstr(R"("dry_run":null)"));
  EXPECT_THAT(test.err, testing::HasSubstr("no such ledger"));
}

TEST_F(PolicyTestEvents, ReportsWhatACheckOfTheirLedgerWould) {
  for (const int events : {1, 20, 9000}) {
    SCOPED_TRACE(events);
    WriteEvents(events);
    const std::string ledger = fmt::format("{}.db", events);
    ASSERT_EQ(0, bench_
                     .Plog({"ingest", "-q", "--db", ledger,
                            "--deterministic-ids", "events.jsonl"})
                     .status);
    const ProcessResult check =
        bench_.Plog({"policy", "check", "--db", ledger, "-f", "p.yaml",
                     "--format", "json"});
    ASSERT_FALSE(check.out.empty());
    for (const char* jobs : {"1", "2", "7"}) {
      const ProcessResult test = Test("events.jsonl", jobs);
      const size_t found = test.out.find(R"("dry_run":)");
      ASSERT_NE(found, std::string::npos) << test.err;
      EXPECT_EQ(test.out.substr(found + 10), check.out + "}\n");
    }
  }
}

TEST_F(PolicyTestEvents, TakeTheirIdsFromTheSourceHoweverItComes) {
  WriteEvents(3000);
  const ProcessResult plain = Test();
  EXPECT_THAT(plain.out, HasSubstr("delete_all"));
  ASSERT_EQ(0,
            std::system(("gzip -kf " + bench_.path("events.jsonl")).c_str()));
  EXPECT_EQ(plain.out, Test("events.jsonl.gz").out);
  EXPECT_EQ(plain.out, bench_
                           .Plog({"policy", "test", "-f", "p.yaml", "--format",
                                  "json", "--events", "-"},
                                 bench_.Read("events.jsonl"))
                           .out);
}

TEST_F(PolicyTestEvents, ThatAreNoneAreStatus3) {
  WriteEvents(0);
  const ProcessResult none = Test();
  EXPECT_EQ(3, none.status);
  EXPECT_THAT(none.out, HasSubstr(R"("events": 0,)"));
}

TEST_F(PolicyTestEvents, OfADamagedSourceAreAnError) {
  WriteEvents(3000);
  ASSERT_EQ(0,
            std::system(("gzip -kf " + bench_.path("events.jsonl")).c_str()));
  const std::string whole = bench_.Read("events.jsonl.gz");
  bench_.Write("events.jsonl.gz", whole.substr(0, whole.size() / 2));
  const ProcessResult cut = Test("events.jsonl.gz");
  EXPECT_THAT(cut.err, HasSubstr("truncated gzip input"));
  EXPECT_EQ(3, cut.status);
  EXPECT_THAT(cut.out, HasSubstr(R"("dry_run":null)"));
}

TEST_F(PolicyTestEvents, ThatFindNoRoomAreStatus3) {
  const auto run = [this](const std::string& before) {
    const std::string command =
        "cd " + bench_.path("") + " && (" + before + PLOG_BINARY +
        " policy test -f p.yaml --events events.jsonl --format json;"
        " echo status $?) 2>&1 | cat >said";
    EXPECT_EQ(0, std::system(command.c_str()));
    return bench_.Read("said");
  };
  WriteEvents(3000);
  EXPECT_THAT(run("TMPDIR=/no/such/folder "),
              AllOf(HasSubstr("in /no/such/folder: No such"),
                    HasSubstr("TMPDIR"), HasSubstr("status 3")));
  // A file may not grow: what a full disk is to whoever writes it.
  EXPECT_THAT(run("mkdir t && ulimit -f 0 && TMPDIR=t "),
              AllOf(HasSubstr("cannot write a temporary file in t: "),
                    HasSubstr("status 3")));
  // Few events need no room.
  WriteEvents(100);
  EXPECT_THAT(run("TMPDIR=/no/such/folder "), HasSubstr("status 0"));
}

}  // namespace
}  // namespace plog
