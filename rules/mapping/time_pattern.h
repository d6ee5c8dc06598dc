#ifndef PLOG_RULES_MAPPING_TIME_PATTERN_H_
#define PLOG_RULES_MAPPING_TIME_PATTERN_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plog {

// What a text says about a time, as its pattern reads it.
struct ParsedTime {
  int64_t local_second = 0;  // of the date and time of day, as if in UTC
  int32_t nanos = 0;
  std::optional<int32_t> offset;  // seconds east, if the text says so
};

// A time in the manner of strptime, without its locale and leniency: the text
// must be used up, numbers have the width of their field, names are English.
//
//   %Y %m %d   year (four digits), month, day      %H %M %S  time of day
//   %e         day without its leading zero        %y        year 1969-2068
//   %b %a      name of month, of weekday (ignored), short or long
//   %I %p      hour of twelve, AM or PM            %j        day of the year
//   %f         fraction of the second, 1 to 9 digits
//   %z         offset: Z, +hh:mm, +hhmm or +hh     %%        a per cent sign
//   %F %T      %Y-%m-%d, %H:%M:%S                  a space   spaces and tabs
class TimePattern {
 public:
  struct Fault {
    size_t offset = 0;  // in the pattern, of what is wrong
    size_t size = 1;
    std::string message;
  };
  static std::optional<TimePattern> Compile(std::string_view pattern,
                                            Fault* fault);

  std::optional<ParsedTime> Read(std::string_view text) const;
  // Whether the text says what its offset from UTC is.
  bool has_offset() const;

 private:
  // Directives, and other characters as they are; %F and %T taken apart.
  std::vector<std::pair<bool, char>> items_;
};

}  // namespace plog

#endif  // PLOG_RULES_MAPPING_TIME_PATTERN_H_
