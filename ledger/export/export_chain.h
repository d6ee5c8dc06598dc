#ifndef PLOG_LEDGER_EXPORT_EXPORT_CHAIN_H_
#define PLOG_LEDGER_EXPORT_EXPORT_CHAIN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "ledger/audit/chain_walk.h"

namespace plog {

// One agent's events while an export is read for the first time.
//
// As long as every event verifies and follows the one before it, nothing can be
// wrong with the links after the first (see LiveChain), and none is kept. A
// chain for which that does not hold is walked when the events are read again.
struct ExportChain {
  bool whole = true;
  bool in_order = true;  // events come by (sequence, index)
  uint64_t events = 0;
  ChainLink first;  // the lowest by (sequence, index)
  ChainLink last;   // the highest
  // (sequence, index) of the first error.
  std::optional<std::pair<uint64_t, uint64_t>> first_break;

  // `verifies`: the hash is that of the event.
  void Follow(const ChainLink& link, bool verifies);
  void NoteBreak(uint64_t sequence, uint64_t index);
};

// Walks the links of such a chain. In an export of a session or a label,
// events may be missing: there the chain begins anew, asserted.
//
// Keeps about 60 bytes per event from the last such beginning on, and 120 more
// for every event of a chain that is not in order.
class ExportChainWalk {
 public:
  ExportChainWalk(bool interrupted, bool in_order, ReportFinding report);

  void Add(const ChainLink& link);  // in the order of the file
  void Finish();

 private:
  void Walk(const ChainLink& link);

  const bool interrupted_;
  const bool in_order_;
  const ReportFinding report_;
  std::unique_ptr<ChainWalk> walk_;
  std::vector<ChainLink> links_;  // unless in_order_
};

}  // namespace plog

#endif  // PLOG_LEDGER_EXPORT_EXPORT_CHAIN_H_
