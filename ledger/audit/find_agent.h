#ifndef PLOG_LEDGER_AUDIT_FIND_AGENT_H_
#define PLOG_LEDGER_AUDIT_FIND_AGENT_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "ledger/store/rows.h"

namespace plog {

// The position in `agents` (by ascending key) of the agent with `key`, or
// nullopt: in a damaged ledger an event may name an agent that has no row.
inline std::optional<size_t> FindAgent(std::span<const AgentRow> agents,
                                       uint32_t key) {
  if (agents.empty() || key < agents.front().key) return std::nullopt;
  // Keys are consecutive unless somebody took rows away.
  const size_t guess = key - agents.front().key;
  if (guess < agents.size() && agents[guess].key == key) return guess;
  const auto found = std::lower_bound(
      agents.begin(), agents.end(), key,
      [](const AgentRow& agent, uint32_t k) { return agent.key < k; });
  if (found == agents.end() || found->key != key) return std::nullopt;
  return static_cast<size_t>(found - agents.begin());
}

}  // namespace plog

#endif  // PLOG_LEDGER_AUDIT_FIND_AGENT_H_
