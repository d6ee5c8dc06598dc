#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "rules/policy/policy.h"
#include "rules/policy/schema.h"
#include "rules/types/field_lister.h"
#include "tests/rules/rules_testing.h"

namespace plog {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

PolicySet Compile(std::string_view text, Diagnostics* diagnostics) {
  return CompilePolicies({{"p.yaml", std::string(text)}}, diagnostics);
}

PolicySet CompileSound(std::string_view text) {
  Diagnostics diagnostics;
  PolicySet set = Compile(text, &diagnostics);
  EXPECT_FALSE(diagnostics.has_errors()) << Printed(diagnostics, text);
  return set;
}

std::vector<std::string> Messages(const Diagnostics& diagnostics) {
  std::vector<std::string> messages;
  for (const Diagnostic& d : diagnostics.Sorted()) {
    messages.push_back(
        fmt::format("{}:{} {} ({})", d.file, d.place.line, d.message, d.hint));
  }
  return messages;
}

// The examples of the user's guide, one of each of the seven types.
constexpr std::string_view kGuide = R"(policies:
  - name: tool-result-follows-call
    rules:
      - name: result-after-call
        type: sequence
        when:
          action_type: TOOL_CALL
        expect:
          action_type: TOOL_RESULT
        within: "60s"
  - name: no-delete-after-read
    rules:
      - name: no-delete
        type: absence
        when:
          action_name: read_file
        deny:
          action_name: delete_file
  - name: agent-boundary
    rules:
      - name: restricted-actions
        type: boundary
        allow_actions:
          - read_file
          - search
  - name: must-have-llm-call
    rules:
      - name: require-llm
        type: presence
        scope: session
        require:
          action_type: LLM_CALL
  - name: rate-limit-api-calls
    rules:
      - name: llm-rate
        type: rate
        per: session
        count:
          action_type: LLM_CALL
        max: 100
  - name: no-pii-in-output
    rules:
      - name: no-ssn
        type: pattern
        for_field: action_output
        deny_pattern: "\\d{3}-\\d{2}-\\d{4}"
  - name: business-hours-only
    rules:
      - name: weekday-hours
        type: temporal
        when:
          action_type: TOOL_CALL
        hours: [9, 17]
        days: [1, 2, 3, 4, 5]
        timezone: "America/New_York"
)";

TEST(CompilePolicies, TheGuidesExamplesCompileAsTheyStand) {
  const PolicySet set = CompileSound(kGuide);
  std::vector<std::string_view> types;
  for (const Policy& policy : set.policies) {
    ASSERT_EQ(policy.rules.size(), 1U) << policy.name;
    types.push_back(policy.rules[0].type->name);
    EXPECT_EQ(policy.rules[0].severity, Severity::kFail);
    EXPECT_EQ(policy.rules[0].scope, Scope::kSession);
    EXPECT_EQ(policy.file_digest, Sha256().Of(kGuide));
  }
  EXPECT_THAT(types, ElementsAre("sequence", "absence", "boundary", "presence",
                                 "rate", "pattern", "temporal"));
}

TEST(CompilePolicies, BuiltinsAreTheFiveOfTheContract) {
  Diagnostics diagnostics;
  const PolicySource source = BuiltinPolicySource();
  const PolicySet set = CompilePolicies({source}, &diagnostics);
  EXPECT_THAT(Messages(diagnostics), ElementsAre());
  std::vector<std::string> rules;
  for (const Policy& policy : set.policies) {
    ASSERT_EQ(policy.rules.size(), 1U) << policy.name;
    EXPECT_FALSE(policy.description.empty()) << policy.name;
    EXPECT_EQ(policy.file, "builtin:builtin.yaml");
    rules.push_back(policy.name + "/" + policy.rules[0].name + "/" +
                    std::string(policy.rules[0].type->name));
  }
  EXPECT_THAT(rules,
              ElementsAre("chain-integrity/unbroken-chain/integrity",
                          "event-completeness/result-after-call/sequence",
                          "session-health/no-long-gaps/gap",
                          "error-rate/mostly-errors/ratio",
                          "duration-outliers/slow-tool-call/limit"));
}

TEST(CompilePolicies, RulesInheritWhatTheyDoNotSay) {
  const PolicySet set = CompileSound(R"(policies:
  - name: p
    severity: warn
    controls: [SOC2-CC7]
    rules:
      - {name: a, type: presence, require: {}}
      - name: b
        type: presence
        severity: fail
        scope: ledger
        controls: [ISO-A12]
        enabled: false
        label_filter: {env: prod}
        require: {}
)");
  const auto& rules = set.policies.at(0).rules;
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0].severity, Severity::kWarn);
  EXPECT_THAT(rules[0].controls, ElementsAre("SOC2-CC7"));
  EXPECT_FALSE(rules[0].label_filter);
  EXPECT_EQ(rules[0].line, 6U);
  EXPECT_EQ(rules[1].severity, Severity::kFail);
  EXPECT_THAT(rules[1].controls, ElementsAre("ISO-A12"));
  EXPECT_EQ(rules[1].scope, Scope::kLedger);
  EXPECT_FALSE(rules[1].enabled);
  ASSERT_TRUE(rules[1].label_filter);
  EXPECT_EQ(rules[1].label_filter->text(), R"({"labels.env":"prod"})");
}

TEST(CompilePolicies, NamesAreUniqueAcrossFilesAndBothAreReported) {
  const std::string file =
      "policies:\n- name: p\n  rules:\n"
      "  - {name: r, type: presence, require: {}}\n";
  Diagnostics diagnostics;
  CompilePolicies(
      {{"a.yaml", file}, {"b.yaml", "policies: \"x"}, {"c.yaml", file}},
      &diagnostics);
  EXPECT_THAT(
      Messages(diagnostics),
      ElementsAre(HasSubstr("b.yaml:1 a quoted text is not closed"),
                  "c.yaml:2 the policy name `p` is taken (the first is at "
                  "a.yaml:2)"));
}

constexpr std::string_view kTested = R"(policies:
  - name: p
    rules:
      - {name: r, type: presence, require: {action_name: plan}}
tests:
  - name: t
    defaults: {agent_id: a, session_id: s, labels: {env: prod}}
    events:
      - {at: 0s, id: one, action_type: TOOL_CALL, action_input: {n: 0x10, b: yes}}
      - {at: 1m30s, session_id: ~}
      - {action_name: "5"}
      - {at: 2m, timestamp: 2025-05-05T00:00:00+02:00}
    expect:
      - {policy: p, rule: r, trigger: one, session_id: s}
  - name: u
    start: 2030-01-01T00:00:00Z
    as_of: 1d
    events: [{agent_id: b}]
    expect: pass
)";

TEST(CompilePolicies, TestEventsBecomeJsonLinesWithDefaultsAndTimes) {
  const PolicySet set = CompileSound(kTested);
  ASSERT_EQ(set.tests.size(), 2U);
  EXPECT_THAT(
      set.tests[0].events,
      ElementsAre(
          R"({"action_input":{"n":16,"b":"yes"},"action_type":"TOOL_CALL",)"
          R"("agent_id":"a","id":"one","labels":{"env":"prod"},)"
          R"("session_id":"s","timestamp":"2026-01-01T00:00:00Z"})",
          R"({"agent_id":"a","labels":{"env":"prod"},"session_id":null,)"
          R"("timestamp":"2026-01-01T00:01:30Z"})",
          R"({"action_name":"5","agent_id":"a","labels":{"env":"prod"},)"
          R"("session_id":"s","timestamp":"2026-01-01T00:01:30Z"})",
          R"({"agent_id":"a","labels":{"env":"prod"},"session_id":"s",)"
          R"("timestamp":"2025-05-05T00:00:00+02:00"})"));
  ASSERT_EQ(set.tests[0].expect.size(), 1U);
  EXPECT_EQ(set.tests[0].expect[0].trigger, "one");
  EXPECT_EQ(set.tests[0].expect[0].line, 14U);
  EXPECT_FALSE(set.tests[0].as_of);
  EXPECT_TRUE(set.tests[1].expect.empty());
  EXPECT_EQ(set.tests[1].as_of, ParseRfc3339("2030-01-02T00:00:00Z"));
}

TEST(CompileTests, ASeparateFileKnowsTheRulesOfTheRun) {
  const PolicySet set = CompileSound(kTested);
  Diagnostics diagnostics;
  const PolicySource file = {"t.yaml",
                             "tests:\n"
                             "- name: t\n"
                             "  events: [{agent_id: a}]\n"
                             "  expect: [{rule: r}, {rule: other-rule}]\n"};
  EXPECT_EQ(CompileTests(file, set.policies, &diagnostics).size(), 1U);
  EXPECT_THAT(Messages(diagnostics),
              ElementsAre("t.yaml:4 there is no rule `other-rule` (known: r)"));
}

TEST(RuleTypes, EveryExampleCompilesAndEveryFieldIsDocumented) {
  for (const RuleType& type : RuleTypes()) {
    std::string text = "policies:\n  - name: p\n    rules:\n";
    std::istringstream lines{std::string(type.example)};
    std::string indent = "    - ";
    for (std::string line; std::getline(lines, line); indent = "      ") {
      text += indent + line + "\n";
    }
    const PolicySet set = CompileSound(text);
    ASSERT_EQ(set.policies.size(), 1U) << text;
    ASSERT_EQ(set.policies[0].rules.size(), 1U) << text;
    EXPECT_EQ(set.policies[0].rules[0].type->name, type.name);
    for (const FieldInfo& field : ListFields(type)) {
      EXPECT_THAT(std::string(field.doc), testing::EndsWith("."))
          << type.name << "." << field.name;
    }
  }
}

TEST(PolicySchema, NamesEveryTypeAndField) {
  const std::string text = PolicySchema();
  JsonDocument schema;
  const auto fault = JsonParser().Parse(text, {}, &schema);
  ASSERT_FALSE(fault) << fault->message << text;
  const JsonView definitions = schema.root().Find("definitions");
  for (const RuleType& type : RuleTypes()) {
    const JsonView rule =
        definitions.Find(std::string(type.name) + "-rule").Find("properties");
    ASSERT_TRUE(rule.valid()) << type.name;
    for (const FieldInfo& field : ListFields(type)) {
      EXPECT_TRUE(rule.Find(field.name).Find("description").valid())
          << type.name << "." << field.name;
    }
  }
}

}  // namespace
}  // namespace plog
