#ifndef PLOG_CHECKER_ENGINE_FACT_SCAN_H_
#define PLOG_CHECKER_ENGINE_FACT_SCAN_H_

#include "checker/engine/check.h"
#include "checker/engine/facts.h"
#include "checker/engine/plan.h"

namespace plog {

// The one pass over the bytes, on options.jobs threads: every event is hashed,
// compared with its columns, parsed, and asked every question of the plan.
// Rules see only bytes that were hashed in this pass. In the result, `time` is
// still the event's own and `selected` leaves out since and until.
Result<Facts> ScanFacts(const LedgerReader& reader, const Plan& plan,
                        const CheckOptions& options);

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_FACT_SCAN_H_
