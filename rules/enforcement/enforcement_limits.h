#ifndef PLOG_RULES_ENFORCEMENT_ENFORCEMENT_LIMITS_H_
#define PLOG_RULES_ENFORCEMENT_ENFORCEMENT_LIMITS_H_

#include "rules/enforcement/enforcement_rules.h"
#include "rules/policy/rule_limits.h"

namespace plog {

// rule_limits.h for the rules of enforcement policies: limits of counters, and
// numeric conditions on arguments.
std::vector<RuleLimit> EnforcementLimitsOf(const Rule& rule);
std::optional<VariedRule> EnforcementWithLimit(const Rule& rule,
                                               std::string_view limit,
                                               unsigned percent);

// A number at `percent` of what it is; a whole one stays whole.
std::string ScaledNumber(double number, unsigned percent);

}  // namespace plog

#endif  // PLOG_RULES_ENFORCEMENT_ENFORCEMENT_LIMITS_H_
