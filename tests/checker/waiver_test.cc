#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checker/formats/format.h"
#include "checker/report/finalize.h"
#include "checker/waivers/waivers.h"
#include "tests/checker/report_fixture.h"

namespace plog {
namespace {

using testing::HasSubstr;

WaiverSet Parsed(const std::string& text) {
  Diagnostics diagnostics;
  WaiverSet set = ParseWaivers("waivers.yaml", text, &diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.Sorted()) {
    ADD_FAILURE() << FormatDiagnostic(diagnostic, text);
  }
  return set;
}

// One waiver with the given `match` and expiry.
WaiverSet One(const std::string& match,
              const std::string& expires = "2027-01-01") {
  return Parsed("waivers:\n  - {match: " + match +
                ", reason: r, owner: o, expires: " + expires + "}\n");
}

// One failed rule with two violations: e-1 and e-2.
Report TwoViolations() {
  Report report = EmptyReport();
  PolicyResult& result = report.results.emplace_back();
  result.policy = "no-delete";
  RuleResult& rule = result.rules.emplace_back();
  rule.name = "no-delete";
  rule.activations = 5;
  rule.violation_count = 2;
  result.violations = {SampleViolation("no-delete", "no-delete", "e-1"),
                       SampleViolation("no-delete", "no-delete", "e-2")};
  result.violations[1].session_id = std::nullopt;
  FinalizeReport(&report);
  return report;
}

TEST(Waivers, MatchByGlobsThatAllHold) {
  const struct {
    const char* match;
    size_t waived;
  } kCases[] = {
      {"{policy: no-delete}", 2},
      {"{policy: no-*, rule: 'n?-delete'}", 2},
      {"{policy: no-delete, rule: other}", 0},
      {"{event: e-2}", 1},
      {"{session_id: '*'}", 1},  // the other has no session
      {"{session_id: session-456, event: e-2}", 0},
      {"{agent_id: my-agent}", 2},
  };
  for (const auto& test : kCases) {
    Report report = TwoViolations();
    ApplyWaivers(One(test.match), &report);
    EXPECT_EQ(report.waived, test.waived) << test.match;
    EXPECT_EQ(report.violations, 2 - test.waived) << test.match;
    EXPECT_EQ(report.results[0].rules[0].waived, test.waived);
    EXPECT_EQ(report.unmatched_waivers.size(), test.waived == 0 ? 1U : 0U);
  }
}

TEST(Waivers, LeaveTheVerdictButNeverTheReport) {
  Report report = TwoViolations();
  ApplyWaivers(One("{rule: '*'}"), &report);
  EXPECT_EQ(report.status, ResultStatus::kPass);
  ASSERT_EQ(report.waived_violations.size(), 2U);
  EXPECT_EQ(report.waived_violations[0].waiver->owner, "o");
  EXPECT_EQ(report.waived_violations[0].waiver->line, 2U);
}

TEST(Waivers, HoldToTheEndOfTheirLastDay) {
  const struct {
    const char* as_of;
    bool waives;
  } kCases[] = {{"2026-12-31T23:59:59.999999999Z", true},
                {"2027-01-01T00:00:00Z", false},
                {"2026-12-31T23:30:00-01:00", false}};
  for (const auto& test : kCases) {
    Report report = TwoViolations();
    report.as_of = test.as_of;
    ApplyWaivers(One("{policy: '*'}", "2026-12-31"), &report);
    EXPECT_EQ(report.waived, test.waives ? 2U : 0U) << test.as_of;
    EXPECT_EQ(report.expired_waivers.size(), test.waives ? 0U : 1U);
    EXPECT_EQ(report.status == ResultStatus::kFail, !test.waives);
  }
}

TEST(Waivers, FingerprintsAreFoundAmongManyAndTheFirstWaiverCounts) {
  Report report = TwoViolations();
  const std::string print(report.results[0].violations[0].fingerprint);
  std::string text = "waivers:\n";
  const auto add = [&text](const std::string& match, const char* reason) {
    text += "  - {match: {" + match + "}, reason: " + reason +
            ", owner: o, expires: '2027-01-01'}\n";
  };
  add("fingerprint: \"" + std::string(64, '0') + "\"", "unused");
  add("fingerprint: \"" + print + "\"", "exact");
  add("fingerprint: '" + print.substr(0, 8) + "*'", "prefix");
  ApplyWaivers(Parsed(text), &report);
  ASSERT_EQ(report.waived, 1U);
  EXPECT_EQ(report.waived_violations[0].waiver->reason, "exact");
  ASSERT_EQ(report.unmatched_waivers.size(), 1U);
  EXPECT_EQ(report.unmatched_waivers[0].reason, "unused");
}

TEST(Waivers, CountOnlyWhatIsListed) {
  Report report = TwoViolations();
  report.results[0].rules[0].violation_count = 10;
  ApplyWaivers(One("{policy: '*'}"), &report);
  EXPECT_EQ(report.violations, 8U);
  EXPECT_EQ(report.status, ResultStatus::kFail);
  EXPECT_TRUE(report.results[0].truncated);
}

TEST(WaiverFile, ReportsEveryMistakeAtOnce) {
  const std::string text =
      "waivers:\n"
      "  - match: {polcy: x}\n"
      "    reason: r\n"
      "    owner: 5\n"
      "    expires: 2026-02-30\n"
      "  - match: {}\n"
      "    expires: 2026-12-31T00:00:00Z\n"
      "  - {reason: r, owner: o, expires: 2026-12-31, match: {rule: '['}}\n";
  Diagnostics diagnostics;
  ParseWaivers("w.yaml", text, &diagnostics);
  std::string all;
  for (const Diagnostic& diagnostic : diagnostics.Sorted()) {
    all += std::to_string(diagnostic.place.line) + " " +
           std::string(diagnostic.code) + "\n";
  }
  EXPECT_EQ(all,
            "2 unknown-key\n4 wrong-type\n5 bad-time\n6 missing-field\n"
            "6 missing-field\n6 empty\n7 bad-time\n8 bad-glob\n");
}

TEST(WaiverFile, RefusesWhatIsNoListOfWaivers) {
  for (const char* text : {"", "[]", "waivers: x", "waiver: []", "a: &x 1"}) {
    Diagnostics diagnostics;
    ParseWaivers("w.yaml", text, &diagnostics);
    EXPECT_TRUE(diagnostics.has_errors()) << text;
  }
}

Waiver Complete(const std::string& reason) {
  Waiver waiver;
  waiver.reason = reason;
  waiver.owner = "o";
  waiver.expires = "2026-12-31";
  return waiver;
}

TEST(AddWaiver, WritesWhatReadsBackWhateverTheText) {
  for (const std::string reason :
       {"plain", "# no comment", "\"quoted\" \\ {a: b}", "a\nb: c", "yes",
        "\xe2\x80\xae bidi \x1b]2J", "- x", "2026-01-01"}) {
    WaiverMatch match;
    match.session_id = reason;
    match.rule = "a/b: [*]";
    const auto text = AddWaiver("", match, Complete(reason));
    ASSERT_TRUE(text.has_value()) << text.error().message;
    const WaiverSet set = Parsed(*text);
    ASSERT_EQ(set.entries.size(), 1U);
    EXPECT_EQ(set.entries[0].waiver.reason, reason);
    EXPECT_EQ(set.entries[0].match.session_id, reason);
    EXPECT_EQ(set.entries[0].match.rule, "a/b: [*]");
  }
}

TEST(AddWaiver, ExtendsAFileAndKeepsItsBytes) {
  WaiverMatch match;
  match.policy = "p";
  for (const std::string existing :
       {"# why\nwaivers:\n  - {match: {rule: a}, reason: r, owner: o, expires: "
        "2026-12-31}",
        "waivers:\n- {match: {rule: a}, reason: r, owner: o, expires: "
        "2026-12-31}\n",
        "waivers:\n    - {match: {rule: a}, reason: r, owner: o, expires: "
        "2026-12-31}\n"}) {
    const auto text = AddWaiver(existing, match, Complete("two"));
    ASSERT_TRUE(text.has_value()) << existing;
    EXPECT_TRUE(text->starts_with(existing));
    EXPECT_EQ(Parsed(*text).entries.size(), 2U);
  }
}

TEST(AddWaiver, RefusesIncompleteWaiversAndForeignFiles) {
  WaiverMatch match;
  EXPECT_FALSE(AddWaiver("", match, Complete("r")).has_value());
  match.policy = "p";
  Waiver never = Complete("r");
  never.expires = "never";
  EXPECT_FALSE(AddWaiver("", match, never).has_value());
  EXPECT_FALSE(AddWaiver("policies: []\n", match, Complete("r")).has_value());
  EXPECT_FALSE(AddWaiver("waivers: [{match: {rule: a}, reason: r, owner: o, "
                         "expires: 2026-12-31}]\n",
                         match, Complete("r"))
                   .has_value());
}

}  // namespace
}  // namespace plog
