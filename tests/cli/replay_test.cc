// An enforcement policy over a recorded trail, from the command line.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "ledger/json/json.h"
#include "tests/cli/workbench.h"
#include "tests/support/shared_data.h"

namespace plog {
namespace {

using testing::HasSubstr;

const std::string kData = PLOG_SOURCE_DIR "/testdata/enforcement/";

class Replay : public testing::Test {
 protected:
  void SetUp() override {
    const auto run = bench_.Plog({"ingest", kData + "payments.jsonl"});
    ASSERT_EQ(0, run.status) << run.err;
    bench_.Write("payments.yaml", ReadFile(kData + "payments.yaml"));
  }
  ProcessResult Run(const std::string& command,
                    std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {"policy", command, "-f",
                                          "payments.yaml"};
    if (std::find(more.begin(), more.end(), "--as-of") == more.end()) {
      arguments.insert(arguments.end(), {"--as-of", "2026-04-01"});
    }
    arguments.insert(arguments.end(), more.begin(), more.end());
    return bench_.Plog(arguments);
  }

  Workbench bench_;
};

std::string TextOf(JsonView object, std::string_view name) {
  const JsonView value = object.Find(name);
  return value.is_string() ? std::string(value.AsString()) : "";
}

// "allow -", "deny (default deny)", "require_approval:late a/b" by event.
std::map<std::string, std::string> Decisions(const std::string& lines) {
  std::map<std::string, std::string> decisions;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);) {
    JsonDocument document;
    EXPECT_FALSE(JsonParser().Parse(line, {}, &document)) << line;
    const JsonView call = document.root();
    const std::string approval = TextOf(call, "approval");
    const std::string rule = TextOf(call, "rule");
    decisions[TextOf(call, "event")] =
        TextOf(call, "decision") + (approval.empty() ? "" : ":" + approval) +
        "  " + (rule.empty() ? "-" : rule);
  }
  return decisions;
}

TEST_F(Replay, DecidesEveryCallOfThePaymentsTrailAsComputedByHand) {
  const auto run = Run("replay", {"--decisions", "d.jsonl"});
  EXPECT_EQ(1, run.status) << run.err;
  std::map<std::string, std::string> expected;
  std::istringstream in(ReadFile(kData + "payments.decisions"));
  for (std::string line; std::getline(in, line);) {
    const size_t end = line.find("  ");
    expected[line.substr(0, end)] = line.substr(end + 2);
  }
  EXPECT_EQ(121U, expected.size());
  EXPECT_EQ(expected, Decisions(bench_.Read("d.jsonl")));
  EXPECT_THAT(run.out, HasSubstr(R"("violations": 21)"));
}

TEST_F(Replay, NamesRuleFileAndLineOfADenial) {
  Run("replay", {"--decisions", "d.jsonl"});
  EXPECT_THAT(
      bench_.Read("d.jsonl"),
      HasSubstr(
          R"("tool":"create_refund","decision":"deny","policy":"enforcement",)"
          R"("rule":"create_refund/refund-limits","file":"payments.yaml",)"
          R"("line":25,"message":"Refund limit reached. Escalate to human )"
          R"(operator."})"));
}

TEST_F(Replay, CheckReadsTheSameFileByItsContent) {
  const auto replay = Run("replay");
  const auto check = Run("check");
  EXPECT_EQ(replay.out, check.out);
}

TEST_F(Replay, TellsAPendingApprovalFromAMissingOne) {
  const auto run =
      Run("replay", {"--as-of", "2026-03-02T16:45:00Z", "--decisions", "d"});
  EXPECT_EQ("require_approval:pending  close_account/require-human",
            Decisions(bench_.Read("d"))["close-silent"]);
  EXPECT_THAT(run.out, HasSubstr(R"("pending": 1)"));
}

TEST_F(Replay, ABaselineOfItselfLeavesNothing) {
  Run("check", {"-o", "base.json"});
  const auto again = Run("check", {"--baseline", "base.json"});
  EXPECT_EQ(0, again.status) << again.err;
  EXPECT_THAT(again.out, HasSubstr(R"("baselined": 21)"));
}

TEST_F(Replay, AWaiverTakesOneRuleOut) {
  bench_.Write("w.yaml",
               "waivers:\n  - match: {rule: \"close_account/*\"}\n"
               "    reason: r\n    owner: o\n    expires: 2099-01-01\n");
  const auto run = Run("check", {"--waivers", "w.yaml", "--format", "text"});
  EXPECT_THAT(run.out, HasSubstr("FAIL: 16 violations"));
}

TEST_F(Replay, ExplainTellsWhatARuleMadeOfACall) {
  const auto run = Run("explain", {"pay-500.01", "--format", "text", "--rule",
                                   "create_payment/per-call-cap"});
  EXPECT_EQ(0, run.status) << run.err;
  EXPECT_THAT(run.out,
              HasSubstr("args.amount is 500.01; required: lte 500.00"));
}

TEST_F(Replay, DiffShowsWhatAnotherLimitWouldChange) {
  std::string changed = bench_.Read("payments.yaml");
  const size_t at = changed.find("per_call: 500.00");
  changed.replace(at, 16, "per_call: 501.00");
  bench_.Write("changed.yaml", changed);
  const auto run = bench_.Plog(
      {"policy", "diff", "payments.yaml", "changed.yaml", "--format", "text"});
  EXPECT_THAT(run.out, HasSubstr("pay-500.01"));
}

TEST_F(Replay, EveryFormatPrintsIt) {
  for (const std::string format :
       {"text", "jsonl", "results", "sarif", "junit", "markdown", "html", "csv",
        "oscal", "ocsf"}) {
    const auto run = Run("check", {"--format", format});
    EXPECT_EQ(1, run.status) << format;
    EXPECT_THAT(run.out, HasSubstr("Refund limit reached")) << format;
  }
}

TEST_F(Replay, RefusesAPolicyOfPlogsOwn) {
  bench_.Write("own.yaml", kNoDelete);
  const auto run = bench_.Plog({"policy", "replay", "-f", "own.yaml"});
  EXPECT_EQ(2, run.status);
  EXPECT_THAT(run.err, HasSubstr("own.yaml is no enforcement policy"));
}

TEST_F(Replay, ASpendCapThatTheOtherFormWouldDropIsAMistake) {
  bench_.Write("mixed.yaml",
               "version: \"1\"\ntools:\n  pay:\n    rules:\n"
               "      - {name: a, rate_limit: 5/day, spend: {daily: 9}}\n"
               "      - {name: b, conditions: [{path: args.n, op: lt, value: "
               "1}]}\n");
  const auto run = bench_.Plog({"policy", "check", "-f", "mixed.yaml"});
  EXPECT_EQ(2, run.status);
  EXPECT_THAT(run.err, HasSubstr("mixed.yaml:5:38: error: `spend` belongs"));
}

// Every word of the published example is in the file under test, in its order.
TEST_F(Replay, TheExampleIsThePublishedOne) {
  const auto seed = SharedData("seeds/mcp-policy-enforcement.txt");
  PLOG_NEED_SHARED(seed);
  std::istringstream page(ReadFile(seed));
  std::istringstream ours(bench_.Read("payments.yaml"));
  const auto words = [](std::istream* in, bool skip) {
    std::vector<std::string> lines;
    for (std::string line; std::getline(*in, line);) {
      const size_t text = line.find_first_not_of(' ');
      if (text == std::string::npos || line[text] == '#') continue;
      skip = skip && line.substr(text) != "version: \"1\"";
      if (!skip) lines.push_back(line.substr(text));
    }
    return lines;
  };
  auto published = words(&page, true);
  const auto example = words(&ours, false);
  ASSERT_GE(published.size(), example.size());
  published.resize(example.size());
  EXPECT_EQ(published, example);
}

}  // namespace
}  // namespace plog
