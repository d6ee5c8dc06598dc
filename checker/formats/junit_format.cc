// JUnit XML: policy = suite, rule = case. A last suite stands for the
// evaluation as a whole.
#include <fmt/format.h>

#include "checker/formats/junit_writer.h"
#include "checker/formats/prose.h"
#include "checker/formats/writers.h"
#include "ledger/base/instant.h"
#include "ledger/crypto/sha256.h"

namespace plog {
namespace {

JunitCounts CountsOf(const PolicyResult& result) {
  JunitCounts counts;
  for (const RuleResult& rule : result.rules) {
    ++counts.tests;
    if (rule.status == ResultStatus::kFail) ++counts.failures;
    if (rule.status == ResultStatus::kError) ++counts.errors;
    if (rule.status == ResultStatus::kWarn ||
        rule.status == ResultStatus::kNotApplicable) {
      ++counts.skipped;
    }
  }
  return counts;
}

std::string Summary(const RuleGroup& group) {
  std::string count = Counted(group.rule->violation_count, "violation");
  if (group.violations.empty()) return count;
  return fmt::format("{} ({})", group.violations.front()->message, count);
}

JunitWriter::Lines Listing(const RuleGroup& group) {
  JunitWriter::Lines lines;
  for (const Violation* violation : group.violations) {
    lines.push_back(PlaceLine(*violation) + ": " + FaultLine(*violation));
  }
  if (group.violations.size() < group.rule->violation_count) {
    lines.push_back(fmt::format(
        "+{} more", group.rule->violation_count - group.violations.size()));
  }
  return lines;
}

void WriteCase(const PolicyResult& result, const RuleGroup& group,
               JunitWriter* junit) {
  const RuleResult& rule = *group.rule;
  const JunitWriter::Case what{rule.name, result.policy};
  switch (rule.status) {
    case ResultStatus::kPass:
      return junit->Passed(what);
    case ResultStatus::kNotApplicable:
      return junit->Skipped(what, "not applicable: nothing to judge");
    // A warning does not break the build, and the schema has no word for it.
    case ResultStatus::kWarn:
      return junit->Skipped(what, "warning: " + Summary(group));
    case ResultStatus::kFail:
      return junit->Failed(what, rule.type, Summary(group), Listing(group));
    case ResultStatus::kError:
      return junit->Broken(what, rule.type, Summary(group), Listing(group));
  }
}

void WriteSuite(const PolicyResult& result, JunitWriter* junit) {
  junit->OpenSuite(result.policy, CountsOf(result));
  junit->Property("plog.policy_file", result.file);
  junit->Property("plog.status", Name(result.status));
  junit->Property("plog.events_evaluated",
                  fmt::to_string(result.events_evaluated));
  junit->CloseProperties();
  for (const RuleGroup& group : GroupByRule(result, false)) {
    WriteCase(result, group, junit);
  }
  junit->CloseSuite({result.description});
}

void WriteEvaluation(const Report& report, JunitWriter* junit) {
  const bool nothing = report.results.empty() || report.events_evaluated == 0;
  const bool error = nothing || !report.errors.empty();
  junit->OpenSuite("plog", {1, 0, error ? 1U : 0U, 0});
  junit->Property("plog.version", report.plog_version);
  junit->Property("plog.as_of", report.as_of);
  junit->Property("plog.status", Name(report.status));
  junit->Property("plog.integrity", Name(report.audit.verdict));
  junit->Property("plog.merkle_root", ToHex(report.audit.merkle_root));
  junit->CloseProperties();
  const JunitWriter::Case what{"evaluation", ""};
  if (error) {
    junit->Broken(
        what, "evaluation",
        report.errors.empty() ? "nothing was evaluated" : report.errors.front(),
        {});
  } else {
    junit->Passed(what);
  }
  JunitWriter::Lines output = Announcements(report);
  output.push_back(VerdictLine(report));
  junit->CloseSuite(output);
}

}  // namespace

void WriteJunit(const Report& report, const FormatOptions&, std::string* out) {
  JunitWriter junit(ParseRfc3339(report.as_of).value_or(Instant{}), out);
  junit.Begin();
  for (const PolicyResult& result : report.results) WriteSuite(result, &junit);
  WriteEvaluation(report, &junit);
  junit.End();
}

}  // namespace plog
