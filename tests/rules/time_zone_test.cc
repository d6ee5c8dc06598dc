#include "rules/values/time_zone.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "rules/values/posix_zone.h"

namespace plog {
namespace {

std::string Local(const TimeZone& zone, const Instant& instant) {
  const LocalTime local = zone.ToLocal(instant);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} {}", local.year,
                     local.month, local.day_of_month, local.minute / 60,
                     local.minute % 60, local.second, local.weekday);
}

TEST(TimeZone, KnowsTransitionsFrom1970To2100AndBeyond) {
  const struct {
    const char* zone;
    const char* utc;
    const char* local;
  } rows[] = {
      {"UTC", "1970-01-01T00:00:00Z", "1970-01-01 00:00:00 4"},
      {"UTC", "1969-12-31T23:59:59Z", "1969-12-31 23:59:59 3"},
      {"America/New_York", "2026-03-08T06:59:59Z", "2026-03-08 01:59:59 0"},
      {"America/New_York", "2026-03-08T07:00:00Z", "2026-03-08 03:00:00 0"},
      {"America/New_York", "2026-11-01T05:59:59Z", "2026-11-01 01:59:59 0"},
      {"America/New_York", "2026-11-01T06:00:00Z", "2026-11-01 01:00:00 0"},
      {"America/New_York", "2037-07-01T12:00:00Z", "2037-07-01 08:00:00 3"},
      // Where the date library stops: EDT must go on.
      {"America/New_York", "2038-07-01T12:00:00Z", "2038-07-01 08:00:00 4"},
      {"America/New_York", "2099-07-01T12:00:00Z", "2099-07-01 08:00:00 3"},
      {"America/New_York", "2099-12-01T12:00:00Z", "2099-12-01 07:00:00 2"},
      {"America/New_York", "9999-07-01T12:00:00Z", "9999-07-01 08:00:00 4"},
      {"Europe/Zurich", "2038-03-28T00:59:59Z", "2038-03-28 01:59:59 0"},
      {"Europe/Zurich", "2038-03-28T01:00:00Z", "2038-03-28 03:00:00 0"},
      {"Europe/Zurich", "2038-10-31T01:00:00Z", "2038-10-31 02:00:00 0"},
      // Southern hemisphere: DST spans the new year.
      {"Australia/Sydney", "2050-01-01T00:00:00Z", "2050-01-01 11:00:00 6"},
      {"Australia/Sydney", "2050-07-01T00:00:00Z", "2050-07-01 10:00:00 5"},
      {"Australia/Lord_Howe", "2050-01-01T00:00:00Z", "2050-01-01 11:00:00 6"},
      {"Australia/Lord_Howe", "2050-07-01T00:00:00Z", "2050-07-01 10:30:00 5"},
      {"Asia/Kolkata", "2060-01-01T00:00:00Z", "2060-01-01 05:30:00 4"},
      {"Asia/Kathmandu", "1985-12-31T18:29:59Z", "1985-12-31 23:59:59 2"},
      {"Asia/Kathmandu", "1985-12-31T18:30:00Z", "1986-01-01 00:15:00 3"},
      // Samoa skipped 2011-12-30.
      {"Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29 23:59:59 4"},
      {"Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31 00:00:00 6"},
      {"Africa/Monrovia", "1970-06-01T00:00:00Z", "1970-05-31 23:15:30 0"},
      // Irish winter time is the exception in its zone's rule.
      {"Europe/Dublin", "2050-01-01T12:00:00Z", "2050-01-01 12:00:00 6"},
      {"Europe/Dublin", "2050-07-01T12:00:00Z", "2050-07-01 13:00:00 5"},
  };
  for (const auto& row : rows) {
    const auto zone = TimeZone::Find(row.zone);
    ASSERT_TRUE(zone) << row.zone;
    EXPECT_EQ(Local(*zone, *ParseRfc3339(row.utc)), row.local)
        << row.zone << ' ' << row.utc;
  }
}

// The C library reads the same zone files with code of its own.
TEST(TimeZone, AgreesWithTheCLibraryThroughTheYears) {
  const char* old = std::getenv("TZ");
  const std::string saved = old == nullptr ? "" : old;
  for (const char* name :
       {"America/New_York", "Europe/Zurich", "Australia/Sydney", "Asia/Kolkata",
        "America/Santiago", "Africa/Casablanca", "America/St_Johns",
        "Asia/Gaza", "Pacific/Chatham", "Asia/Tehran"}) {
    const auto zone = TimeZone::Find(name);
    ASSERT_TRUE(zone) << name;
    ::setenv("TZ", name, 1);
    ::tzset();
    constexpr int64_t k2100 = 4102444800;
    int differences = 0;
    for (int64_t at = 0; at < k2100; at += 13 * 3600 + 7) {
      const std::time_t seconds = at;
      std::tm c_local{};
      ::localtime_r(&seconds, &c_local);
      const LocalTime local = zone->ToLocal({at, 0});
      if (local.minute != c_local.tm_hour * 60 + c_local.tm_min ||
          local.day_of_month != c_local.tm_mday ||
          local.weekday != c_local.tm_wday) {
        ++differences;
      }
    }
    EXPECT_EQ(differences, 0) << name;
  }
  if (old == nullptr) {
    ::unsetenv("TZ");
  } else {
    ::setenv("TZ", saved.c_str(), 1);
  }
  ::tzset();
}

TEST(TimeZone, RefusesWhatIsNoZone) {
  for (const char* name :
       {"", "Mars/Olympus", "america/new_york", "localtime", "posixrules",
        "../zoneinfo/UTC", "EST5EDT,M3.2.0", "America", "tzdata.zi"}) {
    EXPECT_EQ(TimeZone::Find(name), nullptr) << name;
  }
}

TEST(TimeZone, ListsNamesAndVersion) {
  const auto names = TimeZoneNames();
  EXPECT_NE(std::find(names.begin(), names.end(), "Europe/Zurich"),
            names.end());
  EXPECT_EQ(std::find(names.begin(), names.end(), "localtime"), names.end());
  EXPECT_NE(TimeZoneDataVersion(), "");
}

TEST(PosixZone, ReadsEveryFormOfRule) {
  EXPECT_EQ(PosixZone::Parse("<+0330>-3:30")->standard_offset(), 12600);
  EXPECT_FALSE(PosixZone::Parse("UTC0")->has_dst());
  const auto julian = PosixZone::Parse("AAA0BBB,J60/0,J365/25");
  ASSERT_TRUE(julian);
  // J60 is 1 March in every year; plain 59 is 29 February in leap years.
  EXPECT_EQ(julian->DstStart(2024),
            ParseRfc3339("2024-03-01T00:00:00Z")->seconds);
  EXPECT_EQ(julian->DstStart(2023),
            ParseRfc3339("2023-03-01T00:00:00Z")->seconds);
  EXPECT_EQ(julian->DstEnd(2023),
            ParseRfc3339("2024-01-01T00:00:00Z")->seconds);
  const auto plain = PosixZone::Parse("AAA0BBB,59/0,300/-1");
  EXPECT_EQ(plain->DstStart(2024),
            ParseRfc3339("2024-02-29T00:00:00Z")->seconds);
  for (const char* bad : {"", "EST", "EST5EDT", "EST5EDT,M3.2.0",
                          "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.0.0,M11.1.0",
                          "EST5EDT,M3.2.0,M11.1.0x", "<EST5", "EST999"}) {
    EXPECT_FALSE(PosixZone::Parse(bad)) << bad;
  }
}

}  // namespace
}  // namespace plog
