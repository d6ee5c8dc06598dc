#ifndef PLOG_LEDGER_AUDIT_LEDGER_END_H_
#define PLOG_LEDGER_AUDIT_LEDGER_END_H_

#include "ledger/audit/running_audit.h"

namespace plog {

// What is asked of the whole ledger once all its events have passed.

// Its list of ids, by which events are looked up and known to be present
// already, against those of the events.
Status CompareIds(const LedgerReader& reader, RunningAudit* audit);
// Ids that several events have.
Status FindDuplicates(const LedgerReader& reader, RunningAudit* audit);
// The stored tree against that of the events.
Status CompareTree(const LedgerReader& reader, RunningAudit* audit);
// Sources of which the ingested part was changed afterwards.
Status CheckSources(const LedgerReader& reader, RunningAudit* audit);
// Agents that should have an event.
void CheckRoster(RunningAudit* audit);

}  // namespace plog

#endif  // PLOG_LEDGER_AUDIT_LEDGER_END_H_
