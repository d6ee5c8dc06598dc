#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checker/formats/format.h"
#include "checker/formats/report_json.h"
#include "checker/report/finalize.h"
#include "checker/waivers/baseline.h"
#include "tests/checker/report_fixture.h"

namespace plog {
namespace {

using testing::HasSubstr;

std::string Json(const Report& report) {
  std::string out;
  FindReportFormat("json")->write(report, {}, &out);
  return out;
}

// `events` violations e-1, e-2, … of one rule.
Report ReportOf(int events) {
  Report report = EmptyReport();
  report.audit.verdict = Verdict::kVerifiedUnanchored;
  PolicyResult& result = report.results.emplace_back();
  result.policy = "p";
  RuleResult& rule = result.rules.emplace_back();
  rule.name = "r";
  rule.activations = 9;
  for (int i = 1; i <= events; ++i) {
    result.violations.push_back(
        SampleViolation("p", "r", "e-" + std::to_string(i)));
    ++rule.violation_count;
  }
  FinalizeReport(&report);
  return report;
}

Baseline BaselineOf(const Report& report) {
  auto baseline = ReadBaseline("old.json", Json(report));
  EXPECT_TRUE(baseline.has_value());
  return *baseline;
}

TEST(Baseline, CountsKnownViolationsApart) {
  Report report = ReportOf(3);
  ApplyBaseline(BaselineOf(ReportOf(2)), {}, &report);
  EXPECT_EQ(report.baselined, 2U);
  EXPECT_EQ(report.violations, 1U);
  EXPECT_EQ(report.results[0].violations[0].trigger_event, "e-3");
  EXPECT_EQ(report.status, ResultStatus::kFail);
  EXPECT_EQ(report.baseline->as_of, "2026-02-17T12:00:00Z");
  EXPECT_TRUE(ReadReport(Json(report)).has_value());
}

TEST(Baseline, ServesAsTheBaselineOfTheNextRun) {
  Report second = ReportOf(2);
  ApplyBaseline(BaselineOf(ReportOf(2)), {}, &second);
  EXPECT_EQ(second.status, ResultStatus::kPass);
  Report third = ReportOf(2);
  ApplyBaseline(BaselineOf(second), {}, &third);
  EXPECT_EQ(third.baselined, 2U);
}

TEST(Baseline, DoesNotOutliveAWaiver) {
  Report old = ReportOf(1);
  old.waived_violations = old.results[0].violations;
  old.waived_violations[0].waiver = Waiver{};
  old.results[0].violations.clear();
  old.results[0].rules[0].violation_count = 0;
  old.results[0].rules[0].waived = 1;
  FinalizeReport(&old);
  Report report = ReportOf(1);
  ApplyBaseline(BaselineOf(old), {}, &report);
  EXPECT_EQ(report.baselined, 0U);
  EXPECT_EQ(report.status, ResultStatus::kFail);
}

AuditFinding Regressed() {
  AuditFinding finding;
  finding.code = FindingCode::kHeadRegressed;
  finding.agent_id = "my-agent";
  finding.sequence = 7;
  finding.message = "the head is gone";
  finding.expected = std::string(64, 'a');
  return finding;
}

TEST(Baseline, ARegressedHeadIsAnIntegrityViolationEvenWithoutTheRule) {
  Report report = ReportOf(0);
  ApplyBaseline(BaselineOf(ReportOf(0)), {Regressed()}, &report);
  EXPECT_EQ(report.status, ResultStatus::kFail);
  EXPECT_EQ(report.audit.verdict, Verdict::kTampered);
  ASSERT_EQ(report.results.size(), 2U);
  EXPECT_EQ(report.results[1].policy, "chain-integrity");
  const Violation& violation = report.results[1].violations.at(0);
  EXPECT_THAT(violation.detail, HasSubstr("head-regressed"));
  EXPECT_EQ(violation.agent_id, "my-agent");
  EXPECT_TRUE(ReadReport(Json(report)).has_value());
}

TEST(Baseline, ARegressedHeadIsNeverExcusedByABaseline) {
  Report first = ReportOf(0);
  ApplyBaseline(BaselineOf(ReportOf(0)), {Regressed()}, &first);
  Report second = ReportOf(0);
  ApplyBaseline(BaselineOf(first), {Regressed()}, &second);
  EXPECT_EQ(second.baselined, 0U);
  EXPECT_EQ(second.status, ResultStatus::kFail);
}

TEST(Baseline, JoinsTheIntegrityRuleThatRan) {
  Report report = ReportOf(0);
  report.results[0].rules[0].type = "integrity";
  ApplyBaseline(BaselineOf(ReportOf(0)), {Regressed()}, &report);
  ASSERT_EQ(report.results.size(), 1U);
  EXPECT_EQ(report.results[0].violations.at(0).policy_name, "p");
}

TEST(Baseline, MustBeAReport) {
  const auto baseline = ReadBaseline("old.json", "{}");
  ASSERT_FALSE(baseline.has_value());
  EXPECT_EQ(baseline.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(baseline.error().message, HasSubstr("old.json"));
}

}  // namespace
}  // namespace plog
