#ifndef PLOG_LEDGER_AUDIT_ROW_LOOKUP_H_
#define PLOG_LEDGER_AUDIT_ROW_LOOKUP_H_

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "ledger/audit/audit.h"
#include "ledger/base/result.h"
#include "ledger/store/ledger_reader.h"

namespace plog {

// Calls `visit` for the rows with these ingest indices, in ascending order.
// REQUIRES: `indices` ascends. Neighbours are read in one scan.
Status VisitRows(const LedgerReader& reader, std::span<const uint64_t> indices,
                 const std::function<void(const StoredEvent&)>& visit);

// Fills in the event ids of findings that know only an ingest index. REQUIRES:
// `findings` ascends by ingest index.
Status NameEvents(const LedgerReader& reader,
                  std::vector<AuditFinding>* findings);

}  // namespace plog

#endif  // PLOG_LEDGER_AUDIT_ROW_LOOKUP_H_
