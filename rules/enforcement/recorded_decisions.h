#ifndef PLOG_RULES_ENFORCEMENT_RECORDED_DECISIONS_H_
#define PLOG_RULES_ENFORCEMENT_RECORDED_DECISIONS_H_

#include "rules/policy/policy.h"

namespace plog {

// A rule that finds the decision events (POLICY_DECISION) by which a call was
// denied or rejected, or held for an approval; the variant says which. For
// whoever counts them: it has no prose.
Rule RecordedDecisionsRule();

inline constexpr uint32_t kDecisionDenied = 0;
inline constexpr uint32_t kDecisionEscalated = 1;

}  // namespace plog

#endif  // PLOG_RULES_ENFORCEMENT_RECORDED_DECISIONS_H_
