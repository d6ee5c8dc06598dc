#ifndef PLOG_RULES_MAPPING_TIME_FORMAT_H_
#define PLOG_RULES_MAPPING_TIME_FORMAT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "ledger/importers/record_mapping.h"
#include "rules/mapping/time_pattern.h"
#include "rules/values/time_zone.h"

namespace plog {

// The named forms of a time beside rfc3339: counts since 1970.
struct TimeUnit {
  std::string_view name;  // "unix_ms"
  int64_t per_second = 1;
};
std::span<const TimeUnit> TimeUnits();

// A count of units since 1970, whole or with a fraction, as JSON writes
// numbers or in a string; exact to the nanosecond.
std::unique_ptr<const TimeReader> ReadCounts(int64_t per_second);

// A time in the form of a pattern. Without an offset of its own, it is local
// time of `zone`: the earlier instant where clocks were put back, and no time
// at all where they were put forward.
std::unique_ptr<const TimeReader> ReadPattern(
    TimePattern pattern, std::shared_ptr<const TimeZone> zone);

}  // namespace plog

#endif  // PLOG_RULES_MAPPING_TIME_FORMAT_H_
