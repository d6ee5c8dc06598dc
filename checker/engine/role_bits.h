#ifndef PLOG_CHECKER_ENGINE_ROLE_BITS_H_
#define PLOG_CHECKER_ENGINE_ROLE_BITS_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "checker/engine/facts.h"
#include "checker/engine/outcome_sink.h"
#include "checker/engine/plan.h"
#include "checker/engine/scope_order.h"
#include "rules/types/monitor.h"

namespace plog {

// Which events have which roles, sixty-four at a time.
class RoleBits {
 public:
  // All must outlive it. REQUIRES: facts without a log.
  RoleBits(const Plan::PlannedRule& rule, const Facts& facts,
           const ScopeGroups& groups)
      : rule_(rule), facts_(facts), groups_(groups) {}

  size_t words() const { return (facts_.events.size() + 63) / 64; }
  // Of the events of the groups that the rule may see, those with any of these
  // roles.
  uint64_t AnyAt(size_t word, uint32_t roles) const {
    uint64_t any = 0;
    for (size_t i = 0; i < rule_.roles.size(); ++i) {
      if ((roles >> i & 1U) != 0) any |= RoleAt(word, i);
    }
    return any & SeenAt(word);
  }
  // Those with all of them.
  uint64_t AllAt(size_t word, uint32_t roles) const {
    uint64_t all = SeenAt(word);
    for (size_t i = 0; i < rule_.roles.size(); ++i) {
      if ((roles >> i & 1U) != 0) all &= RoleAt(word, i);
    }
    return all;
  }

 private:
  uint64_t RoleAt(size_t word, size_t role) const {
    return facts_.holding[rule_.roles[role]].At(word);
  }
  uint64_t SeenAt(size_t word) const {
    uint64_t seen = ~uint64_t{0};
    if (rule_.label_filter) {
      seen &= facts_.holding[*rule_.label_filter].At(word);
    }
    if (groups_.some) seen &= groups_.members.At(word);
    return seen;
  }

  const Plan::PlannedRule& rule_;
  const Facts& facts_;
  const ScopeGroups& groups_;
};

// The positions in `groups.order` of the events with any of these roles, one
// bit each. Of a hundred rules each concerns few events; walking all events for
// every rule would cost more than reading and hashing them did.
std::vector<uint64_t> PlacesOf(const RoleBits& bits, uint32_t roles,
                               const ScopeGroups& groups);
// The first set bit at or after `from`, or `end`.
inline size_t NextPlace(const std::vector<uint64_t>& places, size_t from,
                        size_t end) {
  for (size_t at = from / 64; at * 64 < end; ++at) {
    uint64_t word = places[at];
    if (at == from / 64) word &= ~uint64_t{0} << (from % 64);
    if (word == 0) continue;
    return std::min(end, at * 64 + static_cast<size_t>(std::countr_zero(word)));
  }
  return end;
}

// Tells the monitor of the events with none of the roles `observed`: how many
// have which of the others.
void CountOthers(const RoleBits& bits, uint32_t observed, Monitor* monitor,
                 OutcomeSink* sink);

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_ROLE_BITS_H_
