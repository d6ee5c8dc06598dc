#ifndef PLOG_RULES_ENFORCEMENT_ENFORCEMENT_OUTCOME_H_
#define PLOG_RULES_ENFORCEMENT_ENFORCEMENT_OUTCOME_H_

#include <cstdint>
#include <string_view>

#include "rules/enforcement/approval_desk.h"

namespace plog {

// How a recorded call fares under a policy. The number is the variant of a
// finding, and part of its fingerprint: rows are only ever added.
struct EnforcementOutcome {
  uint32_t variant;
  std::string_view decision;  // allow, deny, require_approval, undecided
  std::string_view approval;  // of require_approval: how it ended
  bool violation;
  std::string_view reason;
};

const EnforcementOutcome& OutcomeOf(Ruling ruling);
const EnforcementOutcome& OutcomeOf(HoldEnd end);
// REQUIRES: the variant of a row.
const EnforcementOutcome& OutcomeOfVariant(uint32_t variant);

}  // namespace plog

#endif  // PLOG_RULES_ENFORCEMENT_ENFORCEMENT_OUTCOME_H_
