// Rules of the open-source schema:
//
//   {name, action: evaluate|deny, conditions: [{path, op, value}], on_deny,
//    state: {counter, window, increment, increment_from}}
//   {name, rate_limit: 5/hour, on_deny}
//
// A rule with `state` reserves only if one of its own conditions is an upper
// limit of its own counter (lte, or lt, which means one less): without such a
// condition Intercept never moves the counter.

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "rules/enforcement/enforcement_rule_parser.h"
#include "rules/yaml/yaml_expect.h"
#include "rules/yaml/yaml_scalar.h"

namespace plog {
namespace {

constexpr std::string_view kArguments = "args.";
constexpr std::string_view kState = "state.";
constexpr std::array<std::string_view, 3> kConditionKeys = {"path", "op",
                                                            "value"};
constexpr std::array<std::string_view, 4> kStateKeys = {
    "counter", "window", "increment", "increment_from"};

void RequireKey(const SourceText& source, const YamlNode& node,
                std::string_view what, std::string_view key) {
  if (node.Find(key) != nullptr) return;
  source.Add("missing-field", node.place,
             fmt::format("{} needs `{}`", what, key));
}

// The members behind "args."; diagnosed if a name between two dots is empty.
std::optional<ArgumentPath> ParseArgumentPath(const SourceText& source,
                                              const YamlNode& node,
                                              std::string_view text) {
  ArgumentPath path;
  std::string_view rest = text.substr(kArguments.size());
  while (true) {
    const size_t dot = rest.find('.');
    path.names.emplace_back(rest.substr(0, dot));
    if (path.names.back().empty()) {
      source.Add("bad-path", node.place,
                 fmt::format("`{}` has an empty name", text));
      return std::nullopt;
    }
    if (dot == std::string_view::npos) return path;
    rest.remove_prefix(dot + 1);
  }
}

}  // namespace

void EnforcementRuleParser::ParseConditionsRule(const YamlNode& node,
                                                EnforcementRule* rule) {
  constexpr std::array<std::string_view, 2> kNames = {"evaluate", "deny"};
  constexpr std::array<RuleAction, 2> kActions = {RuleAction::kEvaluate,
                                                  RuleAction::kDeny};
  rule->action = ParseAction(node, kNames, kActions);
  const YamlNode* conditions = node.Find("conditions");
  const YamlNode* state = node.Find("state");
  const YamlNode* rate = node.Find("rate_limit");
  if (node.Find("name") == nullptr) {
    source_.Add("missing-field", node.place, "a rule needs `name`",
                "decisions and waivers refer to it");
  }
  if (rate != nullptr) {
    if (conditions != nullptr || state != nullptr) {
      Conflict(*rate,
               "`rate_limit` cannot be combined with `conditions` or "
               "`state`");
    } else if (rule->action == RuleAction::kDeny) {
      Conflict(*rate, "`rate_limit` cannot be combined with `action: deny`");
    }
    return AddRate(*rate, rule);
  }
  if (rule->action == RuleAction::kDeny && conditions != nullptr) {
    Conflict(*conditions, "a rule with `action: deny` has no `conditions`");
  }
  if (conditions != nullptr) {
    ParseConditions(*conditions, rule);
  } else if (rule->action == RuleAction::kEvaluate &&
             node.Find("spend") == nullptr &&
             node.Find("arguments") == nullptr &&
             (node.Find("action") == nullptr ||
              node.Find("action")->text == "evaluate")) {
    source_.Add("missing-field", node.place,
                "a rule that evaluates needs `conditions`",
                "at least one, or `action: deny`");
  }
  if (state != nullptr) ParseState(*state, rule);
}

void EnforcementRuleParser::ParseConditions(const YamlNode& list,
                                            EnforcementRule* rule) {
  if (!ExpectList(source_, list, "`conditions`",
                  "- {path: …, op: …, value: …}")) {
    return;
  }
  if (list.items.empty()) {
    source_.Add("empty", list.place, "`conditions` lists no condition");
  }
  for (const YamlNode& node : list.items) {
    if (ExpectMapping(source_, node, "a condition")) ParseCondition(node, rule);
  }
}

void EnforcementRuleParser::ParseCondition(const YamlNode& node,
                                           EnforcementRule* rule) {
  RefuseUnknownKeys(source_, node, "a condition", kConditionKeys);
  for (const std::string_view key : kConditionKeys) {
    RequireKey(source_, node, "a condition", key);
  }
  std::optional<CallTest> test;
  if (const YamlNode* op = node.Find("op")) {
    const auto name = ExpectText(source_, *op, "`op`");
    std::vector<std::string_view> names;
    for (const auto& row : CallOperators()) names.push_back(row.name);
    const YamlNode* value = node.Find("value");
    for (const auto& row : CallOperators()) {
      if (name != row.name || value == nullptr) continue;
      test = ParseTest(row.op, *value, "`value`");
    }
    const bool known =
        !name || std::find(names.begin(), names.end(), *name) != names.end();
    if (!known) {
      source_.Add("unknown-operator", op->place,
                  fmt::format("there is no operator `{}`", *name),
                  DidYouMean(*name, names));
    }
  }
  const YamlNode* path = node.Find("path");
  const auto text =
      path == nullptr ? std::nullopt : ExpectText(source_, *path, "`path`");
  if (!text) return;
  if (text->starts_with(kArguments)) {
    const auto argument = ParseArgumentPath(source_, *path, *text);
    if (argument && test) rule->arguments.push_back({*argument, *test});
  } else if (text->starts_with(kState)) {
    auto state = ParseStatePath(*path);
    if (!state || !test) return;
    state->test = *test;
    rule->state.push_back(std::move(*state));
  } else {
    source_.Add(
        "bad-path", path->place,
        fmt::format("`path` begins with `args.` or `state.`, not `{}`", *text));
  }
}

std::optional<StateCondition> EnforcementRuleParser::ParseStatePath(
    const YamlNode& node) {
  StateCondition condition;
  condition.path = node.text;
  std::vector<std::string> known;
  for (size_t i = 0; i < policy_.counters.size(); ++i) {
    const Counter& counter = policy_.counters[i];
    known.push_back(fmt::format("state.{}.{}", counter.scope, counter.name));
    if (known.back() == node.text) condition.counter = i;
  }
  // `state.x` names no counter: it reads 0, as it does there.
  const bool names_counter =
      node.text.find('.', kState.size()) != std::string::npos;
  if (condition.counter || !names_counter) return condition;
  const std::vector<std::string_view> choices(known.begin(), known.end());
  source_.Add("unknown-counter", node.place,
              fmt::format("no `state` of the file declares `{}`", node.text),
              choices.empty() ? "" : DidYouMean(node.text, choices));
  return std::nullopt;
}

void EnforcementRuleParser::ParseState(const YamlNode& node,
                                       EnforcementRule* rule) {
  if (!ExpectMapping(source_, node, "`state`")) return;
  RefuseUnknownKeys(source_, node, "`state`", kStateKeys);
  RequireKey(source_, node, "`state`", "counter");
  RequireKey(source_, node, "`state`", "window");
  const YamlNode* name = node.Find("counter");
  if (name != nullptr) ExpectText(source_, *name, "`counter`");
  if (const YamlNode* window = node.Find("window")) {
    ExpectChoice(source_, *window, "`window`", kCounterWindows);
  }
  Reservation reservation;
  reservation.increment = Decimal::FromDouble(1);
  if (const YamlNode* increment = node.Find("increment")) {
    const auto amount = ExpectUnsigned(source_, *increment, "`increment`");
    if (amount.value_or(0) > 0) {
      reservation.increment = Decimal::FromText(std::to_string(*amount));
    }
  }
  if (const YamlNode* from = node.Find("increment_from")) {
    const auto text = ExpectText(source_, *from, "`increment_from`");
    if (text && !text->starts_with(kArguments)) {
      source_.Add(
          "bad-path", from->place,
          fmt::format("`increment_from` begins with `args.`, not `{}`", *text));
    } else if (text) {
      auto path = ParseArgumentPath(source_, *from, *text);
      if (path) reservation.amount = AmountAt(std::move(*path));
    }
  }
  if (name == nullptr) return;
  const std::string_view scope =
      rule->tool == kAnyTool ? kGlobalScope : std::string_view(rule->tool);
  const auto counter = FindCounter(scope, name->text);
  const auto limit = counter ? LimitOf(*rule, *counter) : std::nullopt;
  if (!limit) return;
  reservation.counter = *counter;
  reservation.limit = *limit;
  rule->reservations.push_back(std::move(reservation));
}

std::optional<Decimal> EnforcementRuleParser::LimitOf(
    const EnforcementRule& rule, size_t counter) const {
  for (const StateCondition& one : rule.state) {
    const bool upper =
        one.test.op == CallOperator::kLte || one.test.op == CallOperator::kLt;
    if (one.counter != counter || !upper) continue;
    const double whole = std::trunc(one.test.operand->root().AsDouble());
    Decimal limit = Decimal::FromDouble(whole);
    if (one.test.op == CallOperator::kLt) limit -= Decimal::FromDouble(1);
    return limit;
  }
  return std::nullopt;
}

}  // namespace plog
