#ifndef PLOG_CHECKER_ENGINE_VIOLATION_LISTS_H_
#define PLOG_CHECKER_ENGINE_VIOLATION_LISTS_H_

#include <span>
#include <vector>

#include "checker/engine/check.h"
#include "checker/engine/facts.h"
#include "checker/engine/outcome_sink.h"
#include "checker/engine/plan.h"
#include "checker/report/report.h"

namespace plog {

class OldEvents;

// Builds the violations of every rule, by position in the plan: one for each
// finding of its outcome, in the same order, into violations[rule], which has
// room for just so many. They are built in the order of the events that they
// are about, as what lies side by side in the ledger is read once. On up to
// options.jobs threads, each with a reader of its own; on one if the facts are
// in temporary files or `old` (see EventFetcher) is given, which threads cannot
// share. Of several faults, that of the first event is returned.
Status BuildViolations(const LedgerReader& reader, const Plan& plan,
                       const Facts& facts, const CheckOptions& options,
                       const std::vector<RuleOutcome>& outcomes,
                       const std::vector<std::span<Violation>>& violations,
                       OldEvents* old);

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_VIOLATION_LISTS_H_
