#include "cli/progress.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>

#include "cli/run.h"
#include "tests/cli/workbench.h"

namespace plog {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ProgressText, SaysShareRateAndTimeLeft) {
  struct Case {
    ProgressState state;
    std::string text;
  };
  const std::vector<Case> cases = {
      {{400, 1000, 400, {2, 0}},
       "check [########            ]  40% 400 events, 200/s, 3s left"},
      {{1000, 1000, 1000, {2, 500000000}},
       "check [####################] 100% 1,000 events, 400/s, 0s left"},
      // A pipe has no size.
      {{0, 0, 12345, {1, 0}}, "check 12,345 events, 12,345/s"},
      // Nothing is known yet: no rate, no division by zero.
      {{0, 1000, 0, {0, 0}}, "check [                    ]   0% 0 events"},
      {{0, 1000, 0, {1, 0}}, "check [                    ]   0% 0 events, 0/s"},
      // A file that grew while it was read.
      {{1500, 1000, 1, {1, 0}},
       "check [####################] 100% 1 event, 1/s, 0s left"},
      {{1, 100, 1, {60, 0}},
       "check [                    ]   1% 1 event, 0/s, 1h39m left"},
      {{1, 3, 1, {60, 0}},
       "check [######              ]  33% 1 event, 0/s, 2m00s left"},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(one.text, ProgressText("check", one.state));
  }
}

TEST(ProgressText, FitsALine) {
  const uint64_t huge = 1'000'000'000;
  EXPECT_LE(
      ProgressText("verify", {huge / 2, huge, huge / 2, {999999, 0}}).size(),
      79U);
}

// A terminal to write to, and a clock that runs a second per look.
class ProgressOnTerminal : public testing::Test {
 protected:
  void SetUp() override {
    master_ = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (master_ < 0) GTEST_SKIP() << "there are no pseudo-terminals here";
    ASSERT_EQ(0, grantpt(master_));
    ASSERT_EQ(0, unlockpt(master_));
    terminal_ = open(ptsname(master_), O_RDWR | O_NOCTTY);
    ASSERT_GE(terminal_, 0);
    bench_.Ingest({"read_file", "read_file"});
    bench_.Write("p.yaml", kNoDelete);
  }
  void TearDown() override {
    if (terminal_ >= 0) close(terminal_);
    if (master_ >= 0) close(master_);
  }

  // What a run writes to a terminal on stderr.
  std::string Stderr(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--db", bench_.path("ledger.db")});
    Environment environment;
    environment.get = [](const std::string&) { return std::nullopt; };
    // Ingest asks on two threads.
    environment.now = [this] { return Instant{++seconds_, 0}; };
    const int out = open("/dev/null", O_WRONLY);
    RunPlog(arguments, environment, out, terminal_);
    close(out);
    std::string text;
    char buffer[4096];
    for (ssize_t got; (got = read(master_, buffer, sizeof(buffer))) > 0;) {
      text.append(buffer, static_cast<size_t>(got));
    }
    return text;
  }

  Workbench bench_;
  std::atomic<int64_t> seconds_ = 1771372800;
  int master_ = -1;
  int terminal_ = -1;
};

TEST_F(ProgressOnTerminal, VerifyCheckAndIngestShowIt) {
  const std::string more =
      bench_.Write("more.jsonl", R"({"agent_id":"b","action_type":"TOOL_CALL"})"
                                 "\n");
  EXPECT_THAT(Stderr({"verify"}),
              HasSubstr("verify [####################] 100% 2 events, 2/s"));
  EXPECT_THAT(Stderr({"policy", "check", "-f", bench_.path("p.yaml")}),
              HasSubstr("check [####################] 100% 2 events"));
  EXPECT_THAT(Stderr({"ingest", more}),
              HasSubstr("ingest [####################] 100% 1 event"));
}

TEST_F(ProgressOnTerminal, IsSilentWhenToldSo) {
  for (const char* flag : {"--no-progress", "--quiet"}) {
    EXPECT_THAT(Stderr({"verify", flag}), Not(HasSubstr("verify ["))) << flag;
  }
}

TEST_F(ProgressOnTerminal, IsErasedBeforeTheSummary) {
  EXPECT_THAT(Stderr({"verify"}), HasSubstr("\r\x1b[Kplog: VERIFIED"));
}

TEST_F(ProgressOnTerminal, NeverGoesToAFile) {
  EXPECT_THAT(bench_.Plog({"verify"}).err, Not(HasSubstr("verify [")));
}

}  // namespace
}  // namespace plog
