#ifndef PLOG_LEDGER_BASE_INSTANT_H_
#define PLOG_LEDGER_BASE_INSTANT_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plog {

// A signed length of time with nanosecond precision. Invariant:
// 0 <= nanos < 1e9, so the value is seconds + nanos / 1e9 (seconds may be
// negative). Wider than 64-bit nanoseconds, which end in the year 2262.
struct Duration {
  int64_t seconds = 0;
  int32_t nanos = 0;
  friend auto operator<=>(const Duration&, const Duration&) = default;
};

// A point on the UTC time line (leap seconds folded), relative to
// 1970-01-01T00:00:00Z. Years 0000 to 9999 are representable and then some.
struct Instant {
  int64_t seconds = 0;
  int32_t nanos = 0;
  friend auto operator<=>(const Instant&, const Instant&) = default;
};

Duration operator-(const Instant& later, const Instant& earlier);
// Saturates instead of overflowing.
Instant operator+(const Instant& instant, const Duration& duration);

// Strict RFC 3339: `T`/`t`, seconds, `Z`/`z` or an offset, at most nine
// fractional digits. Second 60 is read as 59.999999999 of the same minute.
std::optional<Instant> ParseRfc3339(std::string_view text);

// UTC, `Z`, fraction only as long as needed: "2026-02-17T00:00:00.5Z". What
// would have another year than four digits can write, as an offset can make it,
// is written with one: "0000-01-01T00:00:00+23:59".
std::string FormatRfc3339(const Instant& instant);

// One or more of <integer><ms|s|m|h|d|w>, for example "1h30m"; nullopt if the
// text is not of that form or does not fit.
std::optional<Duration> ParseDuration(std::string_view text);

// Exact, largest unit first, days at most: "1h30m", "0s", "2s250ms"; less than
// two minutes stay seconds, "90s"; a rest below a millisecond is a fraction of
// the second, "0.0000015s".
std::string FormatDuration(const Duration& duration);

}  // namespace plog

#endif  // PLOG_LEDGER_BASE_INSTANT_H_
