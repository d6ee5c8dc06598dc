#include "rules/types/calendar_fields.h"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "ledger/base/text.h"
#include "rules/yaml/yaml_expect.h"
#include "rules/yaml/yaml_scalar.h"

namespace plog {
namespace {

constexpr int kMinutesPerHour = 60;
constexpr int kMinutesPerDay = 24 * kMinutesPerHour;

constexpr std::array<std::string_view, 7> kDayNames = {
    "sun", "mon", "tue", "wed", "thu", "fri", "sat"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "HH:MM" up to 24:00.
std::optional<int> ParseClock(std::string_view text) {
  if (text.size() != 5 || text[2] != ':' || !IsDigit(text[0]) ||
      !IsDigit(text[1]) || !IsDigit(text[3]) || !IsDigit(text[4])) {
    return std::nullopt;
  }
  const int hour = (text[0] - '0') * 10 + (text[1] - '0');
  const int minute = (text[3] - '0') * 10 + (text[4] - '0');
  const int total = hour * kMinutesPerHour + minute;
  if (minute >= kMinutesPerHour || total > kMinutesPerDay) return std::nullopt;
  return total;
}

std::optional<int> ParseHour(const SourceText& source, const YamlNode& node,
                             std::string_view what) {
  if (!node.is(YamlNode::Kind::kScalar)) {
    WrongType(source, node, fmt::format("an element of {}", what),
              "an hour from 0 to 24 or \"HH:MM\"");
    return std::nullopt;
  }
  if (const auto hour = UnsignedOf(node); hour && *hour <= 24) {
    return static_cast<int>(*hour) * kMinutesPerHour;
  }
  if (IsString(node)) {
    if (const auto minute = ParseClock(node.text)) return minute;
  }
  source.Add("bad-hours", node.place,
             fmt::format("`{}` is no hour of a day", node.text),
             "write a whole hour from 0 to 24, or \"HH:MM\" with two digits "
             "each: \"09:30\"");
  return std::nullopt;
}

std::optional<unsigned> ParseDay(const SourceText& source, const YamlNode& node,
                                 std::string_view what) {
  if (!node.is(YamlNode::Kind::kScalar)) {
    WrongType(source, node, fmt::format("an element of {}", what),
              "a day from 0 (Sunday) to 6, or sun to sat");
    return std::nullopt;
  }
  const auto number = UnsignedOf(node);
  if (number && *number < kDayNames.size()) {
    return static_cast<unsigned>(*number);
  }
  for (unsigned day = 0; IsString(node) && day < kDayNames.size(); ++day) {
    if (node.text == kDayNames[day]) return day;
  }
  std::string hint = "days are 0 (Sunday) to 6 (Saturday), or sun to sat";
  if (number == 7) {
    hint = "Sunday is 0";
  } else if (node.text.find('-') != std::string::npos) {
    hint = "list every day: [mon, tue, wed]";
  } else if (const auto near = NearestWord(
                 std::string_view(node.text).substr(0, 3), kDayNames);
             !near.empty()) {
    hint = fmt::format("did you mean `{}`?", near);
  }
  source.Add("bad-days", node.place,
             fmt::format("`{}` is no day of the week", node.text), hint);
  return std::nullopt;
}

}  // namespace

std::optional<HoursWindow> ParseHours(const SourceText& source,
                                      const YamlNode& node,
                                      std::string_view what) {
  if (!ExpectList(source, node, what, "write [start, end]: [9, 17]")) {
    return std::nullopt;
  }
  if (node.items.size() != 2) {
    source.Add(
        "bad-hours", node.place,
        fmt::format("{} takes two elements, not {}", what, node.items.size()),
        "write [start, end]: [9, 17]");
    return std::nullopt;
  }
  const auto start = ParseHour(source, node.items[0], what);
  const auto end = ParseHour(source, node.items[1], what);
  if (!start || !end) return std::nullopt;
  if (*start == *end) {
    source.Add("bad-hours", node.place,
               fmt::format("{} begins and ends at the same time", what),
               "the end is not included: [9, 17] is 09:00 to 16:59; leave the "
               "field out for the whole day");
    return std::nullopt;
  }
  if (*start == kMinutesPerDay) {
    source.Add("bad-hours", node.items[0].place,
               fmt::format("{} cannot begin at 24", what),
               "midnight as a beginning is 0");
    return std::nullopt;
  }
  return HoursWindow{*start, *end};
}

std::optional<DaySet> ParseDays(const SourceText& source, const YamlNode& node,
                                std::string_view what) {
  if (!ExpectList(source, node, what, "write [1, 2, 3] or [mon, tue, wed]")) {
    return std::nullopt;
  }
  if (node.items.empty()) {
    source.Add("empty", node.place, fmt::format("{} lists no days", what));
    return std::nullopt;
  }
  unsigned days = 0;
  bool sound = true;
  for (const YamlNode& item : node.items) {
    const auto day = ParseDay(source, item, what);
    sound = sound && day;
    if (day) days |= 1U << *day;
  }
  if (!sound) return std::nullopt;
  return static_cast<DaySet>(days);
}

std::shared_ptr<const TimeZone> ParseZone(const SourceText& source,
                                          const YamlNode& node,
                                          std::string_view what) {
  const auto name = ExpectText(source, node, what);
  if (!name) return nullptr;
  auto zone = TimeZone::Find(*name);
  if (zone) return zone;
  const std::vector<std::string> all = TimeZoneNames();
  const std::vector<std::string_view> names(all.begin(), all.end());
  const std::string_view near = NearestWord(*name, names);
  source.Add("unknown-zone", node.place,
             fmt::format("there is no time zone `{}`", *name),
             near.empty() ? "zones are named like Europe/Zurich or UTC"
                          : fmt::format("did you mean `{}`?", near));
  return nullptr;
}

}  // namespace plog
