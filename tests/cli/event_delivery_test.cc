// Violation events that are handed to a command.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "tests/cli/workbench.h"

namespace plog {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSpool = "ledger.db.spool.jsonl";

// The event ids of JSON Lines of violation events, in order.
std::vector<std::string> Triggers(const std::string& lines) {
  const std::string name = R"("trigger_event":")";
  std::vector<std::string> ids;
  for (size_t at = lines.find(name); at != std::string::npos;
       at = lines.find(name, at)) {
    at += name.size();
    ids.push_back(lines.substr(at, lines.find('"', at) - at));
  }
  return ids;
}

using Ids = std::vector<std::string>;

// A ledger with four violations, e-1 to e-4.
class EventDeliveryTest : public testing::Test {
 protected:
  void SetUp() override {
    bench_.Write("p.yaml", kNoDelete);
    bench_.Ingest({"delete_a", "delete_b", "delete_c", "delete_d"});
  }
  ProcessResult Check(std::vector<std::string> more) const {
    std::vector<std::string> words = {"policy", "check", "-f",
                                      "p.yaml", "-o",    "r.jsonl"};
    words.insert(words.end(), more.begin(), more.end());
    return bench_.Plog(words);
  }
  bool Exists(const std::string& name) const {
    return std::filesystem::exists(bench_.path(name));
  }
  Workbench bench_;
};

TEST_F(EventDeliveryTest, EveryEventIsPipedToTheCommand) {
  const ProcessResult run =
      Check({"--exec", "cat >> got; echo x >> calls; echo noise"});
  EXPECT_EQ(1, run.status) << run.err;
  EXPECT_EQ(bench_.Read("r.jsonl"), bench_.Read("got"));
  EXPECT_EQ("x\nx\nx\nx\n", bench_.Read("calls"));
  EXPECT_EQ("", run.out) << "what the command prints is not the result";
  EXPECT_THAT(run.err, HasSubstr("noise"));
  EXPECT_FALSE(Exists(kSpool));
}

TEST_F(EventDeliveryTest, ABatchIsOneCall) {
  const ProcessResult run =
      Check({"--exec-batch", "cat >> got; echo x >> calls"});
  EXPECT_EQ(1, run.status) << run.err;
  EXPECT_EQ(bench_.Read("r.jsonl"), bench_.Read("got"));
  EXPECT_EQ("x\n", bench_.Read("calls"));
}

TEST_F(EventDeliveryTest, NothingIsRunWithoutViolations) {
  Check({"--filter", "tool=nothing", "--exec-batch", "touch called"});
  EXPECT_FALSE(Exists("called"));
  EXPECT_FALSE(Exists(kSpool));
}

TEST_F(EventDeliveryTest, WhatTheCommandDoesNotTakeWaitsInTheSpool) {
  const ProcessResult run = Check({"--exec", "echo x >> calls; exit 7"});
  EXPECT_EQ(3, run.status) << "not delivered outranks violations";
  EXPECT_THAT(run.err, HasSubstr("exit status 7"));
  EXPECT_THAT(run.err, HasSubstr("4 events not delivered"));
  // Three events, three times each; the fourth was not even tried.
  const std::string calls = bench_.Read("calls");
  EXPECT_EQ(9, std::count(calls.begin(), calls.end(), '\n'));
  EXPECT_EQ((Ids{"e-4", "e-1", "e-2", "e-3"}), Triggers(bench_.Read(kSpool)));
  const auto mode = std::filesystem::status(bench_.path(kSpool)).permissions();
  EXPECT_EQ(std::filesystem::perms(0600), mode);
}

TEST_F(EventDeliveryTest, TheNextRunDeliversTheSpoolFirst) {
  Check({"--exec-batch", "exit 1", "--filter", "tool=delete_c"});
  const ProcessResult run =
      Check({"--exec", "cat >> got", "--filter", "tool=delete_a", "--filter",
             "tool=delete_b"});
  EXPECT_EQ(1, run.status) << run.err;
  EXPECT_EQ((Ids{"e-3", "e-1", "e-2"}), Triggers(bench_.Read("got")));
  EXPECT_FALSE(Exists(kSpool));
}

TEST_F(EventDeliveryTest, OneEventThatIsNeverTakenDoesNotKeepTheOthersBack) {
  const ProcessResult run = Check({"--exec",
                                   "tee -a all | grep -qv delete_b; "
                                   "grep -v '\"e-2\"' all > taken; "
                                   "tail -n 1 all | grep -qv '\"e-2\"'"});
  EXPECT_EQ(3, run.status) << run.err;
  EXPECT_EQ((Ids{"e-1", "e-3", "e-4"}), Triggers(bench_.Read("taken")));
  EXPECT_EQ(Ids{"e-2"}, Triggers(bench_.Read(kSpool)));
}

TEST_F(EventDeliveryTest, AFailureThatPassesIsRetried) {
  const ProcessResult run =
      Check({"--exec-batch", "echo x >> n; test $(wc -l < n) = 3"});
  EXPECT_EQ(1, run.status) << run.err;
  EXPECT_FALSE(Exists(kSpool));
}

TEST_F(EventDeliveryTest, ACommandThatNeverReadsOrEndsIsKilled) {
  const ProcessResult run =
      Check({"--exec-batch", "sleep 600", "--exec-timeout", "1"});
  EXPECT_EQ(3, run.status);
  EXPECT_THAT(run.err, HasSubstr("ran for more than 1000 ms"));
  EXPECT_EQ(4U, Triggers(bench_.Read(kSpool)).size());
}

TEST_F(EventDeliveryTest, ALineThatWasCutShortIsNotGluedToTheNext) {
  bench_.Write(kSpool, "{\"trigger_event\":\"old\"}\n{\"trigger_ev");
  Check({"--exec-batch", "cat > got", "--filter", "tool=delete_a"});
  EXPECT_EQ((Ids{"old", "e-1"}), Triggers(bench_.Read("got")));
  EXPECT_THAT(bench_.Read("got"), Not(HasSubstr("trigger_ev{")));
}

TEST_F(EventDeliveryTest, KnownViolationsAreNotDelivered) {
  Check({"-o", "r.json"});
  const ProcessResult run =
      Check({"--baseline", "r.json", "--exec", "touch called"});
  EXPECT_EQ(0, run.status) << run.err;
  EXPECT_FALSE(Exists("called"));
}

TEST_F(EventDeliveryTest, TheFilterAlsoHoldsForTheFile) {
  Check({"--filter", "tool=delete_[bc]", "--filter", "severity=fail"});
  EXPECT_EQ((Ids{"e-2", "e-3"}), Triggers(bench_.Read("r.jsonl")));
}

TEST_F(EventDeliveryTest, MisuseIsStatusTwoAndRunsNothing) {
  const std::vector<std::vector<std::string>> misuses = {
      {"--exec", "touch called", "--exec-batch", "touch called"},
      {"--spool", "s"},
      {"--exec-timeout", "5"},
      {"--exec", "touch called", "--exec-timeout", "0"},
      {"--exec", "touch called", "--filter", "sevrity=fail"},
      {"--exec", "touch called", "--filter", "severity"},
      {"--exec", "touch called", "--spool", "r.jsonl"},
      {"--exec", "touch called", "--spool", "."},
  };
  for (size_t i = 0; i < misuses.size(); ++i) {
    EXPECT_EQ(i + 1 < misuses.size() ? 2 : 3, Check(misuses[i]).status) << i;
  }
  EXPECT_FALSE(Exists("called"));
  EXPECT_EQ(2, bench_
                   .Plog({"policy", "check", "-f", "p.yaml", "--format", "json",
                          "--filter", "severity=fail"})
                   .status);
}

}  // namespace
}  // namespace plog
