#ifndef PLOG_CHECKER_ENGINE_RULE_OUTCOMES_H_
#define PLOG_CHECKER_ENGINE_RULE_OUTCOMES_H_

#include <vector>

#include "checker/engine/check.h"
#include "checker/engine/facts.h"
#include "checker/engine/outcome_reuse.h"
#include "checker/engine/outcome_sink.h"
#include "checker/engine/plan.h"
#include "ledger/base/result.h"

namespace plog {

// Runs every scoped rule of the plan, scope by scope, on options.jobs threads:
// over groups in memory, or over sorted rows in temporary files if the facts
// are there. Instances whose outcome is known from an earlier run are not
// walked. By position in the plan; what is not scoped has an empty outcome.
// REQUIRES: effective times.
Result<std::vector<RuleOutcome>> RunRules(const Plan& plan, const Facts& facts,
                                          const CheckOptions& options,
                                          const FindingLimit& limit,
                                          const OutcomeReuse& reuse = {});

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_RULE_OUTCOMES_H_
