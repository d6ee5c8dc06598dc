#ifndef PLOG_LEDGER_AUDIT_CHAIN_END_H_
#define PLOG_LEDGER_AUDIT_CHAIN_END_H_

#include "ledger/audit/running_audit.h"

namespace plog {

// What is known of each chain only once all its events have passed: whether the
// stored head is its last event and its profile one that verifies it, and, of
// those that are not whole, what a walk by sequence finds.
Status FinishChains(const LedgerReader& reader, RunningAudit* audit);

}  // namespace plog

#endif  // PLOG_LEDGER_AUDIT_CHAIN_END_H_
