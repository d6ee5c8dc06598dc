#include "checker/waivers/absent_violations.h"

#include <map>
#include <set>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace plog {
namespace {

using RuleKey = std::pair<std::string_view, std::string_view>;

bool SawAtLeastAsMuch(const Report& now, const Report& baseline) {
  return now.selection == ReportSelection() ||
         now.selection == baseline.selection;
}

// The rules of the run all of whose violations are listed.
std::set<RuleKey> RulesWithWholeList(const Report& report) {
  std::set<RuleKey> rules;
  for (const PolicyResult& result : report.results) {
    std::map<std::string_view, uint64_t> listed;
    for (const Violation& violation : result.violations) {
      ++listed[violation.rule];
    }
    for (const RuleResult& rule : result.rules) {
      if (listed[rule.name] == rule.violation_count) {
        rules.emplace(result.policy, rule.name);
      }
    }
  }
  return rules;
}

std::unordered_set<std::string_view> Fingerprints(const Report& report) {
  std::unordered_set<std::string_view> prints;
  const auto add = [&prints](const std::vector<Violation>& violations) {
    for (const Violation& violation : violations) {
      prints.insert(violation.fingerprint);
    }
  };
  for (const PolicyResult& result : report.results) add(result.violations);
  add(report.waived_violations);
  add(report.baselined_violations);
  return prints;
}

}  // namespace

std::vector<Violation> AbsentViolations(const Report& baseline,
                                        const Report& now) {
  std::vector<Violation> absent;
  if (!now.errors.empty() || !SawAtLeastAsMuch(now, baseline)) return absent;
  const auto looked_for = RulesWithWholeList(now);
  const auto present = Fingerprints(now);
  const auto add = [&](const std::vector<Violation>& violations) {
    for (const Violation& violation : violations) {
      if (present.contains(violation.fingerprint)) continue;
      if (!looked_for.contains({violation.policy_name, violation.rule})) {
        continue;
      }
      absent.push_back(violation);
    }
  };
  for (const PolicyResult& result : baseline.results) add(result.violations);
  add(baseline.baselined_violations);
  return absent;
}

}  // namespace plog
