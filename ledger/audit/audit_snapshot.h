#ifndef PLOG_LEDGER_AUDIT_AUDIT_SNAPSHOT_H_
#define PLOG_LEDGER_AUDIT_AUDIT_SNAPSHOT_H_

#include <vector>

#include "ledger/audit/anchoring.h"
#include "ledger/audit/audit.h"
#include "ledger/audit/live_chain.h"
#include "ledger/tree/merkle.h"

namespace plog {

// What a ChainAuditor knows after the first rows of a ledger, apart from their
// ids: enough to go on behind them in another run. The findings are those of
// single rows; what is wrong with chains is found again when they end.
struct AuditSnapshot {
  CompactRange tree;
  std::vector<TreeRoot> roots;    // at the sizes of the checkpoints of the run
  std::vector<LiveChain> chains;  // by agent
  std::vector<AuditFinding> findings;
};

}  // namespace plog

#endif  // PLOG_LEDGER_AUDIT_AUDIT_SNAPSHOT_H_
