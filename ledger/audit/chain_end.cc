#include "ledger/audit/chain_end.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "ledger/audit/chain_walk.h"
#include "ledger/audit/disordered_chains.h"
#include "ledger/json/hash_profile.h"

namespace plog {
namespace {

Status Rewalk(const DisorderedChains& disordered, size_t agent,
              RunningAudit* audit) {
  ChainWalk walk(audit->options.partial, [audit, agent](AuditFinding finding) {
    audit->Report(agent, std::move(finding));
  });
  Status walked = disordered.Walk(audit->agents[agent].key, &walk);
  if (!walked) return walked;
  walk.Finish();
  if (walk.events() != audit->chains[agent].events) {
    audit->Report(
        agent,
        LedgerFinding(FindingCode::kColumnMismatch,
                      "looked up by their indices, the events of the chain "
                      "are others than those of the ledger",
                      fmt::format("{} events", audit->chains[agent].events),
                      fmt::format("{} events", walk.events())));
  }
  audit->chains[agent].first = walk.first();
  audit->chains[agent].last = walk.last();
  return {};
}

// The head that new events would be chained to; it belongs to no event.
void CheckHead(size_t agent, RunningAudit* audit) {
  const LiveChain& chain = audit->chains[agent];
  const AgentRow& row = audit->agents[agent];
  if (row.events == chain.events &&
      (chain.events == 0 || (row.head_sequence == chain.last.sequence &&
                             row.head_hash == chain.last.hash))) {
    return;
  }
  audit->Report(
      agent,
      LedgerFinding(FindingCode::kColumnMismatch,
                    "the stored head of the chain is not its last event",
                    fmt::format("{} events, head {} {}", chain.events,
                                chain.last.sequence, ToHex(chain.last.hash)),
                    fmt::format("{} events, head {} {}", row.events,
                                row.head_sequence, ToHex(row.head_hash))));
}

void CheckProfile(size_t agent, RunningAudit* audit) {
  const AgentRow& row = audit->agents[agent];
  const std::string profile =
      row.hash_profile.empty() ? "(none)" : row.hash_profile;
  if (row.kind == ChainKind::kSealed && profile != NativeProfile().name) {
    audit->Report(agent,
                  LedgerFinding(FindingCode::kColumnMismatch,
                                "the hash profile of a chain that plog sealed "
                                "was changed",
                                std::string(NativeProfile().name), profile));
  }
  if (FindHashProfile(profile) != nullptr) return;
  audit->Report(
      agent,
      LedgerFinding(FindingCode::kUnverifiableProfile,
                    "no hash profile verifies this chain; its hashes were not "
                    "checked",
                    "a known hash profile", profile));
  LiveChain& chain = audit->chains[agent];
  chain.NoteBreak(chain.first.sequence, chain.first.index);
}

Status FinishChain(const DisorderedChains& disordered, size_t agent,
                   RunningAudit* audit) {
  CheckHead(agent, audit);
  LiveChain& chain = audit->chains[agent];
  if (chain.events == 0) return {};
  if (!chain.whole) {
    if (auto walked = Rewalk(disordered, agent, audit); !walked) return walked;
  }
  for (AuditFinding& finding : chain.regressions) {
    audit->Report(agent, std::move(finding));
  }
  audit->sink.AddUnlisted(FindingCode::kTimeRegression,
                          chain.unlisted_regressions);
  CheckProfile(agent, audit);
  return {};
}

}  // namespace

Status FinishChains(const LedgerReader& reader, RunningAudit* audit) {
  std::vector<uint32_t> again;
  for (size_t i = 0; i < audit->agents.size(); ++i) {
    const LiveChain& chain = audit->chains[i];
    const bool walk = chain.selected && !chain.whole && chain.events != 0;
    if (walk) again.push_back(audit->agents[i].key);
  }
  DisorderedChains disordered(&reader);
  Status done = disordered.Find(again);
  for (size_t i = 0; i < audit->agents.size() && done; ++i) {
    if (audit->chains[i].selected) done = FinishChain(disordered, i, audit);
  }
  return done;
}

}  // namespace plog
