#include "rules/values/time_zone.h"

#include <date/tz.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <utility>

#include "rules/values/posix_zone.h"

namespace plog {
namespace {

constexpr char kZoneDirectory[] = "/usr/share/zoneinfo/";
constexpr size_t kMaxZoneFile = 1U << 20;
constexpr int64_t kDay = 86400;

// The Gregorian calendar, weekdays included, repeats every 400 years, and so do
// POSIX rules. The table of transitions is complete up to kTableEnd; what lies
// beyond is folded back into its last 400 years.
constexpr int64_t kCycle = 146097 * kDay;
constexpr int64_t kLastRuleYear = 2500;

// From `begin` (UTC seconds) on, local time is UTC + offset seconds.
struct Range {
  int64_t begin;
  int32_t offset;
};

int64_t YearStart(int64_t year) {
  using namespace std::chrono_literals;
  const auto first =
      std::chrono::year{static_cast<int>(year)} / std::chrono::January / 1;
  return std::chrono::sys_days(first).time_since_epoch().count() * kDay;
}

LocalTime Split(int64_t local) {
  int64_t day = local / kDay;
  int64_t second = local % kDay;
  if (second < 0) {
    second += kDay;
    --day;
  }
  const std::chrono::sys_days date{
      std::chrono::days(static_cast<std::chrono::days::rep>(day))};
  const std::chrono::year_month_day ymd(date);
  LocalTime time;
  time.day = day;
  time.minute = static_cast<int>(second / 60);
  time.second = static_cast<int>(second % 60);
  time.weekday = static_cast<int>(std::chrono::weekday(date).c_encoding());
  time.year = static_cast<int>(ymd.year());
  time.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
  time.day_of_month = static_cast<int>(static_cast<unsigned>(ymd.day()));
  return time;
}

class TableZone final : public TimeZone {
 public:
  // REQUIRES: `ranges` is not empty and in order; the first holds for all time
  // before it as well.
  TableZone(std::string name, std::vector<Range> ranges)
      : name_(std::move(name)),
        ranges_(std::move(ranges)),
        table_end_(YearStart(kLastRuleYear)) {}

  const std::string& name() const override { return name_; }

  LocalTime ToLocal(const Instant& instant) const override {
    int64_t second = instant.seconds;
    if (second >= table_end_) {
      second = table_end_ - kCycle + (second - table_end_) % kCycle;
    }
    auto next = std::upper_bound(
        ranges_.begin(), ranges_.end(), second,
        [](int64_t value, const Range& range) { return value < range.begin; });
    if (next != ranges_.begin()) --next;
    return Split(instant.seconds + next->offset);
  }

 private:
  std::string name_;
  std::vector<Range> ranges_;
  int64_t table_end_;
};

// The last line of a zone file, the rule for all time to come.
std::optional<PosixZone> ReadFooter(const std::string& name) {
  std::ifstream file(kZoneDirectory + name, std::ios::binary);
  std::string bytes;
  char c = 0;
  while (bytes.size() < kMaxZoneFile && file.get(c)) bytes += c;
  if (bytes.size() < 2 || bytes.back() != '\n') return std::nullopt;
  bytes.pop_back();
  const size_t line = bytes.rfind('\n');
  if (line == std::string::npos) return std::nullopt;
  return PosixZone::Parse(std::string_view(bytes).substr(line + 1));
}

// Appends what `rule` does after the last listed transition.
void AppendRule(const PosixZone& rule, std::vector<Range>* ranges) {
  if (!rule.has_dst()) return;
  const int64_t from = ranges->back().begin;
  std::vector<Range> later;
  for (int64_t year = 1970; year <= kLastRuleYear; ++year) {
    later.push_back({rule.DstStart(year), rule.dst_offset()});
    later.push_back({rule.DstEnd(year), rule.standard_offset()});
  }
  std::sort(later.begin(), later.end(),
            [](const Range& a, const Range& b) { return a.begin < b.begin; });
  for (const Range& range : later) {
    if (range.begin > from) ranges->push_back(range);
  }
}

// The transitions that the date library lists. Its last range lasts until the
// end of its time line.
std::vector<Range> ListedRanges(const date::time_zone& zone) {
  std::vector<Range> ranges;
  const int64_t end = YearStart(kLastRuleYear);
  int64_t at = YearStart(1800);
  while (at < end) {
    const date::sys_info info =
        zone.get_info(date::sys_seconds(std::chrono::seconds(at)));
    ranges.push_back({at, static_cast<int32_t>(info.offset.count())});
    at = std::max(at + 1, int64_t{info.end.time_since_epoch().count()});
  }
  return ranges;
}

// Files of the zone directory that name no zone, or whichever one the machine
// is set to: a verdict must not depend on that.
bool IsZoneName(std::string_view name) {
  return name != "localtime" && name != "posixrules" && name != "Factory";
}

}  // namespace

std::shared_ptr<const TimeZone> TimeZone::Find(std::string_view name) {
  if (!IsZoneName(name)) return nullptr;
  try {
    const date::time_zone* zone = date::locate_zone(std::string(name));
    std::vector<Range> ranges = ListedRanges(*zone);
    if (const auto rule = ReadFooter(zone->name())) AppendRule(*rule, &ranges);
    return std::make_shared<TableZone>(std::string(name), std::move(ranges));
  } catch (const std::exception&) {
    return name == "UTC" ? Utc() : nullptr;
  }
}

std::shared_ptr<const TimeZone> TimeZone::Utc() {
  return std::make_shared<TableZone>("UTC", std::vector<Range>{{0, 0}});
}

std::vector<std::string> TimeZoneNames() {
  std::vector<std::string> names;
  try {
    for (const date::time_zone& zone : date::get_tzdb().zones) {
      if (IsZoneName(zone.name())) names.push_back(zone.name());
    }
  } catch (const std::exception&) {
    names.clear();
  }
  return names;
}

std::string TimeZoneDataVersion() {
  std::ifstream file(std::string(kZoneDirectory) + "tzdata.zi");
  std::string line;
  constexpr std::string_view kPrefix = "# version ";
  if (!std::getline(file, line) || line.rfind(kPrefix, 0) != 0)
    return "unknown";
  return line.substr(kPrefix.size());
}

}  // namespace plog
