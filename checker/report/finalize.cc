#include "checker/report/finalize.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
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

struct DatedViolation {
  Instant time;
  Violation* violation;
};

// Gives each the number of those that precede it by up to kRecentSeconds.
void CountRecent(std::vector<DatedViolation>* of_agent) {
  std::sort(of_agent->begin(), of_agent->end(),
            [](const DatedViolation& a, const DatedViolation& b) {
              return a.time < b.time;
            });
  const auto first = of_agent->begin();
  auto from = first;  // the first that is recent
  auto same = first;  // the first with the same time
  for (auto here = first; here != of_agent->end(); ++here) {
    while (from->time < here->time + Duration{-kRecentSeconds, 0}) ++from;
    if (same->time < here->time) same = here;
    here->violation->recent_violations = static_cast<uint64_t>(same - from);
  }
}

void CountRecent(Report* report) {
  std::unordered_map<std::string_view, std::vector<DatedViolation>> by_agent;
  for (Violation* violation : AllViolations(report)) {
    violation->recent_violations = 0;
    if (!violation->agent_id || !violation->timestamp) continue;
    const auto time = ParseRfc3339(*violation->timestamp);
    if (time) by_agent[*violation->agent_id].push_back({*time, violation});
  }
  for (auto& [agent, violations] : by_agent) CountRecent(&violations);
}

}  // namespace

void FinalizeReport(Report* report) {
  Summarize(report);
  CountRecent(report);
}

}  // namespace plog
