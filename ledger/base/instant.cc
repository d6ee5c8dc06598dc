#include "ledger/base/instant.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>

namespace plog {
namespace {

constexpr int32_t kNanosPerSecond = 1'000'000'000;
// Up to here people write and read seconds: "60s", "90s".
constexpr int64_t kShownInSeconds = 120;
// What a four-digit year can say, generously; the calendar types overflow far
// beyond.
constexpr int64_t kMaxShownDays = 10'000'000;

// Reads fixed-width decimal fields; any fault makes every later read fail.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  int Digits(size_t count) {
    if (text_.size() < count) return Bad();
    int value = 0;
    for (size_t i = 0; i < count; ++i) {
      const char c = text_[i];
      if (c < '0' || c > '9') return Bad();
      value = value * 10 + (c - '0');
    }
    text_.remove_prefix(count);
    return value;
  }

  void Expect(char c) {
    if (!Accept(c)) Bad();
  }
  bool Accept(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  void ExpectAnyCase(char upper) {
    if (!Accept(upper) && !Accept(static_cast<char>(upper + ('a' - 'A')))) {
      Bad();
    }
  }
  bool AcceptAnyCase(char upper) {
    return Accept(upper) || Accept(static_cast<char>(upper + ('a' - 'A')));
  }

  // One to nine digits, as nanoseconds.
  int32_t Fraction() {
    int32_t nanos = 0;
    int32_t unit = kNanosPerSecond;
    size_t count = 0;
    while (!text_.empty() && text_.front() >= '0' && text_.front() <= '9') {
      if (++count > 9) return Bad();
      unit /= 10;
      nanos += (text_.front() - '0') * unit;
      text_.remove_prefix(1);
    }
    return count == 0 ? Bad() : nanos;
  }

  int Bad() {
    ok_ = false;
    text_ = {};
    return 0;
  }
  bool ok() const { return ok_; }
  bool done() const { return ok_ && text_.empty(); }

 private:
  std::string_view text_;
  bool ok_ = true;
};

// Seconds east of UTC.
int ScanOffset(Scanner& scan) {
  if (scan.AcceptAnyCase('Z')) return 0;
  int sign = 1;
  if (scan.Accept('-')) {
    sign = -1;
  } else {
    scan.Expect('+');
  }
  const int hours = scan.Digits(2);
  scan.Expect(':');
  const int minutes = scan.Digits(2);
  if (hours > 23 || minutes > 59) scan.Bad();
  return sign * (hours * 3600 + minutes * 60);
}

struct Unit {
  std::string_view suffix;
  int64_t millis;
};
// Longer suffixes first: "ms" is not "m" and a stray "s".
constexpr std::array<Unit, 6> kUnits = {{{"ms", 1},
                                         {"s", 1'000},
                                         {"m", 60'000},
                                         {"h", 3'600'000},
                                         {"d", 86'400'000},
                                         {"w", 604'800'000}}};

const Unit* TakeUnit(std::string_view* text) {
  for (const Unit& unit : kUnits) {
    if (text->substr(0, unit.suffix.size()) == unit.suffix) {
      text->remove_prefix(unit.suffix.size());
      return &unit;
    }
  }
  return nullptr;
}

// A run of decimal digits; nullopt if there is none or it does not fit.
std::optional<int64_t> TakeInteger(std::string_view* text) {
  int64_t value = 0;
  size_t digits = 0;
  while (!text->empty() && text->front() >= '0' && text->front() <= '9') {
    if (__builtin_mul_overflow(value, int64_t{10}, &value) ||
        __builtin_add_overflow(value, int64_t{text->front() - '0'}, &value)) {
      return std::nullopt;
    }
    text->remove_prefix(1);
    ++digits;
  }
  if (digits == 0) return std::nullopt;
  return value;
}

// ".5" for 500000000 nanoseconds, "" for none.
std::string FractionText(int32_t nanos) {
  if (nanos == 0) return {};
  std::string text = fmt::format(".{:09}", nanos);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

}  // namespace

Duration operator-(const Instant& later, const Instant& earlier) {
  Duration difference{later.seconds - earlier.seconds,
                      later.nanos - earlier.nanos};
  if (difference.nanos < 0) {
    difference.nanos += kNanosPerSecond;
    --difference.seconds;
  }
  return difference;
}

Instant operator+(const Instant& instant, const Duration& duration) {
  Instant sum;
  sum.nanos = instant.nanos + duration.nanos;
  const int64_t carry = sum.nanos >= kNanosPerSecond ? 1 : 0;
  sum.nanos -= static_cast<int32_t>(carry) * kNanosPerSecond;
  if (__builtin_add_overflow(instant.seconds, duration.seconds, &sum.seconds) ||
      __builtin_add_overflow(sum.seconds, carry, &sum.seconds)) {
    sum.seconds = duration.seconds < 0 ? std::numeric_limits<int64_t>::min()
                                       : std::numeric_limits<int64_t>::max();
  }
  return sum;
}

std::optional<Instant> ParseRfc3339(std::string_view text) {
  Scanner scan(text);
  const int year = scan.Digits(4);
  scan.Expect('-');
  const int month = scan.Digits(2);
  scan.Expect('-');
  const int day = scan.Digits(2);
  scan.ExpectAnyCase('T');
  const int hour = scan.Digits(2);
  scan.Expect(':');
  const int minute = scan.Digits(2);
  scan.Expect(':');
  int second = scan.Digits(2);
  int32_t nanos = scan.Accept('.') ? scan.Fraction() : 0;
  const int offset = ScanOffset(scan);
  if (!scan.done() || hour > 23 || minute > 59 || second > 60) {
    return std::nullopt;
  }
  if (second == 60) {
    second = 59;
    nanos = kNanosPerSecond - 1;
  }
  const std::chrono::year_month_day date{
      std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
      std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  const int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  return Instant{days * 86400 + hour * 3600 + minute * 60 + second - offset,
                 nanos};
}

std::string FormatRfc3339(const Instant& instant) {
  // Parsed with an offset, a time may be up to a day beyond the four digits of
  // a year: with the opposite one it can be written.
  constexpr int64_t kYear0 = -62167219200;
  constexpr int64_t kYear10000 = 253402300800;
  constexpr int64_t kMostOffset = 86340;
  std::string_view zone = "Z";
  int64_t seconds = instant.seconds;
  if (seconds < kYear0 && seconds >= kYear0 - kMostOffset) {
    seconds += kMostOffset;
    zone = "+23:59";
  } else if (seconds >= kYear10000 && seconds < kYear10000 + kMostOffset) {
    seconds -= kMostOffset;
    zone = "-23:59";
  }
  int64_t days = seconds / 86400;
  int64_t rest = seconds % 86400;
  if (rest < 0) {
    rest += 86400;
    --days;
  }
  days = std::clamp(days, -kMaxShownDays, kMaxShownDays);
  const std::chrono::year_month_day date{
      std::chrono::sys_days{std::chrono::days{days}}};
  return fmt::format(
      "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{}", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      rest / 3600, rest / 60 % 60, rest % 60, FractionText(instant.nanos),
      zone);
}

std::optional<Duration> ParseDuration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  Duration total;
  int64_t millis = 0;
  while (!text.empty()) {
    const std::optional<int64_t> value = TakeInteger(&text);
    const Unit* unit = value ? TakeUnit(&text) : nullptr;
    if (unit == nullptr) return std::nullopt;
    const int64_t scale = unit->millis >= 1000 ? unit->millis / 1000 : 1;
    int64_t product = 0;
    if (__builtin_mul_overflow(*value, scale, &product)) return std::nullopt;
    int64_t& sum = unit->millis >= 1000 ? total.seconds : millis;
    if (__builtin_add_overflow(sum, product, &sum)) return std::nullopt;
  }
  if (__builtin_add_overflow(total.seconds, millis / 1000, &total.seconds)) {
    return std::nullopt;
  }
  total.nanos = static_cast<int32_t>(millis % 1000) * 1'000'000;
  return total;
}

std::string FormatDuration(const Duration& duration) {
  int64_t seconds = duration.seconds;
  if (seconds < 0) {  // print the magnitude of the exact value
    const Duration magnitude =
        Instant{} - Instant{duration.seconds, duration.nanos};
    return "-" + FormatDuration(magnitude);
  }
  std::string text;
  const bool in_seconds = seconds < kShownInSeconds;
  for (size_t i = kUnits.size() - 1; i >= 2; --i) {
    const int64_t unit = kUnits[i].millis / 1000;
    if (kUnits[i].suffix == "w" || seconds < unit || in_seconds) continue;
    text += fmt::format("{}{}", seconds / unit, kUnits[i].suffix);
    seconds %= unit;
  }
  if (duration.nanos == 0) {
    if (seconds > 0 || text.empty()) text += fmt::format("{}s", seconds);
  } else if (duration.nanos % 1'000'000 == 0) {
    if (seconds > 0) text += fmt::format("{}s", seconds);
    text += fmt::format("{}ms", duration.nanos / 1'000'000);
  } else {
    text += fmt::format("{}{}s", seconds, FractionText(duration.nanos));
  }
  return text;
}

}  // namespace plog
