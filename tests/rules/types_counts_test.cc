// rate, presence, gap and ratio at their borders.

#include <gtest/gtest.h>

#include "tests/rules/types_driver.h"

namespace plog {
namespace {

using Findings = std::vector<PlainFinding>;

int64_t At(std::string_view text) { return ParseRfc3339(text)->seconds; }

PlainOutcome Rate(Fields fields, const Timeline& timeline) {
  return RunBody(*MakeBody("rate", fields), timeline);
}

TEST(Rate, ReportsTheFirstEventInExcessWithTheTotal) {
  const Fields two = {{"max", NumberOf("2")}};
  EXPECT_EQ(Rate(two, {{0, "M"}, {1, "M"}, {2, ""}}),
            (PlainOutcome{{}, 1, 1, 0, 0}));
  EXPECT_EQ(Rate(two, {{0, "M"}, {1, "M"}, {2, "M"}, {3, "M"}}),
            (PlainOutcome{{{2, 2, 0, 4}}, 1, 0, 0, 0}));
  EXPECT_EQ(Rate({{"max", NumberOf("0")}}, {{0, "M"}}).findings,
            (Findings{{0, 0, 0, 1}}));
  EXPECT_EQ(Rate(two, {}), PlainOutcome{});
  EXPECT_EQ(Rate(two, {{0, "M", {}, false}}), PlainOutcome{});
}

TEST(Rate, CountsAPairTogetherOnlyBelowTheWindow) {
  const Fields fields = {{"max", NumberOf("1")}, {"window", Duration{10, 0}}};
  EXPECT_TRUE(Rate(fields, {{0, "M"}, {10, "M"}}).findings.empty());
  EXPECT_EQ(Rate(fields, {{0, "M"}, {9, "M"}}).findings,
            (Findings{{1, 1, 0, 2}}));
}

TEST(Rate, ReportsABurstOnceWithItsPeak) {
  const Fields fields = {{"max", NumberOf("1")}, {"window", Duration{10, 0}}};
  const Timeline two_bursts = {{0, "M"},  {1, "M"}, {2, "M"}, {11, "M"},
                               {30, "M"}, {30, ""}, {31, "M"}};
  EXPECT_EQ(Rate(fields, two_bursts).findings,
            (Findings{{1, 1, 0, 3}, {6, 6, 0, 2}}));
}

TEST(Rate, SumsExactDecimals) {
  const Fields fields = {{"max", NumberOf("0.3")},
                         {"sum", PathOf("duration_ms")}};
  const auto amounts = [&](std::vector<double> values) {
    Timeline timeline;
    for (double value : values) {
      timeline.push_back({0, "M", {{"duration_ms", value}}});
    }
    return Rate(fields, timeline).findings;
  };
  EXPECT_EQ(amounts({0.1, 0.2}), Findings{});
  EXPECT_EQ(amounts({0.1, 0.2, 1e-300}),
            (Findings{{2, 2, 0, 3, "0.3" + std::string(298, '0') + "1"}}));
  // The highest total is reported, not the last.
  EXPECT_EQ(amounts({1, 2.5, -3}), (Findings{{0, 0, 0, 3, "3.5"}}));
}

TEST(Rate, ReportsAMatchThatCannotBeSummedByItself) {
  const Fields fields = {{"max", NumberOf("5")},
                         {"sum", PathOf("duration_ms")}};
  EXPECT_EQ(Rate(fields, {{0, "M"}, {1, "M", {{"duration_ms", 6}}}}),
            (PlainOutcome{{{0, 0, 1}, {1, 1, 0, 2, "6"}}, 1, 0, 0, 0}));
}

struct CalendarRow {
  const char* calendar;
  const char* zone;
  const char* first;
  const char* second;
  bool same_period;
};

TEST(Rate, CountsByLocalCalendarPeriods) {
  const std::vector<CalendarRow> rows = {
      {"minute", "UTC", "2026-01-01T00:00:59Z", "2026-01-01T00:01:00Z", false},
      {"hour", "UTC", "2026-01-01T00:00:00Z", "2026-01-01T00:59:59Z", true},
      {"day", "UTC", "2026-01-01T23:59:59Z", "2026-01-02T00:00:00Z", false},
      {"day", "America/New_York", "2026-01-01T23:59:59Z",
       "2026-01-02T00:00:00Z", true},
      // Weeks begin on Monday; 2026-01-04 is a Sunday.
      {"week", "UTC", "2026-01-04T23:59:59Z", "2026-01-05T00:00:00Z", false},
      {"week", "UTC", "2026-01-03T00:00:00Z", "2026-01-04T00:00:00Z", true},
      {"week", "UTC", "1969-12-28T00:00:00Z", "1969-12-29T00:00:00Z", false},
      {"week", "UTC", "1969-12-29T00:00:00Z", "1970-01-04T00:00:00Z", true},
      {"month", "UTC", "2026-01-31T23:59:59Z", "2026-02-01T00:00:00Z", false},
      {"month", "UTC", "2025-12-01T00:00:00Z", "2026-12-01T00:00:00Z", false},
      // New York, 2026-11-01: 01:30 EDT and 01:30 EST are one hour and minute.
      {"hour", "America/New_York", "2026-11-01T05:30:00Z",
       "2026-11-01T06:30:00Z", true},
      {"minute", "America/New_York", "2026-11-01T05:30:00Z",
       "2026-11-01T06:30:00Z", true},
      {"hour", "America/New_York", "2026-11-01T05:30:00Z",
       "2026-11-01T07:00:00Z", false},
  };
  for (const CalendarRow& row : rows) {
    const Fields fields = {{"max", NumberOf("1")},
                           {"calendar", Choice{row.calendar}},
                           {"timezone", TimeZone::Find(row.zone)}};
    const Timeline timeline = {{At(row.first), "M"}, {At(row.second), "M"}};
    EXPECT_EQ(!Rate(fields, timeline).findings.empty(), row.same_period)
        << row.calendar << ' ' << row.zone << ' ' << row.second;
  }
}

TEST(Rate, TakesUpARepeatedMinuteAfterOthersBetween) {
  const Fields fields = {{"max", NumberOf("1")},
                         {"calendar", Choice{"minute"}},
                         {"timezone", TimeZone::Find("America/New_York")}};
  const Timeline timeline = {{At("2026-11-01T05:30:00Z"), "M"},
                             {At("2026-11-01T05:40:00Z"), "M"},
                             {At("2026-11-01T06:30:00Z"), "M"},
                             {At("2026-11-05T00:00:00Z"), "M"}};
  EXPECT_EQ(Rate(fields, timeline).findings, (Findings{{2, 2, 0, 2}}));
}

TEST(Rate, RefusesFieldsThatContradictEachOther) {
  const auto max = NumberOf("1");
  using Faults = std::vector<std::string>;
  EXPECT_EQ(FaultsOf("rate", {{"max", max}, {"per", Choice{"agent"}}},
                     Scope::kSession),
            Faults{"per: conflicting-fields"});
  EXPECT_EQ(
      FaultsOf("rate", {{"max", max}, {"per", Choice{"agent"}}}, Scope::kAgent),
      Faults{});
  EXPECT_EQ(FaultsOf("rate", {{"max", max},
                              {"window", Duration{1, 0}},
                              {"calendar", Choice{"day"}}}),
            Faults{"calendar: conflicting-fields"});
  for (const char* text : {"1.5", "-1", "1e-400", "0.0000001"}) {
    EXPECT_EQ(FaultsOf("rate", {{"max", NumberOf(text)}}),
              Faults{"max: out-of-range"})
        << text;
    EXPECT_EQ(FaultsOf("rate", {{"max", NumberOf(text)},
                                {"sum", PathOf("duration_ms")}}),
              Faults{})
        << text;
  }
  EXPECT_EQ(FaultsOf("rate", {{"max", NumberOf("1e2")}}), Faults{});
  EXPECT_EQ(FaultsOf("rate", {{"max", max}, {"sum", PathOf("metadata.*.a")}}),
            Faults{"sum: wildcard-path"});
  EXPECT_EQ(MakeBody("rate", {{"per", Choice{"ledger"}}})->OwnScope(),
            Scope::kLedger);
}

TEST(Presence, JudgesInstancesWithAnX) {
  const Fields with_when = {{"when", Matcher()}, {"min", uint64_t{2}}};
  const auto body = MakeBody("presence", with_when);
  EXPECT_EQ(RunBody(*body, {{0, "M"}}), PlainOutcome{});
  EXPECT_EQ(RunBody(*body, {{0, "M"}, {1, "Y"}, {2, "Y"}}),
            (PlainOutcome{{{1, -1, 0, 1}}, 1, 0, 0, 0}));
  EXPECT_EQ(RunBody(*body, {{0, "M"}, {1, "Y", {}, false}, {2, "M"}}),
            (PlainOutcome{{}, 1, 1, 0, 0}));
  EXPECT_EQ(RunBody(*MakeBody("presence", {}), {{0, ""}}).findings,
            (Findings{{-1, -1, 0, 0}}));
}

TEST(Ratio, ComparesWithTheDecimalAsWritten) {
  const auto share = [](std::string_view max, int count, int of) {
    Timeline timeline(static_cast<size_t>(of), PlainEvent{0, "M"});
    for (int i = 0; i < count; ++i)
      timeline[static_cast<size_t>(i)] = {0, "MY"};
    return !RunBody(*MakeBody("ratio", {{"max", NumberOf(max)}}), timeline)
                .findings.empty();
  };
  EXPECT_FALSE(share("0.3", 3, 10));
  EXPECT_TRUE(share("0.29999999999999999999", 3, 10));
  EXPECT_FALSE(share("0.30000000000000000001", 3, 10));
  EXPECT_TRUE(share("0.333333333333333333333333", 1, 3));
  EXPECT_FALSE(share("1", 7, 7));
  EXPECT_TRUE(share("0", 1, 7));
}

TEST(Ratio, LeavesOutSmallInstances) {
  const auto body = MakeBody(
      "ratio", {{"max", NumberOf("0.5")}, {"min_events", uint64_t{2}}});
  EXPECT_EQ(RunBody(*body, {{0, "MY"}, {1, "Y"}}), PlainOutcome{});
  EXPECT_EQ(RunBody(*body, {{0, "MY"}, {1, "MY"}}).findings,
            (Findings{{-1, -1, 0, 2}}));
}

TEST(Ratio, RefusesALimitThatIsNoShare) {
  using Faults = std::vector<std::string>;
  for (const char* text : {"1.5", "-0.1", "1.00000000000000000001", "50"}) {
    EXPECT_EQ(FaultsOf("ratio", {{"max", NumberOf(text)}}),
              Faults{"max: out-of-range"})
        << text;
  }
  EXPECT_EQ(FaultsOf("ratio", {{"max", NumberOf("1")}}), Faults{});
  EXPECT_EQ(FaultsOf("ratio", {{"max", NumberOf("0")}}), Faults{});
}

TEST(Gap, AllowsExactlyTheMaximum) {
  const auto body = MakeBody("gap", {{"max", Duration{10, 0}}});
  EXPECT_EQ(RunBody(*body, {{0, ""}, {10, ""}, {21, ""}, {40, "", {}, false}}),
            (PlainOutcome{{{1, 2}, {2, 3}}, 2, 1, 0, 0}));
  EXPECT_EQ(RunBody(*body, {{0, ""}}), PlainOutcome{});
}

}  // namespace
}  // namespace plog
