#ifndef PLOG_CHECKER_ENGINE_FACT_SCAN_H_
#define PLOG_CHECKER_ENGINE_FACT_SCAN_H_

#include "checker/engine/check.h"
#include "checker/engine/facts.h"
#include "checker/engine/plan.h"
#include "checker/state/increment.h"

namespace plog {

// The one pass over the bytes, on options.jobs threads: every event is hashed,
// compared with its columns, parsed, and asked every question of the plan.
// Rules see only bytes that were hashed in this pass, or, of events that this
// very process has sealed and noted (FactNotes), right before. In the result,
// `time` is still the event's own and `selected` leaves out since and until. It
// has a log only if the options allow less than all memory (SpillOptions).
//
// With an increment the pass begins behind the events of an earlier run, if it
// can go on from there, and leaves a state.
Result<Facts> ScanFacts(const LedgerReader& reader, const Plan& plan,
                        const CheckOptions& options,
                        Increment* increment = nullptr);

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_FACT_SCAN_H_
