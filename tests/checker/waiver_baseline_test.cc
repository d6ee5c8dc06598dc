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
  old.waived_violations[0].waiver = std::make_shared<const Waiver>();
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

std::vector<std::string> Gone(const Report& report) {
  std::vector<std::string> events;
  for (const Violation& violation : report.baseline->absent) {
    events.emplace_back(*violation.trigger_event);
  }
  return events;
}

using Ids = std::vector<std::string>;

TEST(Baseline, ListsWhatIsGoneOnceAndKeepsItInTheReport) {
  Report second = ReportOf(1);
  ApplyBaseline(BaselineOf(ReportOf(3)), {}, &second);
  EXPECT_EQ((Ids{"e-2", "e-3"}), Gone(second));
  EXPECT_EQ(second.violations, 0U);
  const auto read = ReadReport(Json(second));
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ((Ids{"e-2", "e-3"}), Gone(*read));
  Report third = ReportOf(1);
  ApplyBaseline(BaselineOf(second), {}, &third);
  EXPECT_EQ(Ids{}, Gone(third));
}

TEST(Baseline, WhatIsWaivedIsNotGone) {
  Report report = ReportOf(1);
  report.waived_violations = report.results[0].violations;
  report.waived_violations[0].waiver = std::make_shared<const Waiver>();
  report.results[0].violations.clear();
  report.results[0].rules[0].violation_count = 0;
  ApplyBaseline(BaselineOf(ReportOf(1)), {}, &report);
  EXPECT_EQ(Ids{}, Gone(report));
}

TEST(Baseline, NothingIsGoneWhereTheRunDidNotLook) {
  const Baseline old = BaselineOf(ReportOf(3));
  Report other_rule = ReportOf(0);
  other_rule.results[0].rules[0].name = "other";
  Report cut_list = ReportOf(1);
  cut_list.results[0].rules[0].violation_count = 3;
  Report narrower = ReportOf(0);
  narrower.selection.agent_ids = {"another"};
  Report incomplete = ReportOf(0);
  incomplete.errors = {"a row could not be read"};
  for (Report* report : {&other_rule, &cut_list, &narrower, &incomplete}) {
    ApplyBaseline(old, {}, report);
    EXPECT_EQ(Ids{}, Gone(*report));
  }
}

TEST(Baseline, TheSameSelectionLooksWhereTheBaselineLooked) {
  Report first = ReportOf(2);
  first.selection.agent_ids = {"my-agent"};
  Report second = ReportOf(1);
  second.selection = first.selection;
  ApplyBaseline(BaselineOf(first), {}, &second);
  EXPECT_EQ(Ids{"e-2"}, Gone(second));
}

TEST(Baseline, MustBeAReport) {
  const auto baseline = ReadBaseline("old.json", "{}");
  ASSERT_FALSE(baseline.has_value());
  EXPECT_EQ(baseline.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(baseline.error().message, HasSubstr("old.json"));
}

}  // namespace
}  // namespace plog
