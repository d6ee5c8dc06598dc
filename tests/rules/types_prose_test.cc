// What each type says of its violations, through rules as users write them.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sstream>

#include "rules/policy/policy.h"
#include "tests/rules/types_driver.h"

namespace plog {
namespace {

// `rule` is YAML, one key per line.
std::shared_ptr<const RuleBody> Compiled(const std::string& rule) {
  std::string text = "policies:\n  - name: p\n    rules:\n";
  std::istringstream lines(rule);
  std::string line;
  for (std::string lead = "      - "; std::getline(lines, line);
       lead = "        ") {
    text += lead + line + "\n";
  }
  Diagnostics diagnostics;
  const PolicySet set = CompilePolicies({{"p.yaml", text}}, &diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.Sorted()) {
    EXPECT_FALSE(diagnostics.has_errors())
        << FormatDiagnostic(diagnostic, text);
  }
  return set.policies.at(0).rules.at(0).body;
}

// "message | detail | expected_event", of a call at sequence 42 and a deletion
// at sequence 43.
std::string Prose(const std::string& rule, const Finding& finding) {
  const DrivenEvent call(
      R"({"action_name":"search","action_type":"TOOL_CALL",)"
      R"("duration_ms":90000,"timestamp":"2026-02-17T08:00:00Z"})");
  const DrivenEvent removal(
      R"({"action_name":"delete_file","action_type":"TOOL_CALL"})");
  const DescribedEvent x = call.At(42);
  const DescribedEvent y = removal.At(43);
  const FindingText text =
      Compiled("name: r\n" + rule)
          ->Describe(finding, finding.trigger ? &x : nullptr,
                     finding.offending ? &y : nullptr, {});
  return text.message + " | " + text.detail + " | " +
         text.expected_event.value_or("null");
}

Finding Of(bool trigger, bool offending, uint32_t variant = 0,
           uint64_t count = 0, uint64_t total = 0) {
  Finding finding;
  if (trigger) finding.trigger = 0;
  if (offending) finding.offending = 1;
  finding.variant = variant;
  finding.count = count;
  finding.total = total;
  finding.interval = Duration{5400, 0};
  finding.amount = "0.31";
  return finding;
}

TEST(Prose, SaysWhatWasExpectedAndWhatWasFound) {
  const struct {
    const char* rule;
    Finding finding;
    const char* prose;
  } rows[] = {
      {"type: sequence\nwhen: {action_type: TOOL_CALL}\n"
       "expect: {action_type: TOOL_RESULT}\nwithin: \"60s\"",
       Of(true, false),
       "TOOL_CALL without matching TOOL_RESULT | Expected TOOL_RESULT within "
       "60s of TOOL_CALL at sequence 42 | TOOL_RESULT"},
      {"type: sequence\nwhen: {action_type: [TOOL_CALL, LLM_CALL]}\n"
       "expect: {action_name: report}",
       Of(true, false),
       "search without matching report | Expected report after search at "
       "sequence 42 | report"},
      {"type: sequence\nwhen: {action_name: search}\n"
       "expect: {action_status: {in: [success]}}\norder: before\n"
       "within: \"90m\"",
       Of(true, false),
       "search without an earlier {\"action_status\":{\"in\":[\"success\"]}} | "
       "Expected {\"action_status\":{\"in\":[\"success\"]}} within 1h30m "
       "before search at sequence 42 | "
       "{\"action_status\":{\"in\":[\"success\"]}}"},
      {"type: absence\nwhen: {action_name: search}\n"
       "deny: {action_name: {glob: \"delete_*\"}}\n"
       "until: {action_name: approve}",
       Of(true, true),
       "delete_file after search | delete_file at sequence 43 occurred 1h30m "
       "after search at sequence 42; it is denied until approve | null"},
      {"type: boundary\nallow_actions: [read]\ndeny_actions: [\"s*\"]",
       Of(true, true),
       "search is denied | search at sequence 42 is among the denied actions: "
       "s* | null"},
      {"type: boundary\nallow_actions: [read, list]", Of(true, true, 1),
       "search is not allowed | search at sequence 42 is outside the allowed "
       "actions: read, list | null"},
      {"type: presence\nrequire: {action_type: LLM_CALL}", Of(false, false),
       "No LLM_CALL | Expected at least 1 LLM_CALL in the scope, found 0 | "
       "LLM_CALL"},
      {"type: rate\ncount: {action_type: LLM_CALL}\nmax: 100\nper: agent",
       Of(true, true, 0, 130),
       "More than 100 LLM_CALL per agent | 130 matches in total, at most 100 "
       "allowed; LLM_CALL at sequence 42 is the first in excess | null"},
      {"type: rate\ncount: {}\nmax: 0.3\nsum: duration_ms\ncalendar: day\n"
       "timezone: America/New_York",
       Of(true, true, 0, 2),
       "Total duration_ms of search above 0.3 | The total reached 0.31 in the "
       "day of 2026-02-17 America/New_York, at most 0.3 is allowed; search at "
       "sequence 42 is the first in excess | null"},
      {"type: rate\ncount: {}\nmax: 0.3\nsum: metadata.cost", Of(true, true, 1),
       "search cannot be summed | search at sequence 42 has no number in "
       "metadata.cost | null"},
      {"type: pattern\nfor_field: action_input.to\nmatch_pattern: '^a'\n"
       "required: true",
       Of(true, true, 2),
       "action_input.to is missing | Expected a match of \"^a\" in "
       "action_input.to of search at sequence 42, which is absent | null"},
      {"type: temporal\nhours: [9, 17]\ndays: [mon, 2]", Of(true, true),
       "search outside the time window | search at sequence 42 occurred at "
       "Tuesday 2026-02-17 08:00:00; allowed is 09:00-17:00 Mon Tue UTC | "
       "null"},
      {"type: integrity", Of(false, false),
       "Hash chain is broken | The ledger does not verify | null"},
      {"type: gap\nmax: \"1h\"", Of(true, true),
       "Gap of more than 1h between events | 1h30m passed between search at "
       "sequence 42 and delete_file at sequence 43; at most 1h is allowed | "
       "null"},
      {"type: ratio\ncount: {action_status: error}\nmax: 0.5",
       Of(false, false, 0, 6, 10),
       "Share of {\"action_status\":\"error\"} above 0.5 | 6 of 10 events "
       "match; the share may be at most 0.5 | null"},
      {"type: limit\nfor_field: duration_ms\nmax: 60000", Of(true, true),
       "duration_ms above 60000 | duration_ms of search at sequence 42 is "
       "90000; at most 60000 is allowed | null"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(Prose(row.rule, row.finding), row.prose);
  }
}

TEST(RuleTypes, HaveExamplesThatCompile) {
  for (const RuleType& type : RuleTypes()) {
    SCOPED_TRACE(type.name);
    EXPECT_EQ(FindRuleType(type.name), &type);
    EXPECT_FALSE(type.summary.empty());
    const auto body = Compiled(std::string(type.example));
    EXPECT_EQ(body->NewMonitor() == nullptr, type.name == "integrity");
    EXPECT_EQ(body->IsScoped(), type.name != "integrity");
    EXPECT_LE(body->Predicates().size(), 32U);
  }
  EXPECT_EQ(FindRuleType("Sequence"), nullptr);
}

TEST(RuleTypes, ExtractKeysOnceForFieldsBothSidesName) {
  const auto body = Compiled(
      "name: r\ntype: sequence\nwhen: {action_type: A}\n"
      "expect: {action_type: B}\n"
      "correlate: [agent_id, {x: metadata.id, y: metadata.ref}]");
  const auto extractors = body->Extractors();
  ASSERT_EQ(extractors.size(), 3U);
  EXPECT_EQ(extractors[0].path.text(), "agent_id");
  EXPECT_EQ(extractors[0].guard, 3U);
  EXPECT_EQ(extractors[1].guard, 1U);
  EXPECT_EQ(extractors[2].guard, 2U);
}

}  // namespace
}  // namespace plog
