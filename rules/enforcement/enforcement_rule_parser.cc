#include "rules/enforcement/enforcement_rule_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ledger/json/json_writer.h"
#include "rules/enforcement/form.h"
#include "rules/matcher/matcher_parser.h"
#include "rules/yaml/yaml_expect.h"
#include "rules/yaml/yaml_json.h"
#include "rules/yaml/yaml_scalar.h"

namespace plog {
namespace {

constexpr std::string_view kRateForm =
    "it is written N/minute, N/hour or N/day, as 5/hour";

std::string_view ScopeOf(std::string_view tool) {
  return tool == kAnyTool ? kGlobalScope : tool;
}

std::optional<CounterWindow> WindowNamed(std::string_view name) {
  const auto found =
      std::find(kCounterWindows.begin(), kCounterWindows.end(), name);
  if (found == kCounterWindows.end()) return std::nullopt;
  return static_cast<CounterWindow>(found - kCounterWindows.begin());
}

// A number of at least 1, in decimal digits only.
std::optional<uint64_t> PositiveCount(std::string_view text) {
  const bool digits = !text.empty() && text.size() <= 18 &&
                      std::all_of(text.begin(), text.end(),
                                  [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return std::nullopt;
  const uint64_t count = std::stoull(std::string(text));
  if (count == 0) return std::nullopt;
  return count;
}

// Whether the operand is of the kind that the operator takes; diagnosed if not.
bool IsOperand(const SourceText& source, CallOperator op, const YamlNode& value,
               std::string_view what) {
  const CallOperand wanted =
      op == CallOperator::kOneOf
          ? CallOperand::kList
          : CallOperators()[static_cast<size_t>(op)].operand;
  switch (wanted) {
    case CallOperand::kList:
      if (!ExpectList(source, value, what, "write [a, b]")) return false;
      if (!value.items.empty()) return true;
      source.Add("empty", value.place, fmt::format("{} lists nothing", what));
      return false;
    case CallOperand::kNumber:
      return ExpectNumber(source, value, what).has_value();
    case CallOperand::kBool:
      return ExpectBool(source, value, what).has_value();
    case CallOperand::kText:
      return true;  // the pattern is compiled by the caller
    case CallOperand::kAny:
      break;
  }
  if (value.valid() && !value.is(YamlNode::Kind::kMissing)) return true;
  WrongType(source, value, what, "a value");
  return false;
}

}  // namespace

std::string RateCounter(CounterWindow window) {
  return fmt::format("_rate_{}", kCounterWindows[static_cast<size_t>(window)]);
}

std::string SpendCounter(size_t position) {
  return fmt::format("spend[{}]", position);
}

void EnforcementRuleParser::DeclareCounters(std::string_view tool,
                                            size_t position,
                                            const YamlNode& node) {
  if (const YamlNode* rate = node.Find("rate_limit")) {
    const size_t slash = rate->text.find('/');
    const auto window = slash == std::string::npos
                            ? std::nullopt
                            : WindowNamed(rate->text.substr(slash + 1));
    if (window) {
      Declare(tool, position, RateCounter(*window), *window, rate->place);
    }
  }
  if (policy_.form == EnforcementForm::kSpend) {
    const YamlNode* spend = node.Find("spend");
    const YamlNode* daily = spend == nullptr ? nullptr : spend->Find("daily");
    if (daily == nullptr) return;
    // Every such cap counts for itself, unlike a counter that has a name.
    return Declare(tool, position, SpendCounter(position), CounterWindow::kDay,
                   daily->place);
  }
  const YamlNode* state = node.Find("state");
  const YamlNode* counter = state == nullptr ? nullptr : state->Find("counter");
  const YamlNode* window = state == nullptr ? nullptr : state->Find("window");
  if (counter == nullptr || counter->text.empty() || window == nullptr) return;
  if (const auto known = WindowNamed(window->text)) {
    Declare(tool, position, counter->text, *known, counter->place);
  }
}

void EnforcementRuleParser::Declare(std::string_view tool, size_t position,
                                    std::string name, CounterWindow window,
                                    const SourcePlace& place) {
  const std::string_view scope = ScopeOf(tool);
  if (const auto known = FindCounter(scope, name)) {
    source_.Add(
        "duplicate-counter", place,
        fmt::format("the counter `{}` of {} is used already", name, tool),
        fmt::format("by rules[{}]; give each its own, or its own "
                    "window",
                    declared_at_[*known]));
    return;
  }
  policy_.counters.push_back({std::string(scope), std::move(name), window});
  declared_at_.push_back(position);
}

std::optional<size_t> EnforcementRuleParser::FindCounter(
    std::string_view scope, std::string_view name) const {
  for (size_t i = 0; i < policy_.counters.size(); ++i) {
    const Counter& counter = policy_.counters[i];
    if (counter.scope == scope && counter.name == name) return i;
  }
  return std::nullopt;
}

size_t EnforcementRuleParser::AmountAt(ArgumentPath path) {
  for (size_t i = 0; i < policy_.amounts.size(); ++i) {
    if (policy_.amounts[i].names == path.names) return i;
  }
  policy_.amounts.push_back(std::move(path));
  return policy_.amounts.size() - 1;
}

void EnforcementRuleParser::Parse(const YamlNode& node, EnforcementRule* rule) {
  RefuseForeignKeys(source_, node, "a rule", policy_.form, KeyPlace::kRule);
  if (const YamlNode* on_deny = node.Find("on_deny")) {
    rule->on_deny = ExpectText(source_, *on_deny, "`on_deny`").value_or("");
  }
  if (policy_.form == EnforcementForm::kSpend) {
    ParseSpendRule(node, rule);
  } else {
    ParseConditionsRule(node, rule);
  }
}

void EnforcementRuleParser::Conflict(const YamlNode& place,
                                     std::string message) {
  source_.Add("conflicting-fields", place.place, std::move(message),
              "use a rule of its own for each");
}

std::optional<EnforcementRuleParser::Rate> EnforcementRuleParser::ParseRate(
    const YamlNode& node) const {
  const auto text = ExpectText(source_, node, "`rate_limit`");
  if (!text) return std::nullopt;
  const size_t slash = text->find('/');
  const auto refuse = [&](std::string message) {
    source_.Add("bad-rate-limit", node.place, std::move(message),
                std::string(kRateForm));
    return std::nullopt;
  };
  if (slash == std::string::npos) {
    return refuse(fmt::format("`rate_limit` cannot be `{}`", *text));
  }
  const auto count = PositiveCount(std::string_view(*text).substr(0, slash));
  if (!count) {
    return refuse(
        fmt::format("the count of a rate limit is a positive "
                    "integer, not `{}`",
                    text->substr(0, slash)));
  }
  const auto window = WindowNamed(text->substr(slash + 1));
  if (!window) {
    return refuse(
        fmt::format("the window of a rate limit is minute, hour or "
                    "day, not `{}`",
                    text->substr(slash + 1)));
  }
  return Rate{*count, *window};
}

void EnforcementRuleParser::AddRate(const YamlNode& node,
                                    EnforcementRule* rule) {
  const auto rate = ParseRate(node);
  if (!rate) return;
  const auto counter =
      FindCounter(ScopeOf(rule->tool), RateCounter(rate->window));
  if (!counter) return;
  rule->reservations.push_back(
      {*counter, Decimal::FromDouble(1), std::nullopt,
       Decimal::FromText(std::to_string(rate->count))});
  if (rule->on_deny.empty()) {
    rule->on_deny = fmt::format(
        "Rate limit of {} per {} reached. Try again later.", rate->count,
        kCounterWindows[static_cast<size_t>(rate->window)]);
  }
}

RuleAction EnforcementRuleParser::ParseAction(
    const YamlNode& node, std::span<const std::string_view> names,
    std::span<const RuleAction> actions) {
  const YamlNode* action = node.Find("action");
  if (action == nullptr) return RuleAction::kEvaluate;
  if (RefuseForeignAction(source_, *action, policy_.form)) {
    return RuleAction::kEvaluate;
  }
  const auto chosen = ExpectChoice(source_, *action, "`action`", names);
  return chosen ? actions[*chosen] : RuleAction::kEvaluate;
}

std::optional<CallTest> EnforcementRuleParser::ParseTest(
    CallOperator op, const YamlNode& value, std::string_view what) {
  if (!IsOperand(source_, op, value, what)) return std::nullopt;
  CallTest test;
  test.op = op;
  if (op == CallOperator::kRegex) {
    test.regex = ParseRegex(source_, value, what);
    if (!test.regex) return std::nullopt;
  }
  JsonWriter writer(&test.operand_json);
  WriteJson(value, &writer);
  auto document = std::make_shared<JsonDocument>();
  if (const auto fault =
          JsonParser().Parse(test.operand_json, {}, document.get())) {
    source_.Add("bad-number", value.place,
                fmt::format("{}: {}", what, fault->message));
    return std::nullopt;
  }
  test.operand = std::move(document);
  return test;
}

}  // namespace plog
