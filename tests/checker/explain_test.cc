// Each row: a rule, events, the event asked about, and a sentence that the
// explanation must contain.

#include "checker/explain/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/checker/memory_ledger.h"

namespace plog {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Policy1(const std::string& rule) {
  return "policies:\n  - name: p\n    rules:\n      - {name: r, " + rule +
         "}\n";
}

std::string Call(const std::string& id, int second,
                 const std::string& more = "") {
  return EventLine(id, second, "TOOL_CALL", "search", more);
}
std::string Answer(const std::string& id, int second,
                   const std::string& name = "search") {
  return EventLine(id, second, "TOOL_RESULT", name);
}

Result<Explanation> ExplainIn(const std::string& rule,
                              const std::vector<std::string>& events,
                              const std::string& subject,
                              const std::string& as_of) {
  const auto ledger = SealEvents(events);
  CheckOptions options;
  options.as_of = *ParseRfc3339(as_of);
  return Explain(ledger->reader(), CompileYaml(Policy1(rule)), subject, "",
                 options);
}

const std::string kAnswered =
    "type: sequence, when: {action_type: TOOL_CALL}, "
    "expect: {action_type: TOOL_RESULT}, within: 60s, "
    "correlate: [action_name]";
const std::string kForbidden =
    "type: absence, when: {action_name: read}, deny: {action_name: send}";

struct Case {
  std::string name;
  std::string rule;
  std::vector<std::string> events;
  std::string subject;
  std::string says;
};

std::string Name(int i) { return "e" + std::to_string(i); }

std::string Do(int i, int second, const std::string& name,
               const std::string& more = "") {
  return EventLine(Name(i), second, "TOOL_CALL", name, more);
}

const Case kCases[] = {
    {"FailedCondition",
     kAnswered,
     {Answer("y", 0)},
     "y",
     R"(action_type eq "TOOL_CALL" fails, and the value is "TOOL_RESULT")"},
    {"Closed",
     kAnswered,
     {Call("x", 0), Answer("y", 12)},
     "x",
     "`y` (TOOL_RESULT search at sequence 2) closed it, 12s later."},
    {"Closes",
     kAnswered,
     {Call("x", 0), Answer("y", 12)},
     "y",
     "It closed the obligation of `x` (TOOL_CALL search at sequence 1), 12s "
     "earlier."},
    {"TooLate",
     kAnswered,
     {Call("x", 0), Answer("y", 75)},
     "x",
     "is 75s away: 15s too late."},
    {"ComesTooLate",
     kAnswered,
     {Call("x", 0), Answer("y", 75)},
     "y",
     "it comes 15s too late."},
    {"Disagrees",
     kAnswered,
     {Call("x", 0), Answer("y", 1, "other")},
     "x",
     R"(action_name is "search" on one side and "other" on the other)"},
    {"None",
     kAnswered,
     {Call("x", 0)},
     "x",
     "No later event of session s matches `expect`."},
    {"TooEarly",
     kAnswered,
     {Answer("y", 0), Call("x", 3)},
     "x",
     "would be a partner but comes 3s earlier; only later ones count."},
    {"OneToOne",
     kAnswered + ", pairing: one_to_one",
     {Call("x1", 0), Call("x2", 1), Answer("y", 2)},
     "x2",
     "but answers `x1`"},
    {"OneToOneAnswers",
     kAnswered + ", pairing: one_to_one",
     {Call("x1", 0), Call("x2", 1), Answer("y", 2)},
     "y",
     "It closed the obligation of `x1`"},
    {"Surplus",
     kAnswered + ", pairing: one_to_one",
     {Call("x", 0), Answer("y1", 1), Answer("y2", 2)},
     "y2",
     "It answers nothing: `y1`"},
    {"WitnessBefore",
     kAnswered + ", order: before",
     {Answer("y", 0), Call("x", 5)},
     "x",
     "5s earlier, fulfils it."},
    {"WitnessTooEarly",
     kAnswered + ", order: before",
     {Answer("y", 0), Call("x", 90)},
     "x",
     "30s too early"},
    {"Condemned",
     kForbidden,
     {Do(1, 0, "read"), Do(2, 7, "send")},
     "e2",
     "`e1` (TOOL_CALL read at sequence 1), 7s earlier, forbids it: this is a "
     "violation."},
    {"Condemns",
     kForbidden,
     {Do(1, 0, "read"), Do(2, 7, "send")},
     "e1",
     "`e2` (TOOL_CALL send at sequence 2) came 7s later: this is a violation."},
    {"Overshadowed",
     kForbidden,
     {Do(1, 0, "read"), Do(2, 1, "read"), Do(3, 7, "send")},
     "e1",
     "a violation, reported with a later event as its trigger."},
    {"NothingForbids",
     kForbidden,
     {Do(1, 0, "send"), Do(2, 1, "read")},
     "e1",
     "Nothing forbids it"},
    {"AfterLimit",
     kForbidden + ", within: 5s",
     {Do(1, 0, "read"), Do(2, 7, "send")},
     "e2",
     "2s beyond the limit."},
    {"XAfterLimit",
     kForbidden + ", within: 5s",
     {Do(1, 0, "read"), Do(2, 7, "send")},
     "e1",
     "2s after the prohibition had ended."},
    {"Until",
     kForbidden + ", until: {action_name: ask}",
     {Do(1, 0, "read"), Do(2, 1, "ask"), Do(3, 2, "send")},
     "e3",
     "`e2` (TOOL_CALL ask at sequence 2) lies between and matches `until`."},
    {"UntilCloses",
     kForbidden + ", until: {action_name: ask}",
     {Do(1, 0, "read"), Do(2, 1, "ask"), Do(3, 2, "send")},
     "e2",
     "It ended the prohibition of `e1`"},
    {"UntilClosedX",
     kForbidden + ", until: {action_name: ask}",
     {Do(1, 0, "read"), Do(2, 1, "ask"), Do(3, 2, "send")},
     "e1",
     "ended the prohibition 1s later."},
    {"NothingFollowed",
     kForbidden,
     {Do(1, 0, "read")},
     "e1",
     "Nothing that is forbidden followed in session s."},
    {"DeniedBefore",
     kForbidden + ", order: before",
     {Do(1, 0, "send"), Do(2, 7, "read")},
     "e2",
     "came 7s earlier: this is a violation."},
    {"LabelFilter",
     "type: limit, for_field: duration_ms, max: 5, label_filter: {env: prod}",
     {Do(1, 0, "x", R"("labels":{"env":"dev"},"duration_ms":9)")},
     "e1",
     R"(labels.env eq "prod" fails, and the value is "dev")"},
    {"Limit",
     "type: limit, for_field: duration_ms, max: 5",
     {Do(1, 0, "x", R"("duration_ms":9)")},
     "e1",
     "This is a violation:"},
    {"LimitInOrder",
     "type: limit, for_field: duration_ms, max: 5",
     {Do(1, 0, "x", R"("duration_ms":3)")},
     "e1",
     "It was judged and is in order."},
    {"LimitAbsent",
     "type: limit, for_field: duration_ms, max: 5",
     {Do(1, 0, "x")},
     "e1",
     "It could not be judged"},
    {"RateInTotal",
     "type: rate, count: {action_name: x}, max: 5",
     {Do(1, 0, "x"), Do(2, 1, "y"), Do(3, 2, "x"), Do(4, 3, "x")},
     "e3",
     "number 2 of 3 in session s; at most 5 allowed."},
    {"RateInWindow",
     "type: rate, count: {action_name: x}, max: 5, window: 10s",
     {Do(1, 0, "x"), Do(2, 1, "x"), Do(3, 10, "x")},
     "e3",
     "number 2 within the 10s that end with it"},
    {"RateInCalendarPeriod",
     "type: rate, count: {action_name: x}, max: 5, calendar: minute, "
     "timezone: Europe/Berlin",
     {Do(1, 0, "x"), Do(2, 59, "x"), Do(3, 60, "x"), Do(4, 61, "x"),
      Do(5, 62, "x")},
     "e4",
     "number 2 in its minute (Europe/Berlin) of session s; at most 5 "
     "allowed."},
    {"RateOfASum",
     "type: rate, count: {action_name: x}, max: 5, sum: duration_ms",
     {Do(1, 0, "x", R"("duration_ms":1)"), Do(2, 1, "x", R"("duration_ms":2)"),
      Do(3, 2, "y", R"("duration_ms":9)"), Do(4, 3, "x"),
      Do(5, 4, "x", R"("duration_ms":9)")},
     "e4",
     "up to and with it duration_ms adds up to 3 in session s; at most 5 "
     "allowed."},
    {"RateOfASumInWindow",
     "type: rate, count: {action_name: x}, max: 5, sum: duration_ms, "
     "window: 2s",
     {Do(1, 0, "x", R"("duration_ms":1)"), Do(2, 1, "x", R"("duration_ms":2)"),
      Do(3, 2, "x", R"("duration_ms":4)")},
     "e3",
     "adds up to 6 within the 2s that end with it"},
    {"RateOfASumPerDay",
     "type: rate, count: {action_name: x}, max: 5, sum: duration_ms, "
     "calendar: day",
     {Do(1, 0, "x", R"("duration_ms":1)"),
      Do(2, 61, "x", R"("duration_ms":2)")},
     "e2",
     "adds up to 3 in its day (UTC) of session s"},
    {"Gap",
     "type: gap, max: 1m",
     {Do(1, 0, "x"), Do(2, 61, "x")},
     "e2",
     "is 61s earlier."},
    {"Presence",
     "type: presence, require: {action_name: x}, min: 3",
     {Do(1, 0, "x"), Do(2, 1, "x")},
     "e2",
     "It matches `require`: number 2 of 2."},
    {"Integrity",
     "type: integrity",
     {Do(1, 0, "x")},
     "e1",
     "Its hash and its links were recomputed and agree."},
};

class Explained : public testing::TestWithParam<Case> {};

TEST_P(Explained, SaysWhatBecameOfTheEvent) {
  const Case& test = GetParam();
  const auto explanation =
      ExplainIn(test.rule, test.events, test.subject, "2026-02-01T00:00:00Z");
  ASSERT_TRUE(explanation.has_value()) << explanation.error().message;
  EXPECT_THAT(ExplanationText(*explanation), HasSubstr(test.says));
}

INSTANTIATE_TEST_SUITE_P(Events, Explained, testing::ValuesIn(kCases),
                         [](const auto& test) { return test.param.name; });

TEST(Explain, APendingObligationNamesWhenItRunsOut) {
  const auto explanation =
      ExplainIn(kAnswered, {Call("x", 0)}, "x", "2026-01-01T00:00:30Z");
  EXPECT_THAT(ExplanationText(*explanation),
              HasSubstr("runs out at 2026-01-01T00:01:00Z"));
}

TEST(Explain, AFingerprintIsExplainedFromBothItsEvents) {
  const std::vector<std::string> events = {Do(1, 0, "read"), Do(2, 7, "send")};
  const auto by_event =
      ExplainIn(kForbidden, events, "e2", "2026-02-01T00:00:00Z");
  ASSERT_EQ(1U, by_event->events[0].rules[0].violations.size());
  const std::string fingerprint(
      by_event->events[0].rules[0].violations[0].fingerprint);
  const auto by_print = ExplainIn(kForbidden, events, fingerprint.substr(0, 8),
                                  "2026-02-01T00:00:00Z");
  ASSERT_TRUE(by_print.has_value()) << by_print.error().message;
  EXPECT_EQ(fingerprint, by_print->violation.value().fingerprint);
  ASSERT_EQ(2U, by_print->events.size());
  EXPECT_EQ("e1", by_print->events[0].id);
  EXPECT_EQ("e2", by_print->events[1].id);
}

TEST(Explain, AViolationWithoutAnEventIsExplainedByItsScope) {
  const std::string rule = "type: presence, require: {action_name: plan}";
  const std::vector<std::string> events = {Do(1, 0, "x"), Do(2, 1, "y")};
  const auto ledger = SealEvents(events);
  CheckOptions options;
  const auto policies = CompileYaml(Policy1(rule));
  const auto report = CheckPolicies(ledger->reader(), policies, options);
  const auto explanation =
      Explain(ledger->reader(), policies,
              report->results[0].violations[0].fingerprint, "", options);
  ASSERT_TRUE(explanation.has_value());
  EXPECT_TRUE(explanation->events.empty());
  const std::string text = ExplanationText(*explanation);
  EXPECT_THAT(text, HasSubstr("session s has 2 events that the rule sees."));
  EXPECT_THAT(text, HasSubstr("0 of them match `require`."));
}

TEST(Explain, RefusesWhatIsNeitherAnEventNorAViolation) {
  for (const char* subject : {"nobody", "00000000", "", "abc"}) {
    const auto explanation = ExplainIn(kForbidden, {Do(1, 0, "read")}, subject,
                                       "2026-02-01T00:00:00Z");
    ASSERT_FALSE(explanation.has_value()) << subject;
    EXPECT_EQ(ErrorKind::kUsage, explanation.error().kind) << subject;
  }
}

TEST(Explain, HostileNamesCannotReachTheTerminal) {
  const auto explanation =
      ExplainIn(kForbidden, {Do(1, 0, "read\\u001b[2J"), Do(2, 1, "send")},
                "e1", "2026-02-01T00:00:00Z");
  EXPECT_THAT(ExplanationText(*explanation), Not(HasSubstr("\x1b")));
  EXPECT_THAT(ExplanationJson(*explanation), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace plog
