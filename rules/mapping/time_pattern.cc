#include "rules/mapping/time_pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace plog {
namespace {

constexpr std::string_view kDirectives = "YmdHMSeybBaAIpjfz";

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kDays = {
    "Sunday",   "Monday", "Tuesday", "Wednesday",
    "Thursday", "Friday", "Saturday"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool StartsWithWord(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::equal(word.begin(), word.end(), text.begin(),
                    [](char a, char b) { return Lower(a) == Lower(b); });
}

struct Fields {
  int year = 1970;
  int month = 1;
  int day = 1;
  int day_of_year = 0;  // 0: not given
  int hour = 0;
  int minute = 0;
  int second = 0;
  int32_t nanos = 0;
  bool twelve = false;  // `hour` is of twelve
  bool afternoon = false;
  std::optional<int32_t> offset;
};

// Takes fields off the front of a text.
class FieldTaker {
 public:
  explicit FieldTaker(std::string_view text) : rest_(text) {}

  bool Take(char directive, Fields* fields) {
    switch (directive) {
      case 'Y':
        return Number(4, 0, 9999, &fields->year);
      case 'y':
        return Year(&fields->year);
      case 'm':
        return Number(2, 1, 12, &fields->month);
      case 'd':
        return Number(2, 1, 31, &fields->day);
      case 'e':
        return Day(&fields->day);
      case 'j':
        return Number(3, 1, 366, &fields->day_of_year);
      case 'H':
        return Number(2, 0, 23, &fields->hour);
      case 'I':
        fields->twelve = true;
        return Number(2, 1, 12, &fields->hour);
      case 'M':
        return Number(2, 0, 59, &fields->minute);
      case 'S':
        return Number(2, 0, 60, &fields->second);
      default:
        return TakeText(directive, fields);
    }
  }

  bool Character(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool Spaces() {
    const size_t end = std::min(rest_.find_first_not_of(" \t"), rest_.size());
    rest_.remove_prefix(end);
    return end > 0;
  }
  bool done() const { return rest_.empty(); }

 private:
  bool TakeText(char directive, Fields* fields) {
    size_t index = 0;
    switch (directive) {
      case 'b':
      case 'B':
        if (!Name(kMonths, &index)) return false;
        fields->month = static_cast<int>(index) + 1;
        return true;
      case 'a':
      case 'A':
        return Name(kDays, &index);
      case 'p':
        return HalfDay(&fields->afternoon);
      case 'f':
        return Fraction(&fields->nanos);
      default:
        return Offset(&fields->offset);
    }
  }

  bool Number(size_t width, int least, int most, int* out) {
    if (rest_.size() < width) return false;
    int value = 0;
    for (size_t i = 0; i < width; ++i) {
      if (!IsDigit(rest_[i])) return false;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(width);
    *out = value;
    return value >= least && value <= most;
  }

  bool Day(int* out) {
    Spaces();
    const bool two = rest_.size() > 1 && IsDigit(rest_[1]);
    return Number(two ? 2 : 1, 1, 31, out);
  }

  // POSIX: 69-99 are of the last century.
  bool Year(int* out) {
    if (!Number(2, 0, 99, out)) return false;
    *out += *out < 69 ? 2000 : 1900;
    return true;
  }

  template <size_t kSize>
  bool Name(const std::array<std::string_view, kSize>& names, size_t* index) {
    for (const bool whole : {true, false}) {
      for (*index = 0; *index < kSize; ++*index) {
        const std::string_view name = names[*index];
        const std::string_view word = whole ? name : name.substr(0, 3);
        if (!StartsWithWord(rest_, word)) continue;
        rest_.remove_prefix(word.size());
        return true;
      }
    }
    return false;
  }

  bool HalfDay(bool* afternoon) {
    *afternoon = StartsWithWord(rest_, "pm");
    if (!*afternoon && !StartsWithWord(rest_, "am")) return false;
    rest_.remove_prefix(2);
    return true;
  }

  bool Fraction(int32_t* nanos) {
    constexpr size_t kMostDigits = 9;
    size_t digits = 0;
    for (; digits < rest_.size() && IsDigit(rest_[digits]); ++digits) {
      if (digits == kMostDigits) return false;
      *nanos = *nanos * 10 + (rest_[digits] - '0');
    }
    rest_.remove_prefix(digits);
    for (size_t i = digits; i < kMostDigits; ++i) *nanos *= 10;
    return digits > 0;
  }

  bool Offset(std::optional<int32_t>* out) {
    if (Character('Z') || Character('z')) {
      *out = 0;
      return true;
    }
    const bool west = !rest_.empty() && rest_.front() == '-';
    if (!west && (rest_.empty() || rest_.front() != '+')) return false;
    rest_.remove_prefix(1);
    int hours = 0;
    int minutes = 0;
    if (!Number(2, 0, 23, &hours)) return false;
    const bool colon = Character(':');
    const bool more = !rest_.empty() && IsDigit(rest_.front());
    if ((colon || more) && !Number(2, 0, 59, &minutes)) return false;
    const int seconds = (hours * 60 + minutes) * 60;
    *out = west ? -seconds : seconds;
    return true;
  }

  std::string_view rest_;
};

std::optional<std::chrono::sys_days> DateOf(const Fields& fields) {
  const std::chrono::year year(fields.year);
  if (fields.day_of_year > 0) {
    if (fields.day_of_year == 366 && !year.is_leap()) return std::nullopt;
    return std::chrono::sys_days(year / 1 / 1) +
           std::chrono::days(fields.day_of_year - 1);
  }
  const std::chrono::year_month_day date(
      year, std::chrono::month(static_cast<unsigned>(fields.month)),
      std::chrono::day(static_cast<unsigned>(fields.day)));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

std::optional<ParsedTime> Assemble(const Fields& fields) {
  const auto date = DateOf(fields);
  if (!date) return std::nullopt;
  int hour = fields.hour;
  if (fields.twelve) hour = hour % 12 + (fields.afternoon ? 12 : 0);
  ParsedTime time;
  // A leap second is read as the end of its minute, as in RFC 3339 times.
  const bool leap = fields.second == 60;
  time.local_second = int64_t{date->time_since_epoch().count()} * 86400 +
                      hour * 3600 + fields.minute * 60 +
                      (leap ? 59 : fields.second);
  time.nanos = leap ? 999999999 : fields.nanos;
  time.offset = fields.offset;
  return time;
}

}  // namespace

std::optional<TimePattern> TimePattern::Compile(std::string_view pattern,
                                                Fault* fault) {
  TimePattern compiled;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') {
      compiled.items_.emplace_back(false, pattern[i]);
      continue;
    }
    const char directive = ++i < pattern.size() ? pattern[i] : '\0';
    if (directive == '%') {
      compiled.items_.emplace_back(false, '%');
    } else if (directive == 'F' || directive == 'T') {
      const auto parts =
          Compile(directive == 'F' ? "%Y-%m-%d" : "%H:%M:%S", fault);
      compiled.items_.insert(compiled.items_.end(), parts->items_.begin(),
                             parts->items_.end());
    } else if (directive != '\0' &&
               kDirectives.find(directive) != std::string_view::npos) {
      compiled.items_.emplace_back(true, directive);
    } else {
      const size_t size = directive == '\0' ? 1 : 2;
      *fault = {i - 1, size,
                fmt::format("`{}` stands for no part of a time",
                            pattern.substr(i - 1, size))};
      return std::nullopt;
    }
  }
  return compiled;
}

bool TimePattern::has_offset() const {
  return std::find(items_.begin(), items_.end(), std::pair(true, 'z')) !=
         items_.end();
}

std::optional<ParsedTime> TimePattern::Read(std::string_view text) const {
  FieldTaker taker(text);
  Fields fields;
  for (const auto& [directive, character] : items_) {
    const bool taken = directive          ? taker.Take(character, &fields)
                       : character == ' ' ? taker.Spaces()
                                          : taker.Character(character);
    if (!taken) return std::nullopt;
  }
  if (!taker.done()) return std::nullopt;
  return Assemble(fields);
}

}  // namespace plog
