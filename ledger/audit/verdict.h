#ifndef PLOG_LEDGER_AUDIT_VERDICT_H_
#define PLOG_LEDGER_AUDIT_VERDICT_H_

#include <cstdint>
#include <span>

#include "ledger/audit/audit.h"
#include "ledger/audit/finding_sink.h"

namespace plog {

// A chain whose start is only asserted makes a ledger incomplete; an export is
// expected to begin anywhere.
enum class PartialChains { kIncomplete, kExpected };

// The worst that findings and anchors allow; never kUnreadable, which is for
// ledgers that could not be walked.
Verdict Judge(const FindingSink& findings, std::span<const Anchor> anchors,
              uint64_t unanchored_events,
              PartialChains partial = PartialChains::kIncomplete);

}  // namespace plog

#endif  // PLOG_LEDGER_AUDIT_VERDICT_H_
