#ifndef PLOG_RULES_ENFORCEMENT_ENFORCEMENT_PROSE_H_
#define PLOG_RULES_ENFORCEMENT_ENFORCEMENT_PROSE_H_

#include "rules/enforcement/enforcement_policy.h"
#include "rules/types/rule_type.h"

namespace plog {

// What a violation of an enforcement policy says. The message is what the agent
// would have been told: `on_deny`, else Intercept's own words. The detail names
// the condition that failed and the counter as it was; a text among the
// arguments is shown with `show_matches` only, since it may be a secret.
FindingText DescribeRuling(const EnforcementPolicy& policy,
                           const Finding& finding, const DescribedEvent* call,
                           const DescribedEvent* partner,
                           const DescribeOptions& options);

}  // namespace plog

#endif  // PLOG_RULES_ENFORCEMENT_ENFORCEMENT_PROSE_H_
