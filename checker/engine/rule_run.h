#ifndef PLOG_CHECKER_ENGINE_RULE_RUN_H_
#define PLOG_CHECKER_ENGINE_RULE_RUN_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "checker/engine/facts.h"
#include "checker/engine/plan.h"
#include "checker/engine/scope_order.h"

namespace plog {

// A finding of a rule with what its violation needs of the scope instance.
struct LocatedFinding {
  Finding finding;
  std::optional<uint32_t> session;      // of the instance
  std::optional<uint32_t> agent;        // the only agent of the instance, if so
  std::optional<uint32_t> scope_agent;  // of the instance's key
  uint32_t last_event = 0;  // of the instance, under the label filter
};

// What one rule made of the whole ledger.
struct RuleOutcome {
  std::vector<LocatedFinding> findings;  // in report order, cut at the limit
  uint64_t violation_count = 0;          // never cut
  uint64_t activations = 0;
  uint64_t fulfilled = 0;
  uint64_t pending = 0;
  uint64_t not_evaluated = 0;
};

// Walks every scope instance with the rule's monitor. Pure: reads `facts` only,
// so that rules can run on different threads.
RuleOutcome RunRule(const Plan::PlannedRule& rule, const Facts& facts,
                    const ScopeGroups& groups, const EventOrder& order,
                    const Instant& as_of, uint64_t max_findings);

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_RULE_RUN_H_
