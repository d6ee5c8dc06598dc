#ifndef PLOG_RULES_POLICY_RULE_LIMITS_H_
#define PLOG_RULES_POLICY_RULE_LIMITS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/policy/policy.h"

namespace plog {

// The numeric limits of a compiled rule, and the rule with another limit: to
// see what would be violated then.

struct RuleLimit {
  std::string
      name;  // "max", "within", "args.amount lte", "create_refund._rate_day"
  std::string value;  // as written
};

std::vector<RuleLimit> LimitsOf(const Rule& rule);

// A copy of the rule with that limit at `percent` of what it is; whole numbers
// stay whole, rounded down. `value` is the new limit. nullopt if the limit is
// not one of the rule's, or such a rule would not make sense.
struct VariedRule {
  Rule rule;
  std::string value;
};
std::optional<VariedRule> WithLimit(const Rule& rule, std::string_view limit,
                                    unsigned percent);

}  // namespace plog

#endif  // PLOG_RULES_POLICY_RULE_LIMITS_H_
