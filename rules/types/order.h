#ifndef PLOG_RULES_TYPES_ORDER_H_
#define PLOG_RULES_TYPES_ORDER_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "ledger/base/instant.h"

namespace plog {

// `order` of sequence and absence: on which side of X its partner is sought.
enum class PartnerOrder { kAfter, kBefore };

// The words for it, by value.
inline constexpr std::array<std::string_view, 2> kOrders = {"after", "before"};
inline constexpr size_t kOrderBefore =
    static_cast<size_t>(PartnerOrder::kBefore);
inline std::string_view Name(PartnerOrder order) {
  return kOrders[static_cast<size_t>(order)];
}

// Whether two moments of a scope are near enough for `within`; no `within` is
// no limit. The limit itself is near enough.
inline bool IsWithin(const std::optional<Duration>& within,
                     const Instant& earlier, const Instant& later) {
  return !within || later - earlier <= *within;
}

}  // namespace plog

#endif  // PLOG_RULES_TYPES_ORDER_H_
