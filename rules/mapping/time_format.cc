#include "rules/mapping/time_format.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace plog {
namespace {

constexpr TimeUnit kUnits[] = {
    {"unix_s", 1},
    {"unix_ms", 1000},
    {"unix_us", 1000000},
    {"unix_ns", 1000000000},
};

constexpr int64_t kNanosPerSecond = 1000000000;
constexpr int64_t kDay = 86400;
// Years 0 to 9999: what RFC 3339 can write.
constexpr int64_t kFirstSecond = -62167219200;
constexpr int64_t kLastSecond = 253402300799;

std::optional<Instant> Bounded(int64_t seconds, int64_t nanos) {
  if (seconds < kFirstSecond || seconds > kLastSecond) return std::nullopt;
  return Instant{seconds, static_cast<int32_t>(nanos)};
}

// The first nine digits of a fraction; nullopt if it is none.
std::optional<int64_t> Billionths(std::string_view digits) {
  int64_t value = 0;
  for (size_t i = 0; i < 9; ++i) {
    value = value * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  }
  const bool number = std::all_of(digits.begin(), digits.end(),
                                  [](char c) { return c >= '0' && c <= '9'; });
  if (!number || digits.empty()) return std::nullopt;
  return value;
}

class CountReader final : public TimeReader {
 public:
  explicit CountReader(int64_t per_second) : per_second_(per_second) {}

  std::optional<Instant> Read(std::string_view text) const override {
    const size_t point = std::min(text.find('.'), text.size());
    int64_t whole = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + point, whole);
    if (error != std::errc() || end != text.data() + point || whole < 0) {
      return std::nullopt;
    }
    int64_t nanos = whole % per_second_ * (kNanosPerSecond / per_second_);
    if (point < text.size()) {
      const auto fraction = Billionths(text.substr(point + 1));
      if (!fraction) return std::nullopt;
      nanos += *fraction / per_second_;
    }
    return Bounded(whole / per_second_, nanos);
  }

 private:
  int64_t per_second_;
};

int64_t LocalSecond(const TimeZone& zone, int64_t second) {
  const LocalTime local = zone.ToLocal({second, 0});
  return local.day * kDay + local.minute * 60 + local.second;
}

// The first second at which the zone's clocks show `local`. Offsets are those
// of the day before and the day after: a change in between is one of the two.
std::optional<int64_t> SecondOf(const TimeZone& zone, int64_t local) {
  std::optional<int64_t> first;
  for (const int64_t near : {local - kDay, local + kDay}) {
    const int64_t second = local - (LocalSecond(zone, near) - near);
    if (LocalSecond(zone, second) != local) continue;
    if (!first || second < *first) first = second;
  }
  return first;
}

class PatternReader final : public TimeReader {
 public:
  PatternReader(TimePattern pattern, std::shared_ptr<const TimeZone> zone)
      : pattern_(std::move(pattern)), zone_(std::move(zone)) {}

  std::optional<Instant> Read(std::string_view text) const override {
    const std::optional<ParsedTime> time = pattern_.Read(text);
    if (!time) return std::nullopt;
    if (time->offset) {
      return Bounded(time->local_second - *time->offset, time->nanos);
    }
    const auto second = SecondOf(*zone_, time->local_second);
    if (!second) return std::nullopt;
    return Bounded(*second, time->nanos);
  }

 private:
  TimePattern pattern_;
  std::shared_ptr<const TimeZone> zone_;
};

}  // namespace

std::span<const TimeUnit> TimeUnits() { return kUnits; }

std::unique_ptr<const TimeReader> ReadCounts(int64_t per_second) {
  return std::make_unique<CountReader>(per_second);
}

std::unique_ptr<const TimeReader> ReadPattern(
    TimePattern pattern, std::shared_ptr<const TimeZone> zone) {
  return std::make_unique<PatternReader>(std::move(pattern), std::move(zone));
}

}  // namespace plog
