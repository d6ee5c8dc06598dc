#ifndef PLOG_LEDGER_AUDIT_DISORDERED_CHAINS_H_
#define PLOG_LEDGER_AUDIT_DISORDERED_CHAINS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "ledger/audit/chain_walk.h"
#include "ledger/base/result.h"
#include "ledger/store/ledger_reader.h"

namespace plog {

// The chains whose events do not stand in the order of their sequence, to be
// walked in that order. Follows no index: what the table holds is what is
// walked. 24 bytes for each event of such a chain.
class DisorderedChains {
 public:
  // `reader` must outlive it.
  explicit DisorderedChains(const LedgerReader* reader) : reader_(reader) {}

  // Finds the events of these agents (AgentRow::key), in one walk through the
  // table. Call once.
  Status Find(std::span<const uint32_t> agents);
  // Adds the events of the agent to `walk` by (sequence, index). A row that is
  // not found again by its index is left out: the walk then has fewer events
  // than the chain.
  Status Walk(uint32_t agent, ChainWalk* walk) const;

 private:
  const LedgerReader* reader_;
  std::vector<EventPlace> places_;  // sorted
};

}  // namespace plog

#endif  // PLOG_LEDGER_AUDIT_DISORDERED_CHAINS_H_
