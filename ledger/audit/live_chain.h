#ifndef PLOG_LEDGER_AUDIT_LIVE_CHAIN_H_
#define PLOG_LEDGER_AUDIT_LIVE_CHAIN_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "ledger/audit/audit.h"
#include "ledger/audit/chain_walk.h"

namespace plog {

// One agent's chain while rows pass in ingest order.
//
// As long as every event verifies and follows the one before it, nothing but a
// timestamp can be wrong with the links: two events of such a chain cannot
// share a prev_hash without a SHA-256 collision. The first event for which that
// does not hold makes the chain one to walk again, by sequence (ChainWalk).
struct LiveChain {
  bool selected = true;
  bool whole = true;
  uint64_t events = 0;
  ChainLink first;
  ChainLink last;
  // The first of them; none unless whole.
  std::vector<AuditFinding> regressions;
  uint64_t unlisted_regressions = 0;  // those after them
  // (sequence, index) of the first error.
  std::optional<std::pair<uint64_t, uint64_t>> first_break;

  // Adds to `regressions` as long as `listed`, a count over all chains, is
  // below `limit`, and keeps that count.
  void Follow(const AuditedEvent& event, size_t limit, size_t* listed);
  void NoteBreak(uint64_t sequence, uint64_t index);
};

}  // namespace plog

#endif  // PLOG_LEDGER_AUDIT_LIVE_CHAIN_H_
