#ifndef PLOG_RULES_VALUES_TIME_ZONE_H_
#define PLOG_RULES_VALUES_TIME_ZONE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/instant.h"

namespace plog {

// Local time of an instant in a zone.
struct LocalTime {
  int64_t day = 0;  // days since 1970-01-01, local
  int minute = 0;   // of the local day, 0-1439
  int second = 0;   // of the minute
  int weekday = 0;  // 0 = Sunday
  int year = 1970;
  int month = 1;  // 1-12
  int day_of_month = 1;
};

// An IANA time zone, right for all instants 1970-2100: beyond the last listed
// transition the zone's POSIX rule decides (the date library alone stops
// applying DST after 2037). Immutable and thread-safe.
class TimeZone {
 public:
  // nullptr for a name that the tz database does not know.
  static std::shared_ptr<const TimeZone> Find(std::string_view name);
  static std::shared_ptr<const TimeZone> Utc();
  virtual ~TimeZone() = default;

  virtual const std::string& name() const = 0;
  virtual LocalTime ToLocal(const Instant& instant) const = 0;
};

// All zone names, for "did you mean". Empty if there is no tz database.
std::vector<std::string> TimeZoneNames();
// Version of the tz database ("2026f"), or "unknown".
std::string TimeZoneDataVersion();

}  // namespace plog

#endif  // PLOG_RULES_VALUES_TIME_ZONE_H_
