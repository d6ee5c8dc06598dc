#ifndef PLOG_RULES_TYPES_RATE_MONITORS_H_
#define PLOG_RULES_TYPES_RATE_MONITORS_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "rules/types/monitor.h"
#include "rules/values/time_zone.h"
#include "rules/values/values.h"

namespace plog {

// The monitors of `rate`; its semantics are at the head of rate.cc.

inline constexpr uint32_t kRateMatch = 1U << 0;  // role; with `sum`, key 0 is
                                                 // the number to add

inline constexpr uint32_t kRateTooMany = 0;  // variants
inline constexpr uint32_t kRateCannotSum = 1;

enum class Calendar { kMinute, kHour, kDay, kWeek, kMonth };

struct RateLimit {
  NumberLiteral max;
  bool is_sum = false;
  std::optional<Duration> window;  // of window and calendar, at most one
  std::optional<Calendar> calendar;
  std::shared_ptr<const TimeZone> zone;  // not null
};

std::unique_ptr<Monitor> NewRateMonitor(const RateLimit& limit);

}  // namespace plog

#endif  // PLOG_RULES_TYPES_RATE_MONITORS_H_
