#include "checker/report/finalize.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "ledger/base/instant.h"

namespace plog {
namespace {

constexpr int64_t kRecentSeconds = 24 * 60 * 60;

int Badness(ResultStatus status) {
  switch (status) {
    case ResultStatus::kNotApplicable:
      return 0;
    case ResultStatus::kPass:
      return 1;
    case ResultStatus::kWarn:
      return 2;
    case ResultStatus::kFail:
      return 3;
    case ResultStatus::kError:
      return 4;
  }
  return 4;
}

ResultStatus Worse(ResultStatus a, ResultStatus b) {
  return Badness(a) < Badness(b) ? b : a;
}

ResultStatus StatusOf(const RuleResult& rule) {
  if (rule.violation_count > 0) {
    return rule.severity == Severity::kFail ? ResultStatus::kFail
                                            : ResultStatus::kWarn;
  }
  const bool judged = rule.activations + rule.waived + rule.baselined > 0;
  return judged ? ResultStatus::kPass : ResultStatus::kNotApplicable;
}

void FinalizePolicy(PolicyResult* policy) {
  policy->status = ResultStatus::kNotApplicable;
  policy->violation_count = 0;
  for (RuleResult& rule : policy->rules) {
    rule.status = StatusOf(rule);
    policy->status = Worse(policy->status, rule.status);
    policy->violation_count += rule.violation_count;
  }
  policy->truncated = policy->violations.size() < policy->violation_count;
}

void Count(ResultStatus status, Report* report) {
  switch (status) {
    case ResultStatus::kPass:
      ++report->passed;
      break;
    case ResultStatus::kWarn:
      ++report->warned;
      break;
    case ResultStatus::kFail:
    case ResultStatus::kError:
      ++report->failed;
      break;
    case ResultStatus::kNotApplicable:
      ++report->not_applicable;
      break;
  }
}

void Summarize(Report* report) {
  report->passed = report->warned = report->failed = 0;
  report->not_applicable = report->violations = 0;
  report->waived = report->waived_violations.size();
  report->baselined = report->baselined_violations.size();
  report->status = ResultStatus::kNotApplicable;
  for (PolicyResult& policy : report->results) {
    FinalizePolicy(&policy);
    Count(policy.status, report);
    report->violations += policy.violation_count;
    report->status = Worse(report->status, policy.status);
  }
  if (!report->errors.empty()) report->status = ResultStatus::kError;
}

// Whether a violation counts does not change what its agent has done: all
// three lists take part, so waiving one violation leaves the others' numbers.
std::vector<Violation*> AllViolations(Report* report) {
  std::vector<Violation*> all;
  for (PolicyResult& policy : report->results) {
    for (Violation& violation : policy.violations) all.push_back(&violation);
  }
  for (Violation& violation : report->waived_violations) {
    all.push_back(&violation);
  }
  for (Violation& violation : report->baselined_violations) {
    all.push_back(&violation);
  }
  return all;
}

std::optional<Instant> TimeOf(const Violation& violation) {
  if (!violation.agent_id || !violation.timestamp) return std::nullopt;
  return ParseRfc3339(*violation.timestamp);
}

void CountRecent(Report* report) {
  const std::vector<Violation*> all = AllViolations(report);
  std::map<std::string_view, std::vector<Instant>> times;
  for (const Violation* violation : all) {
    if (const auto time = TimeOf(*violation)) {
      times[*violation->agent_id].push_back(*time);
    }
  }
  for (auto& [agent, instants] : times) {
    std::sort(instants.begin(), instants.end());
  }
  for (Violation* violation : all) {
    violation->recent_violations = 0;
    const auto time = TimeOf(*violation);
    if (!time) continue;
    const std::vector<Instant>& instants = times[*violation->agent_id];
    const auto here = std::lower_bound(instants.begin(), instants.end(), *time);
    const auto from = std::lower_bound(instants.begin(), here,
                                       *time + Duration{-kRecentSeconds, 0});
    violation->recent_violations = static_cast<uint64_t>(here - from);
  }
}

}  // namespace

void FinalizeReport(Report* report) {
  Summarize(report);
  CountRecent(report);
}

}  // namespace plog
