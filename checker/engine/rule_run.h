#ifndef PLOG_CHECKER_ENGINE_RULE_RUN_H_
#define PLOG_CHECKER_ENGINE_RULE_RUN_H_

#include <cstdint>
#include <vector>

#include "checker/engine/check.h"
#include "checker/engine/facts.h"
#include "checker/engine/outcome_sink.h"
#include "checker/engine/plan.h"
#include "checker/engine/scope_order.h"

namespace plog {

// A rule that is to be run over the instances of its scope.
struct RuleTask {
  const Plan::PlannedRule* rule = nullptr;
  uint64_t max_findings = 0;
  OutcomeSink::Memory memory = {};
};

// Walks every scope instance with the rules' monitors, but for those whose
// outcome a memory has, and gives the outcome of each. The rules walk together,
// some thousand events at a time, which are then at hand for all of them; and
// instances are walked on up to options.jobs threads. REQUIRES: facts without a
// log; all instances in the groups that have to be walked.
std::vector<RuleOutcome> RunTogether(const std::vector<RuleTask>& tasks,
                                     const Facts& facts,
                                     const ScopeGroups& groups,
                                     const EventOrder& order,
                                     const CheckOptions& options);
// One rule, on this thread.
RuleOutcome RunRule(const Plan::PlannedRule& rule, const Facts& facts,
                    const ScopeGroups& groups, const EventOrder& order,
                    const Instant& as_of, uint64_t max_findings);

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_RULE_RUN_H_
