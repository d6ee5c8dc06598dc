#ifndef PLOG_RULES_ENFORCEMENT_ENFORCEMENT_RULES_H_
#define PLOG_RULES_ENFORCEMENT_ENFORCEMENT_RULES_H_

#include <memory>
#include <optional>
#include <vector>

#include "rules/enforcement/enforcement_policy.h"
#include "rules/policy/policy.h"

namespace plog {

// An enforcement policy as rules of a check, so that reports, waivers,
// baselines, explain and diff treat a denied call as any violation. The rules
// are those of the policy and, where it has any, "(hidden)", "(default deny)"
// and "(undecided)"; a denied call violates the one rule that decides about it.
//
// Each rule judges the calls again, with a state of its own: rules stay
// independent of each other, and of threads. It looks only at the tools whose
// calls can matter to it (EnforcementPolicy::Neighbours).
std::vector<Rule> EnforcementRules(
    const std::shared_ptr<const EnforcementPolicy>& policy);

// A rule that finds every call, whatever the ruling: `variant` is its outcome
// (enforcement_outcome.h), `count` 1 + the position of the rule that decided,
// or 0.
Rule EveryRuling(const std::shared_ptr<const EnforcementPolicy>& policy);

// The policy behind such a rule; nullptr for any other.
std::shared_ptr<const EnforcementPolicy> EnforcementOf(const Rule& rule);

// The role, in a rule of either kind, of the calls that are judged.
inline constexpr uint32_t kEnforcedCall = 1U << 0;
// Of the predicates of a rule, those that are not slots.
inline constexpr size_t kEnforcementRoles = 7;

}  // namespace plog

#endif  // PLOG_RULES_ENFORCEMENT_ENFORCEMENT_RULES_H_
