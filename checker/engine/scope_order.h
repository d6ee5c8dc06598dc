#ifndef PLOG_CHECKER_ENGINE_SCOPE_ORDER_H_
#define PLOG_CHECKER_ENGINE_SCOPE_ORDER_H_

#include <cstdint>
#include <optional>
#include <tuple>
#include <vector>

#include "checker/engine/facts.h"
#include "checker/engine/scope_keys.h"
#include "rules/types/rule_type.h"

namespace plog {

// The order of the contract (policies §3). Inside an agent the chain order
// always wins; across agents, effective time decides.

// The place of an event in that order.
struct OrderKey {
  Instant time;             // effective
  uint32_t agent_rank = 0;  // in the order of agent_id bytes
  uint64_t sequence = 0;
  uint32_t ordinal = 0;

  friend bool operator<(const OrderKey& a, const OrderKey& b) {
    return std::tie(a.time, a.agent_rank, a.sequence, a.ordinal) <
           std::tie(b.time, b.agent_rank, b.sequence, b.ordinal);
  }
};

// Compares events by (effective time, agent_id bytes, sequence, ingest index).
// The times have to be effective (SetEffectiveTimes).
class EventOrder {
 public:
  explicit EventOrder(const Facts& facts);
  OrderKey KeyOf(uint32_t ordinal) const;
  bool operator()(uint32_t a, uint32_t b) const;

 private:
  const Facts& facts_;
  std::vector<uint32_t>
      agent_ranks_;  // by position, in the order of agent_id bytes
};

// A set of events that a rule looks at together.
struct ScopeInstance {
  size_t number = 0;                // among InstanceKeys
  std::optional<uint32_t> session;  // position in Facts::sessions
  std::optional<uint32_t> agent;    // position in Facts::agents
  size_t begin = 0;                 // range in ScopeGroups::order
  size_t end = 0;
  // Of all its events, without a label filter:
  bool any_selected = false;
  std::optional<uint32_t> only_agent;
};

// The events, grouped by the instances of a scope: instances by the bytes of
// their session or agent (see InstanceKeys), events within each in the order
// above. Only of facts without a log.
struct ScopeGroups {
  std::vector<uint32_t> order;  // ordinals
  std::vector<uint32_t> place;  // in `order`, of each ordinal that is there
  std::vector<ScopeInstance> instances;
  EventBits members = {};  // the ordinals that are there, if `some`
  bool some = false;       // not all are
};
ScopeGroups GroupByScope(const Facts& facts, Scope scope,
                         const EventOrder& order);
// Only of the instances for which `wanted` has a bit, by number; all if null.
ScopeGroups GroupByScope(const Facts& facts, const InstanceKeys& keys,
                         const EventOrder& order,
                         const std::vector<bool>* wanted);

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_SCOPE_ORDER_H_
