#include <fmt/format.h>

#include "checker/review/review.h"

namespace plog {
namespace {

constexpr int64_t kSecondsPerDay = 86400;

int64_t DayOf(const Instant& time) {
  const int64_t day = time.seconds / kSecondsPerDay;
  return time.seconds % kSecondsPerDay < 0 ? day - 1 : day;
}

}  // namespace

// A week belongs to the year that has its Thursday; 1970-01-01 was one.
std::string WeekOf(const Instant& time) {
  const int64_t day = DayOf(time);
  const int64_t weekday = ((day + 3) % 7 + 7) % 7;  // 0 = Monday
  const int64_t thursday = day - weekday + 3;
  const std::string year =
      FormatRfc3339({thursday * kSecondsPerDay, 0}).substr(0, 4);
  const auto first = ParseRfc3339(year + "-01-01T00:00:00Z");
  const int64_t week = first ? (thursday - DayOf(*first)) / 7 + 1 : 0;
  return fmt::format("{}-W{:02}", year, week);
}

}  // namespace plog
