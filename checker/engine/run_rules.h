#ifndef PLOG_CHECKER_ENGINE_RUN_RULES_H_
#define PLOG_CHECKER_ENGINE_RUN_RULES_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "checker/engine/rule_run.h"

namespace plog {

// What every rule of the plan made of the facts, by position in the plan, on
// `options.jobs` threads. Rules without a scope (integrity) are left empty: see
// JudgedAuditFindings. `most_listed` says how many findings of a rule are kept;
// they are counted beyond it. REQUIRES: effective times are set.
std::vector<RuleOutcome> RunRules(
    const Plan& plan, const Facts& facts, const CheckOptions& options,
    const std::function<uint64_t(const Plan::PlannedRule&)>& most_listed);

// The errors of verification that are selected, those about no event first,
// then in the order of events. Views into `facts`.
std::vector<const AuditFinding*> JudgedAuditFindings(const Facts& facts);

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_RUN_RULES_H_
