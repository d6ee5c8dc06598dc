// Replay against recounting, on random policies of both forms over random
// trails: every call gets the same decision by the same rule, and the report
// has exactly the denials as violations.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "checker/replay/decisions.h"
#include "tests/checker/memory_ledger.h"
#include "tests/checker/naive_enforcement.h"

namespace plog {
namespace {

using Kind = PlainRule::Kind;

constexpr int kTools = 4;  // the last is never listed

int Pick(int low, int high) {  // inclusive
  return *rc::gen::inRange(low, high + 1);
}
bool Flip() { return Pick(0, 1) == 1; }

std::string ToolName(int tool) {
  return tool == -1 ? "*" : fmt::format("t{}", tool);
}

struct Window {
  const char* name;
  int64_t seconds;
};
constexpr Window kWindows[] = {{"minute", 60}, {"hour", 3600}, {"day", 86400}};

const char* NameOf(int64_t seconds) {
  for (const Window& window : kWindows) {
    if (window.seconds == seconds) return window.name;
  }
  return "";
}

PlainRule RandomRule(const PlainPolicy& policy) {
  PlainRule rule;
  const std::vector<Kind> kinds =
      policy.spend_form
          ? std::vector{Kind::kDeny, Kind::kMost,    Kind::kWords,
                        Kind::kRate, Kind::kCounter, Kind::kApprove}
          : std::vector{Kind::kDeny, Kind::kMost,    Kind::kWords,
                        Kind::kRate, Kind::kCounter, Kind::kReads};
  rule.kind = kinds[static_cast<size_t>(Pick(0, 5))];
  if (rule.kind == Kind::kDeny && Pick(0, 3) != 0) rule.kind = Kind::kMost;
  rule.tool = Pick(-1, policy.listed - 1);
  rule.limit = Pick(1, 9);
  rule.window = kWindows[Pick(0, 2)].seconds;
  rule.words = {"x", "y"};
  if (rule.kind == Kind::kCounter) {
    rule.from_argument = policy.spend_form || Flip();
    rule.strict = !policy.spend_form && Flip();
    rule.increment = Pick(1, 3);
    if (policy.spend_form) rule.window = 86400;
  }
  rule.at_least = Pick(0, 3) == 0;
  return rule;
}

PlainPolicy RandomPolicy() {
  PlainPolicy policy;
  policy.spend_form = Flip();
  policy.default_deny = Flip();
  policy.listed = Pick(1, kTools - 1);
  if (!policy.spend_form && Pick(0, 4) == 0)
    policy.hidden = Pick(0, kTools - 1);
  const int rules = Pick(1, 6);
  for (int i = 0; i < rules; ++i) policy.rules.push_back(RandomRule(policy));
  // A rate of one tool and window may occur once, and what is read must exist.
  for (size_t i = 0; i < policy.rules.size(); ++i) {
    PlainRule& rule = policy.rules[i];
    if (rule.kind == Kind::kReads) {
      const size_t target = static_cast<size_t>(Pick(0, rules - 1));
      rule.reads = target;
      if (policy.rules[target].kind != Kind::kCounter) rule.kind = Kind::kMost;
    }
    for (size_t k = 0; k < i && rule.kind == Kind::kRate; ++k) {
      const PlainRule& other = policy.rules[k];
      if (other.kind == Kind::kRate && other.tool == rule.tool &&
          other.window == rule.window) {
        rule.kind = Kind::kMost;
      }
    }
  }
  return policy;
}

std::string CounterScope(const PlainRule& rule) {
  return rule.tool == -1 ? "_global" : ToolName(rule.tool);
}

std::string ConditionsYaml(const PlainPolicy& policy, size_t i) {
  const PlainRule& rule = policy.rules[i];
  switch (rule.kind) {
    case Kind::kMost:
      return fmt::format("conditions: [{{path: args.n, op: lte, value: {}}}]",
                         rule.limit);
    case Kind::kWords:
      return "conditions: [{path: args.c, op: in, value: [x, y]}]";
    case Kind::kRate:
      return fmt::format("rate_limit: {}/{}", rule.limit, NameOf(rule.window));
    case Kind::kReads:
      return fmt::format(
          "conditions: [{{path: state.{}.c{}, op: {}, value: {}}}]",
          CounterScope(policy.rules[rule.reads]), rule.reads,
          rule.at_least ? "gte" : "lte", rule.limit);
    case Kind::kCounter:
      return fmt::format(
          "conditions: [{{path: state.{0}.c{1}, op: {2}, value: {3}}}], "
          "state: {{counter: c{1}, window: {4}, {5}}}",
          CounterScope(rule), i, rule.strict ? "lt" : "lte", rule.limit,
          NameOf(rule.window),
          rule.from_argument ? "increment_from: args.n"
                             : fmt::format("increment: {}", rule.increment));
    default:
      return "action: deny";
  }
}

std::string SpendYaml(const PlainRule& rule) {
  switch (rule.kind) {
    case Kind::kMost:
      return fmt::format("spend: {{per_call: {}}}", rule.limit);
    case Kind::kWords:
      return "arguments: {c: {enum: [x, y]}}";
    case Kind::kRate:
      return fmt::format("rate_limit: {}/{}", rule.limit, NameOf(rule.window));
    case Kind::kCounter:
      return fmt::format("spend: {{daily: {}}}", rule.limit);
    case Kind::kApprove:
      return "action: require_approval";
    default:
      return "action: deny";
  }
}

std::string YamlOf(const PlainPolicy& policy) {
  std::string yaml = fmt::format("version: \"1\"\ndefault: {}\n",
                                 policy.default_deny ? "deny" : "allow");
  if (policy.hidden >= 0) yaml += fmt::format("hide: [t{}]\n", policy.hidden);
  yaml += "tools:\n";
  for (int tool = -1; tool < policy.listed; ++tool) {
    yaml += fmt::format("  \"{}\":\n    rules:\n", ToolName(tool));
    bool any = false;
    for (size_t i = 0; i < policy.rules.size(); ++i) {
      if (policy.rules[i].tool != tool) continue;
      any = true;
      yaml += fmt::format("      - {{name: r{}, {}}}\n", i,
                          policy.spend_form ? SpendYaml(policy.rules[i])
                                            : ConditionsYaml(policy, i));
    }
    if (!any) yaml.replace(yaml.size() - 1, 1, " []\n");
  }
  // What only one form has says which one it is.
  yaml += policy.spend_form
              ? "  spender: {rules: [{spend: {per_call: 1}}]}\n"
              : "  reader: {rules: [{name: n, action: evaluate, conditions: "
                "[{path: args.n, op: exists, value: true}]}]}\n";
  return yaml;
}

std::vector<PlainCall> RandomCalls(bool spend_form) {
  std::vector<PlainCall> calls(static_cast<size_t>(Pick(0, 40)));
  int64_t at = 1772495000;  // 2026-03-02, an hour before midnight
  for (PlainCall& call : calls) {
    at += Pick(0, 4) == 0 ? Pick(0, 4000) : Pick(0, 30);
    call.at = at;
    call.tool = Pick(0, kTools - 1);
    if (Pick(0, 6) != 0) call.halves = Pick(spend_form ? -1 : 0, 18);
    if (Pick(0, 6) != 0) call.word = std::string(1, "xyz"[Pick(0, 2)]);
  }
  return calls;
}

std::string LineOf(const PlainCall& call, size_t number, bool spend_form) {
  std::string input;
  if (call.halves) {
    input += fmt::format("\"{}\":{}", spend_form ? "amount" : "n",
                         static_cast<double>(*call.halves) / 2);
  }
  if (call.word) {
    input +=
        fmt::format("{}\"c\":\"{}\"", input.empty() ? "" : ",", *call.word);
  }
  return fmt::format(
      R"({{"id":"e{}","agent_id":"a","session_id":"s","timestamp":"{}",)"
      R"("action_type":"TOOL_CALL","action_name":"t{}","action_input":{{{}}}}})",
      number, FormatRfc3339({call.at, 0}), call.tool, input);
}

// "deny t1/r3" as "deny 3".
std::string Told(const ReplayedCall& call) {
  if (call.decision == "allow") return "allow";
  std::string rule = call.rule.value_or("");
  if (rule == "(hidden)") rule = "hidden";
  if (rule == "(default deny)") rule = "unlisted";
  const size_t slash = rule.find("/r");
  if (slash != std::string::npos) rule = rule.substr(slash + 2);
  return fmt::format("{} {}", call.decision, rule);
}

RC_GTEST_PROP(EnforcementProperty, ReplayAgreesWithRecounting, ()) {
  for (int round = 0; round < 2; ++round) {
    const PlainPolicy plain = RandomPolicy();
    const std::vector<PlainCall> calls = RandomCalls(plain.spend_form);
    std::vector<std::string> lines;
    for (const PlainCall& call : calls) {
      lines.push_back(LineOf(call, lines.size(), plain.spend_form));
    }
    const std::string yaml = YamlOf(plain);
    const auto policies = CompileYaml(yaml);
    const auto ledger = SealEvents(lines);
    CheckOptions options;
    options.as_of = {4102444800, 0};
    std::vector<std::string> told;
    std::map<std::string, uint64_t> violations;
    ASSERT_TRUE(ReplayCalls(ledger->reader(), policies, options,
                            [&](const ReplayedCall& call) {
                              told.push_back(Told(call));
                              if (call.decision != "allow") {
                                ++violations[call.rule.value_or("")];
                              }
                            })
                    .has_value());
    EXPECT_EQ(NaiveDecisions(plain, calls), told) << yaml;
    const auto report = CheckPolicies(ledger->reader(), policies, options);
    ASSERT_TRUE(report.has_value());
    for (const RuleResult& rule : report->results.front().rules) {
      EXPECT_EQ(violations[rule.name], rule.violation_count) << rule.name;
      EXPECT_EQ(rule.activations, rule.fulfilled + rule.violation_count)
          << rule.name;
    }
    RC_ASSERT(!testing::Test::HasFailure());
  }
}

}  // namespace
}  // namespace plog
