#ifndef PLOG_CHECKER_ENGINE_SCOPE_ORDER_H_
#define PLOG_CHECKER_ENGINE_SCOPE_ORDER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/engine/check.h"
#include "checker/engine/facts.h"
#include "rules/types/rule_type.h"

namespace plog {

// The order of the contract (policies §3). Inside an agent the chain order
// always wins; across agents, effective time decides.

// Replaces each record's own time by its effective time: the greater of its
// timestamp and the effective time of its predecessor in its chain. Then
// applies the selection's since and until.
void SetEffectiveTimes(Facts* facts, const Selection& selection);

// Compares events by (effective time, agent_id bytes, sequence, ingest index).
class EventOrder {
 public:
  explicit EventOrder(const Facts& facts);
  bool operator()(uint32_t a, uint32_t b) const;

 private:
  const Facts& facts_;
  std::vector<uint32_t>
      agent_ranks_;  // by position, in the order of agent_id bytes
};

// A set of events that a rule looks at together.
struct ScopeInstance {
  std::optional<uint32_t> session;  // position in Facts::sessions
  std::optional<uint32_t> agent;    // position in Facts::agents
  size_t begin = 0;                 // range in ScopeGroups::order
  size_t end = 0;
  // Of all its events, without a label filter:
  bool any_selected = false;
  std::optional<uint32_t> only_agent;
};

// All events, grouped by the instances of a scope: instances by the bytes of
// their session or agent (events without a session form one instance per
// agent, behind all sessions), events within each in the order above.
struct ScopeGroups {
  std::vector<uint32_t> order;  // ordinals
  std::vector<uint32_t> place;  // of each ordinal in `order`
  std::vector<ScopeInstance> instances;
};
ScopeGroups GroupByScope(const Facts& facts, Scope scope,
                         const EventOrder& order);

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_SCOPE_ORDER_H_
