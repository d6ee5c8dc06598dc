#include "rules/values/posix_zone.h"

#include <chrono>

namespace plog {
namespace {

constexpr int32_t kHour = 3600;
constexpr int64_t kDay = 86400;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::chrono::year ToYear(int64_t year) {
  return std::chrono::year{static_cast<int>(year)};
}

}  // namespace

class PosixZoneReader {
 public:
  explicit PosixZoneReader(std::string_view text) : rest_(text) {}

  bool Read(PosixZone* zone) {
    int32_t west = 0;
    if (!Name() || !Time(&west)) return false;
    zone->standard_offset_ = -west;
    if (rest_.empty()) return true;
    zone->has_dst_ = true;
    zone->dst_offset_ = zone->standard_offset_ + kHour;
    if (!Name()) return false;
    if (!rest_.empty() && rest_[0] != ',') {
      if (!Time(&west)) return false;
      zone->dst_offset_ = -west;
    }
    return ReadRule(&zone->start_) && ReadRule(&zone->end_) && rest_.empty();
  }

 private:
  bool Skip(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool Name() {
    const bool quoted = Skip('<');
    size_t size = 0;
    while (size < rest_.size() &&
           (quoted ? rest_[size] != '>' : IsLetter(rest_[size]))) {
      ++size;
    }
    if (size == 0) return false;
    rest_.remove_prefix(size);
    return !quoted || Skip('>');
  }

  bool Number(int max, int* value) {
    if (rest_.empty() || !IsDigit(rest_[0])) return false;
    *value = 0;
    while (!rest_.empty() && IsDigit(rest_[0])) {
      *value = *value * 10 + (rest_[0] - '0');
      if (*value > max) return false;
      rest_.remove_prefix(1);
    }
    return true;
  }

  bool Time(int32_t* seconds) {  // [+-]hh[:mm[:ss]]
    const bool negative = Skip('-');
    if (!negative) Skip('+');
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (!Number(167, &hour)) return false;
    if (Skip(':') && !Number(59, &minute)) return false;
    if (Skip(':') && !Number(59, &second)) return false;
    const int32_t total = hour * kHour + minute * 60 + second;
    *seconds = negative ? -total : total;
    return true;
  }

  bool ReadRule(PosixZone::Rule* rule) {
    using Kind = PosixZone::Rule::Kind;
    if (!Skip(',')) return false;
    if (Skip('M')) {
      rule->kind = Kind::kMonthWeekDay;
      if (!Number(12, &rule->month) || !Skip('.') || !Number(5, &rule->week) ||
          !Skip('.') || !Number(6, &rule->day) || rule->month == 0 ||
          rule->week == 0) {
        return false;
      }
    } else {
      rule->kind = Skip('J') ? Kind::kJulian : Kind::kDayOfYear;
      if (!Number(365, &rule->day)) return false;
    }
    return !Skip('/') || Time(&rule->second);
  }

  std::string_view rest_;
};

std::optional<PosixZone> PosixZone::Parse(std::string_view text) {
  PosixZone zone;
  if (!PosixZoneReader(text).Read(&zone)) return std::nullopt;
  return zone;
}

int64_t PosixZone::LocalSecond(const Rule& rule, int64_t year) {
  using std::chrono::sys_days;
  const auto first = ToYear(year) / std::chrono::January / 1;
  sys_days day = sys_days(first) + std::chrono::days(rule.day);
  if (rule.kind == Rule::Kind::kJulian) {
    // Counts from 1 and never counts 29 February.
    const bool leap = ToYear(year).is_leap() && rule.day >= 60;
    day += std::chrono::days(leap ? 0 : -1);
  } else if (rule.kind == Rule::Kind::kMonthWeekDay) {
    const auto month =
        ToYear(year) / std::chrono::month(static_cast<unsigned>(rule.month));
    const std::chrono::weekday weekday(static_cast<unsigned>(rule.day));
    day = rule.week == 5
              ? sys_days(month / weekday[std::chrono::last])
              : sys_days(month / weekday[static_cast<unsigned>(rule.week)]);
  }
  return day.time_since_epoch().count() * kDay + rule.second;
}

int64_t PosixZone::DstStart(int64_t year) const {
  return LocalSecond(start_, year) - standard_offset_;
}

int64_t PosixZone::DstEnd(int64_t year) const {
  return LocalSecond(end_, year) - dst_offset_;
}

}  // namespace plog
