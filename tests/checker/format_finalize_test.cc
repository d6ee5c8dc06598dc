#include <gtest/gtest.h>

#include "checker/report/finalize.h"
#include "tests/checker/report_fixture.h"

namespace plog {
namespace {

// A report with one policy whose rules have the given counts.
struct RuleCounts {
  Severity severity;
  uint64_t activations;
  uint64_t violations;
  uint64_t waived;
};
Report With(const std::vector<RuleCounts>& rules) {
  Report report;
  report.results.emplace_back();
  for (const RuleCounts& counts : rules) {
    RuleResult rule;
    rule.severity = counts.severity;
    rule.activations = counts.activations;
    rule.violation_count = counts.violations;
    rule.waived = counts.waived;
    report.results[0].rules.push_back(rule);
  }
  FinalizeReport(&report);
  return report;
}

TEST(FinalizeReport, TakesTheWorstStatusOfTheRules) {
  constexpr Severity kWarn = Severity::kWarn;
  constexpr Severity kFail = Severity::kFail;
  const struct {
    std::vector<RuleCounts> rules;
    ResultStatus status;
  } kCases[] = {
      {{}, ResultStatus::kNotApplicable},
      {{{kFail, 0, 0, 0}}, ResultStatus::kNotApplicable},
      {{{kFail, 0, 0, 0}, {kFail, 1, 0, 0}}, ResultStatus::kPass},
      {{{kFail, 1, 0, 1}}, ResultStatus::kPass},
      {{{kWarn, 2, 1, 0}, {kFail, 1, 0, 0}}, ResultStatus::kWarn},
      {{{kWarn, 2, 1, 0}, {kFail, 1, 1, 0}}, ResultStatus::kFail},
      // An objection without an activation (an agent that is missing).
      {{{kFail, 0, 1, 0}}, ResultStatus::kFail},
  };
  for (const auto& test : kCases) {
    const Report report = With(test.rules);
    EXPECT_EQ(report.status, test.status);
    EXPECT_EQ(report.results[0].status, test.status);
  }
}

TEST(FinalizeReport, ErrorsOutrankEverything) {
  Report report = With({{Severity::kFail, 1, 1, 0}});
  report.errors = {"the evaluation was cut short"};
  FinalizeReport(&report);
  EXPECT_EQ(report.status, ResultStatus::kError);
  EXPECT_EQ(report.failed, 1U);
}

TEST(FinalizeReport, CountsWhatIsNotListed) {
  const Report report = With({{Severity::kFail, 9, 7, 0}});
  EXPECT_EQ(report.violations, 7U);
  EXPECT_EQ(report.results[0].violation_count, 7U);
  EXPECT_TRUE(report.results[0].truncated);
}

TEST(FinalizeReport, CountsEarlierViolationsOfTheSameAgentWithinADay) {
  Report report = With({{Severity::kFail, 9, 6, 0}});
  const auto add = [&](const char* agent, const char* time) {
    Violation violation = SampleViolation("p", "r", "e");
    violation.agent_id = agent;
    violation.timestamp = time;
    report.results[0].violations.push_back(violation);
  };
  add("a", "2026-02-17T12:00:00Z");
  add("a", "2026-02-16T12:00:00Z");       // exactly a day before
  add("a", "2026-02-16T11:59:59.999Z");   // longer ago
  add("b", "2026-02-17T11:00:00Z");       // another agent
  add("a", "2026-02-17T13:00:00+01:00");  // the same instant: not earlier
  report.results[0].violations.push_back(SampleViolation("p", "r", "e"));
  report.results[0].violations.back().timestamp = std::nullopt;
  report.waived_violations = {report.results[0].violations[1]};
  FinalizeReport(&report);
  const auto recent = [&](size_t i) {
    return report.results[0].violations[i].recent_violations;
  };
  EXPECT_EQ(recent(0), 2U) << "one listed, one waived";
  EXPECT_EQ(recent(1), 1U);
  EXPECT_EQ(recent(2), 0U);
  EXPECT_EQ(recent(3), 0U);
  EXPECT_EQ(recent(4), 2U);
  EXPECT_EQ(recent(5), 0U);
}

TEST(FinalizeReport, ChangesNothingTheSecondTime) {
  Report once = RichReport();
  Report twice = once;
  FinalizeReport(&twice);
  EXPECT_EQ(once.violations, twice.violations);
  EXPECT_EQ(once.status, twice.status);
}

}  // namespace
}  // namespace plog
