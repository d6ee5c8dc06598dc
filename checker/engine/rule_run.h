#ifndef PLOG_CHECKER_ENGINE_RULE_RUN_H_
#define PLOG_CHECKER_ENGINE_RULE_RUN_H_

#include <cstdint>

#include "checker/engine/facts.h"
#include "checker/engine/outcome_sink.h"
#include "checker/engine/plan.h"
#include "checker/engine/scope_order.h"

namespace plog {

// Walks every scope instance with the rule's monitor, but for those whose
// outcome the memory has. Pure: reads `facts` only, so that rules can run on
// different threads. REQUIRES: facts without a log; all instances in the groups
// that have to be walked.
RuleOutcome RunRule(const Plan::PlannedRule& rule, const Facts& facts,
                    const ScopeGroups& groups, const EventOrder& order,
                    const Instant& as_of, uint64_t max_findings,
                    const OutcomeSink::Memory& memory = {});

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_RULE_RUN_H_
