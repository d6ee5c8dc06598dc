// A review counts what happened, and what would happen under other limits.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/json/json.h"
#include "tests/cli/workbench.h"

namespace plog {
namespace {

using testing::HasSubstr;

const std::string kData = PLOG_SOURCE_DIR "/testdata/enforcement/";

class ReviewOfPayments : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(0, bench_.Plog({"ingest", kData + "payments.jsonl"}).status);
  }
  ProcessResult Review(const std::string& format,
                       const std::string& policy = kData + "payments.yaml") {
    return bench_.Plog(
        {"review", "-f", policy, "--as-of", "2026-04-01", "--format", format});
  }
  Workbench bench_;
};

// "50: 3, 75: 2, …" of a limit.
std::string Points(const std::string& json, std::string_view rule,
                   std::string_view limit) {
  JsonDocument document;
  EXPECT_FALSE(JsonParser().Parse(json, {}, &document)) << json;
  std::string points;
  const JsonView limits = document.root().Find("limits");
  for (auto one = limits.First(); one.valid(); one = limits.After(one)) {
    if (one.Find("rule").AsString() != rule) continue;
    if (one.Find("limit").AsString() != limit) continue;
    const JsonView list = one.Find("points");
    for (auto p = list.First(); p.valid(); p = list.After(p)) {
      points += std::string(p.Find("value").AsString()) + ": " +
                std::to_string(p.Find("violations").AsInteger()) + "  ";
    }
  }
  return points;
}

TEST_F(ReviewOfPayments, CountsByRuleToolAgentAndWeek) {
  const auto run = Review("text");
  EXPECT_EQ(0, run.status) << run.err;
  EXPECT_THAT(run.out, HasSubstr("2 denied, 0 escalated, 21 violations"));
  EXPECT_THAT(run.out, HasSubstr("2026-W10"));
  EXPECT_THAT(run.out, HasSubstr("Rules that never fired"));
  EXPECT_THAT(run.out, HasSubstr("list_transactions/rules[0]"));
  // One row for a limit, and none for one that nothing would change.
  EXPECT_THAT(run.out, testing::ContainsRegex(
                           "_rate_minute per minute +60 +31 +16 +1 +0 +0\n"));
  EXPECT_THAT(run.out, HasSubstr("more that none of these changes)"));
}

// Ten balances more than half of sixty, one more than sixty, and so on: the
// 61 calls of one minute and the two of others decide.
TEST_F(ReviewOfPayments, StudiesTheLimitOfARate) {
  const auto run = Review("json");
  EXPECT_EQ("30: 31  45: 16  60: 1  90: 0  120: 0  ",
            Points(run.out, "get_balance/rules[0]", "_rate_minute per minute"));
}

TEST_F(ReviewOfPayments, AgreesWithAPolicyThatHasTheOtherLimit) {
  const auto run = Review("json");
  std::string changed = ReadFile(kData + "payments.yaml");
  changed.replace(changed.find("500.00"), 6, "250");
  bench_.Write("half.yaml", changed);
  const auto half = bench_.Plog({"policy", "check", "-f", "half.yaml",
                                 "--as-of", "2026-04-01", "--format", "text"});
  const std::string points =
      Points(run.out, "create_payment/per-call-cap", "args.amount lte");
  const std::string first = points.substr(0, points.find("  "));
  ASSERT_THAT(first, testing::StartsWith("250: "));
  EXPECT_THAT(half.out, HasSubstr("create_payment/per-call-cap: " +
                                  first.substr(5) + " violation"));
}

TEST_F(ReviewOfPayments, StudiesTheLimitsOfPlogsOwnRules) {
  bench_.Write("own.yaml",
               "policies:\n  - name: p\n    rules:\n"
               "      - {name: r, type: rate, max: 40, count: {action_name: "
               "get_balance}, calendar: minute}\n"
               "      - {name: l, type: limit, max: 400, for_field: "
               "action_input.amount}\n"
               "      - {name: g, type: gap, max: 2h}\n");
  const auto run = Review("json", "own.yaml");
  EXPECT_EQ(0, run.status) << run.err;
  EXPECT_EQ("20: 1  30: 1  40: 1  60: 1  80: 0  ", Points(run.out, "r", "max"));
  EXPECT_EQ("200: 12  300: 12  400: 12  600: 0  800: 0  ",
            Points(run.out, "l", "max"));
  EXPECT_THAT(Points(run.out, "g", "max"), HasSubstr("2h: "));
}

// Of a broken chain too: only what is selected, by everything it is about.
TEST(ReviewOfABrokenChain, CountsWhatACheckOfTheSameSelectionDoes) {
  const Workbench bench;
  std::string lines;
  for (const char* agent : {"a", "b"}) {
    for (int i = 1; i <= 3; ++i) {
      lines += R"({"agent_id":")" + std::string(agent) +
               R"(","action_type":"TOOL_CALL","action_name":"pay",)"
               R"("timestamp":"2026-03-02T10:00:00Z","sequence":)" +
               std::to_string(i) + R"(,"hash":")" + std::string(64, '0') +
               R"(","prev_hash":")" + std::string(64, '0') + "\"}\n";
    }
  }
  bench.Plog({"ingest", bench.Write("t.jsonl", lines)});
  const auto check =
      bench.Plog({"policy", "check", "--policy", "chain-integrity",
                  "--agent-id", "a", "--format", "text"});
  const auto review =
      bench.Plog({"review", "--agent-id", "a", "--format", "text"});
  EXPECT_THAT(check.out, HasSubstr("unbroken-chain: 3 violations"));
  EXPECT_THAT(review.out, HasSubstr("unbroken-chain             3"));
  EXPECT_THAT(review.out, HasSubstr("2026-W10       5"));
}

TEST_F(ReviewOfPayments, HtmlIsOnePageWithoutScripts) {
  const auto run = Review("html");
  EXPECT_THAT(run.out, HasSubstr("default-src 'none'"));
  EXPECT_THAT(run.out, HasSubstr("Violations under other limits"));
  EXPECT_THAT(run.out, testing::Not(HasSubstr("<script")));
}

}  // namespace
}  // namespace plog
