#ifndef PLOG_RULES_VALUES_POSIX_ZONE_H_
#define PLOG_RULES_VALUES_POSIX_ZONE_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace plog {

// A POSIX TZ string ("EST5EDT,M3.2.0,M11.1.0"), as it stands in the footer of a
// zone file (RFC 9636) and rules all time after the last listed transition. The
// times of day may be -167 to 167 hours, as the footer allows.
class PosixZone {
 public:
  // nullopt if `text` is not of that form.
  static std::optional<PosixZone> Parse(std::string_view text);

  bool has_dst() const { return has_dst_; }
  int32_t standard_offset() const { return standard_offset_; }  // seconds east
  int32_t dst_offset() const { return dst_offset_; }
  // The UTC second at which DST begins or ends in `year`.
  int64_t DstStart(int64_t year) const;
  int64_t DstEnd(int64_t year) const;

 private:
  friend class PosixZoneReader;
  struct Rule {
    enum class Kind { kMonthWeekDay, kJulian, kDayOfYear };
    Kind kind = Kind::kDayOfYear;
    int month = 1;
    int week = 1;
    int day = 0;  // of the week, or of the year
    int32_t second = 7200;
  };
  // Seconds since 1970 in local time.
  static int64_t LocalSecond(const Rule& rule, int64_t year);

  bool has_dst_ = false;
  int32_t standard_offset_ = 0;
  int32_t dst_offset_ = 0;
  Rule start_;
  Rule end_;
};

}  // namespace plog

#endif  // PLOG_RULES_VALUES_POSIX_ZONE_H_
