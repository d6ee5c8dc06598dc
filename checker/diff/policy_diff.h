#ifndef PLOG_CHECKER_DIFF_POLICY_DIFF_H_
#define PLOG_CHECKER_DIFF_POLICY_DIFF_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/engine/check.h"
#include "checker/report/report.h"

namespace plog {

// What a change of policies changes in the verdict about one ledger: both sets
// are run over it as of the same instant, and their violations are paired by
// fingerprint. A fingerprint covers the names of policy and rule, so that a
// renamed rule loses all its violations and the new name gains them.
struct PolicyDiff {
  struct Rule {
    std::string policy;
    std::string rule;
    // Violations under each set; nullopt: the set has no such enabled rule.
    std::optional<uint64_t> before;
    std::optional<uint64_t> after;
    uint64_t appeared = 0;
    uint64_t disappeared = 0;
    uint64_t changed = 0;
  };
  struct Change {  // the same violation, judged differently
    Violation after;
    Severity before = Severity::kFail;
  };

  std::string as_of;
  ResultStatus status_before = ResultStatus::kPass;
  ResultStatus status_after = ResultStatus::kPass;
  uint64_t events = 0;                 // selected
  std::vector<Rule> rules;             // as in NEW, then those only OLD has
  std::vector<Violation> appeared;     // in the order of NEW's report
  std::vector<Violation> disappeared;  // in the order of OLD's report
  std::vector<Change> changed;         // severity only
  uint64_t unchanged = 0;

  bool empty() const {
    return appeared.empty() && disappeared.empty() && changed.empty();
  }
};

// options.max_violations is not heeded: a list that is cut cannot be compared.
Result<PolicyDiff> DiffPolicies(const LedgerReader& reader,
                                const std::vector<Policy>& before,
                                const std::vector<Policy>& after,
                                CheckOptions options);

// For people: one line per violation, `-` for one that disappears, `+` for one
// that appears, `~` for one whose severity changes; at most `limit` lines of
// each kind and rule. Sanitised.
std::string DiffText(const PolicyDiff& diff, uint64_t limit);
std::string DiffJson(const PolicyDiff& diff);

}  // namespace plog

#endif  // PLOG_CHECKER_DIFF_POLICY_DIFF_H_
