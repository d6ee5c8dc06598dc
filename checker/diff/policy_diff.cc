#include "checker/diff/policy_diff.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string_view>
#include <utility>

namespace plog {
namespace {

// The violations of OLD that have no partner in NEW yet, by fingerprint. Two
// findings of verification may share one; then they are paired in order.
class Unpaired {
 public:
  explicit Unpaired(const Report& report) {
    for (const PolicyResult& result : report.results) {
      for (const Violation& violation : result.violations) {
        by_fingerprint_.emplace(violation.fingerprint, all_.size());
        all_.push_back(&violation);
      }
    }
    paired_.resize(all_.size());
  }

  const Violation* Take(const Violation& violation) {
    const auto found = by_fingerprint_.find(violation.fingerprint);
    if (found == by_fingerprint_.end()) return nullptr;
    const size_t position = found->second;
    by_fingerprint_.erase(found);
    paired_[position] = true;
    return all_[position];
  }

  std::vector<const Violation*> Rest() const {
    std::vector<const Violation*> rest;
    for (size_t i = 0; i < all_.size(); ++i) {
      if (!paired_[i]) rest.push_back(all_[i]);
    }
    return rest;
  }

 private:
  std::vector<const Violation*> all_;
  std::vector<bool> paired_;
  // Equal keys keep the order of insertion.
  std::multimap<std::string_view, size_t> by_fingerprint_;
};

class Differ {
 public:
  Differ(const Report& before, const Report& after)
      : before_(before), after_(after) {}

  PolicyDiff Run() {
    diff_.as_of = after_.as_of;
    diff_.status_before = before_.status;
    diff_.status_after = after_.status;
    diff_.events = after_.selected_events;
    ListRules();
    Unpaired unpaired(before_);
    for (const PolicyResult& result : after_.results) {
      for (const Violation& violation : result.violations) {
        Place(violation, unpaired.Take(violation));
      }
    }
    for (const Violation* violation : unpaired.Rest()) {
      ++RuleOf(violation->policy_name, violation->rule).disappeared;
      diff_.disappeared.push_back(*violation);
    }
    return std::move(diff_);
  }

 private:
  void ListRules() {
    for (const PolicyResult& result : after_.results) {
      for (const RuleResult& rule : result.rules) {
        RuleOf(result.policy, rule.name).after = rule.violation_count;
      }
    }
    for (const PolicyResult& result : before_.results) {
      for (const RuleResult& rule : result.rules) {
        RuleOf(result.policy, rule.name).before = rule.violation_count;
      }
    }
  }

  PolicyDiff::Rule& RuleOf(std::string_view policy, std::string_view rule) {
    const auto [row, is_new] = positions_.emplace(
        std::pair(std::string(policy), std::string(rule)), diff_.rules.size());
    if (is_new) {
      PolicyDiff::Rule& added = diff_.rules.emplace_back();
      added.policy = policy;
      added.rule = rule;
    }
    return diff_.rules[row->second];
  }

  void Place(const Violation& after, const Violation* before) {
    PolicyDiff::Rule& rule = RuleOf(after.policy_name, after.rule);
    if (before == nullptr) {
      ++rule.appeared;
      diff_.appeared.push_back(after);
    } else if (before->severity != after.severity) {
      ++rule.changed;
      diff_.changed.push_back({after, before->severity});
    } else {
      ++diff_.unchanged;
    }
  }

  const Report& before_;
  const Report& after_;
  std::map<std::pair<std::string, std::string>, size_t> positions_;
  PolicyDiff diff_;
};

}  // namespace

Result<PolicyDiff> DiffPolicies(const LedgerReader& reader,
                                const std::vector<Policy>& before,
                                const std::vector<Policy>& after,
                                CheckOptions options) {
  options.max_violations = std::numeric_limits<uint64_t>::max();
  const auto old_report = CheckPolicies(reader, before, options);
  if (!old_report) return tl::make_unexpected(old_report.error());
  const auto new_report = CheckPolicies(reader, after, options);
  if (!new_report) return tl::make_unexpected(new_report.error());
  return Differ(*old_report, *new_report).Run();
}

}  // namespace plog
