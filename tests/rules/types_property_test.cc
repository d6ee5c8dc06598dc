// Every monitor against the naive evaluator of its type, on random timelines.

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "tests/rules/naive_counts.h"
#include "tests/rules/naive_pairs.h"
#include "tests/rules/types_driver.h"

namespace plog {
namespace {

int Pick(int low, int high) {  // inclusive
  return *rc::gen::inRange(low, high + 1);
}
bool Flip() { return Pick(0, 1) == 1; }

// Few distinct values and times, so that ties, equal keys and exact limits are
// the rule and not the exception.
Timeline RandomTimeline(const std::string& letters,
                        const std::vector<std::string>& fields) {
  Timeline timeline(static_cast<size_t>(Pick(0, 14)));
  int64_t at = 100;
  for (PlainEvent& event : timeline) {
    at += Pick(0, 3);
    event.at = at;
    for (char letter : letters) {
      if (Pick(0, 2) != 0) event.roles += letter;
    }
    for (const std::string& field : fields) {
      const int value = Pick(0, 3);
      if (value != 0) event.fields[field] = value;
    }
    event.selected = Pick(0, 4) != 0;
  }
  return timeline;
}

void ExpectSame(const RuleBody& body, const PlainOutcome& expected,
                const Timeline& timeline, int64_t as_of) {
  const auto monitor = body.NewMonitor();
  // A monitor that has seen another instance must not remember it.
  RunMonitor(body, monitor.get(), timeline, as_of);
  const PlainOutcome actual = RunMonitor(body, monitor.get(), timeline, as_of);
  if (actual == expected) return;
  std::ostringstream out;
  out << PrintTimeline(timeline) << "as of " << as_of << "\nexpected "
      << expected << "\nactual   " << actual;
  RC_FAIL(out.str());
}

PlainPairs RandomPairs() {
  const PlainPairs all = {{"metadata.a", "metadata.a"},
                          {"metadata.b", "metadata.c"},
                          {"metadata.c", "metadata.b"}};
  return PlainPairs(all.begin(), all.begin() + Pick(0, 3));
}

// A hundred cases, the library's default, do not meet every combination.
constexpr int kRounds = 20;

const std::vector<std::string> kPairFields = {"metadata.a", "metadata.b",
                                              "metadata.c"};

NaivePairs RandomPairsRule() {
  NaivePairs rule;
  if (Flip()) rule.within = Pick(0, 5);
  rule.before = Pick(0, 2) == 0;
  rule.correlate = RandomPairs();
  return rule;
}

Fields FieldsOf(const NaivePairs& rule) {
  Fields fields;
  if (rule.within) fields["within"] = Duration{*rule.within, 0};
  if (rule.before) fields["order"] = Choice{"before"};
  if (!rule.correlate.empty()) fields["correlate"] = PairsOf(rule.correlate);
  return fields;
}

RC_GTEST_PROP(TypesProperty, SequenceAgreesWithEnumeration, ()) {
  for (int round = 0; round < kRounds; ++round) {
    NaivePairs rule = RandomPairsRule();
    rule.one_to_one = !rule.before && Flip();
    Fields fields = FieldsOf(rule);
    if (rule.one_to_one) fields["pairing"] = Choice{"one_to_one"};
    const Timeline timeline = RandomTimeline("XY", kPairFields);
    const int64_t as_of = Pick(95, 130);
    ExpectSame(*MakeBody("sequence", fields),
               NaiveSequence(rule, timeline, as_of), timeline, as_of);
  }
}

RC_GTEST_PROP(TypesProperty, AbsenceAgreesWithEnumeration, ()) {
  for (int round = 0; round < kRounds; ++round) {
    NaivePairs rule = RandomPairsRule();
    rule.has_until = Flip();
    Fields fields = FieldsOf(rule);
    if (rule.has_until) fields["until"] = Matcher();
    const Timeline timeline =
        RandomTimeline(rule.has_until ? "XYU" : "XY", kPairFields);
    ExpectSame(*MakeBody("absence", fields), NaiveAbsence(rule, timeline),
               timeline, 1000);
  }
}

RC_GTEST_PROP(TypesProperty, RateAgreesWithRecounting, ()) {
  for (int round = 0; round < kRounds; ++round) {
    NaiveRate rule;
    rule.sum = Flip();
    rule.max = Pick(rule.sum ? -3 : 0, 8);
    Fields fields;
    fields["max"] = NumberOf(rule.sum ? std::to_string(rule.max) + "e-1"
                                      : std::to_string(rule.max));
    if (rule.sum) fields["sum"] = PathOf("duration_ms");
    const int kind = Pick(0, 2);
    if (kind == 1) {
      rule.window = Pick(1, 6);
      fields["window"] = Duration{*rule.window, 0};
    } else if (kind == 2) {
      rule.period = 60;
      fields["calendar"] = Choice{"minute"};
    }
    Timeline timeline = RandomTimeline("M", {"duration_ms"});
    for (PlainEvent& event : timeline) {
      for (auto& [name, value] : event.fields) value = (value - 1.5) / 5;
      if (rule.period) event.at = (event.at - 100) * 9;
    }
    ExpectSame(*MakeBody("rate", fields), NaiveRateOutcome(rule, timeline),
               timeline, 1000);
  }
}

RC_GTEST_PROP(TypesProperty, PresenceAgreesWithRecounting, ()) {
  for (int round = 0; round < kRounds; ++round) {
    const uint64_t min = static_cast<uint64_t>(Pick(0, 6));
    const bool has_when = Flip();
    Fields fields;
    if (min != 1) fields["min"] = min;
    if (has_when) fields["when"] = Matcher();
    const Timeline timeline = RandomTimeline(Flip() ? "MY" : "M", {});
    ExpectSame(*MakeBody("presence", fields),
               NaivePresence(min, has_when, timeline), timeline, 1000);
  }
}

RC_GTEST_PROP(TypesProperty, GapAgreesWithEnumeration, ()) {
  for (int round = 0; round < kRounds; ++round) {
    const int64_t max = Pick(0, 3);
    const Timeline timeline = RandomTimeline("", {});
    ExpectSame(*MakeBody("gap", {{"max", Duration{max, 0}}}),
               NaiveGap(max, timeline), timeline, 1000);
  }
}

RC_GTEST_PROP(TypesProperty, RatioAgreesWithIntegers, ()) {
  for (int round = 0; round < kRounds; ++round) {
    const int64_t max = Pick(0, 10);
    const uint64_t min_events = static_cast<uint64_t>(Pick(0, 6));
    const Timeline timeline = RandomTimeline("MY", {});
    ExpectSame(
        *MakeBody("ratio", {{"max", NumberOf(std::to_string(max) + "e-1")},
                            {"min_events", min_events}}),
        NaiveRatio(max, min_events, timeline), timeline, 1000);
  }
}

}  // namespace
}  // namespace plog
