#ifndef PLOG_CHECKER_ENGINE_VIOLATION_LISTS_H_
#define PLOG_CHECKER_ENGINE_VIOLATION_LISTS_H_

#include <vector>

#include "checker/engine/check.h"
#include "checker/engine/facts.h"
#include "checker/engine/outcome_sink.h"
#include "checker/engine/plan.h"
#include "checker/report/report.h"

namespace plog {

class OldEvents;

// The violations of every rule, by position in the plan: one for each finding
// of its outcome, in the same order. On up to options.jobs threads, each with a
// reader of its own; on one if the facts are in temporary files or `old` (see
// EventFetcher) is given, which threads cannot share. Of several faults, that
// of the first finding is returned.
Result<std::vector<std::vector<Violation>>> BuildViolations(
    const LedgerReader& reader, const Plan& plan, const Facts& facts,
    const CheckOptions& options, const std::vector<RuleOutcome>& outcomes,
    OldEvents* old);

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_VIOLATION_LISTS_H_
