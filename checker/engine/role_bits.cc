#include "checker/engine/role_bits.h"

#include <bit>

namespace plog {

std::vector<uint64_t> PlacesOf(const RoleBits& bits, uint32_t roles,
                               const ScopeGroups& groups) {
  std::vector<uint64_t> places((groups.order.size() + 63) / 64, 0);
  for (size_t at = 0; at < bits.words(); ++at) {
    for (uint64_t word = bits.AnyAt(at, roles); word != 0; word &= word - 1) {
      const size_t ordinal =
          at * 64 + static_cast<size_t>(std::countr_zero(word));
      const uint32_t place = groups.place[ordinal];
      places[place / 64] |= uint64_t{1} << (place % 64);
    }
  }
  return places;
}

void CountOthers(const RoleBits& bits, uint32_t observed, Monitor* monitor,
                 OutcomeSink* sink) {
  const uint32_t others = ~observed;
  // Every combination of them, from the greatest number down to 1.
  for (uint32_t roles = others; roles != 0; roles = (roles - 1) & others) {
    uint64_t events = 0;
    for (size_t at = 0; at < bits.words(); ++at) {
      const uint64_t word = bits.AllAt(at, roles) & ~bits.AnyAt(at, ~roles);
      events += static_cast<uint64_t>(std::popcount(word));
    }
    monitor->Count(roles, true, events, sink);
  }
}

}  // namespace plog
