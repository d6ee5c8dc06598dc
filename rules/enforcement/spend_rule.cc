// Rules of the published example:
//
//   {name, spend: {per_call: 500.00, daily: 5000.00}, on_deny}
//   {name, arguments: {currency: {enum: [GBP, USD]}}, on_deny}
//   {rate_limit: 60/minute}
//   {name, action: require_approval, approval_timeout: 30m, on_deny}
//
// What that text leaves open is decided so: the amount is the argument
// `amount`, never negative; a cap itself is allowed; `daily` is the UTC day,
// over all agents; a missing argument is not one of an enum; counting windows
// are those of the other form.

#include <fmt/format.h>

#include <array>

#include "ledger/json/json_writer.h"
#include "rules/enforcement/enforcement_rule_parser.h"
#include "rules/yaml/yaml_expect.h"
#include "rules/yaml/yaml_scalar.h"

namespace plog {
namespace {

constexpr std::string_view kAmount = "amount";
constexpr std::array<std::string_view, 2> kSpendKeys = {"per_call", "daily"};
constexpr std::array<std::string_view, 1> kArgumentKeys = {"enum"};

YamlNode Zero() {
  YamlNode zero;
  zero.kind = YamlNode::Kind::kScalar;
  zero.text = "0";
  return zero;
}

}  // namespace

void EnforcementRuleParser::ParseSpendRule(const YamlNode& node,
                                           EnforcementRule* rule) {
  constexpr std::array<std::string_view, 2> kNames = {"deny",
                                                      "require_approval"};
  constexpr std::array<RuleAction, 2> kActions = {RuleAction::kDeny,
                                                  RuleAction::kRequireApproval};
  rule->action = ParseAction(node, kNames, kActions);
  bool limits = false;
  for (const std::string_view key : {"spend", "arguments", "rate_limit"}) {
    const YamlNode* limit = node.Find(key);
    if (limit == nullptr) continue;
    limits = true;
    if (rule->action == RuleAction::kEvaluate) continue;
    // Whether exceeding it denies, or asks, is for the author to say.
    Conflict(*limit, fmt::format("`{}` cannot be combined with `action: {}`",
                                 key, node.Find("action")->text));
  }
  if (const YamlNode* spend = node.Find("spend")) ParseSpend(*spend, rule);
  if (const YamlNode* list = node.Find("arguments"))
    ParseArguments(*list, rule);
  if (const YamlNode* rate = node.Find("rate_limit")) AddRate(*rate, rule);
  if (const YamlNode* timeout = node.Find("approval_timeout")) {
    rule->approval_timeout =
        ExpectDuration(source_, *timeout, "`approval_timeout`");
    if (rule->action != RuleAction::kRequireApproval) {
      Conflict(*timeout,
               "`approval_timeout` goes with `action: "
               "require_approval` only");
    }
  }
  if (limits || node.Find("action") != nullptr) return;
  source_.Add("missing-field", node.place, "the rule limits nothing",
              "it needs spend, arguments, rate_limit or action");
}

void EnforcementRuleParser::ParseSpend(const YamlNode& node,
                                       EnforcementRule* rule) {
  if (!ExpectMapping(source_, node, "`spend`")) return;
  RefuseUnknownKeys(source_, node, "`spend`", kSpendKeys);
  const ArgumentPath amount{{std::string(kAmount)}};
  for (const YamlMember& member : node.members) {
    const std::string what = fmt::format("`{}`", member.name);
    const auto limit = ExpectNumber(source_, member.value, what);
    if (limit && limit->value < 0) {
      source_.Add("out-of-range", member.value.place,
                  fmt::format("{} is at least 0", what));
    }
  }
  const YamlNode* per_call = node.Find("per_call");
  const YamlNode* daily = node.Find("daily");
  if (per_call == nullptr && daily == nullptr) {
    source_.Add("missing-field", node.place, "`spend` limits nothing",
                "it needs per_call or daily");
    return;
  }
  if (source_.reported()) return;  // a limit may be unusable
  const auto floor = ParseTest(CallOperator::kGte, Zero(), "`amount`");
  if (floor) rule->arguments.push_back({amount, *floor});
  if (per_call != nullptr) {
    const auto cap = ParseTest(CallOperator::kLte, *per_call, "`per_call`");
    if (cap) rule->arguments.push_back({amount, *cap});
  }
  if (daily == nullptr) return;
  for (size_t i = 0; i < policy_.counters.size(); ++i) {
    const Counter& counter = policy_.counters[i];
    const bool own = counter.scope == rule->tool ||
                     (rule->tool == kAnyTool && counter.scope == kGlobalScope);
    if (!own || counter.name != SpendCounter(rule->position)) {
      continue;
    }
    rule->reservations.push_back(
        {i, {}, AmountAt(amount), Decimal::FromText(daily->text)});
  }
}

void EnforcementRuleParser::ParseArguments(const YamlNode& node,
                                           EnforcementRule* rule) {
  if (!ExpectMapping(source_, node, "`arguments`")) return;
  if (node.members.empty()) {
    source_.Add("empty", node.place, "`arguments` names no argument");
  }
  for (const YamlMember& member : node.members) {
    const std::string what = fmt::format("the argument `{}`", member.name);
    if (!ExpectMapping(source_, member.value, what)) continue;
    RefuseUnknownKeys(source_, member.value, what, kArgumentKeys);
    const YamlNode* values = member.value.Find("enum");
    if (values == nullptr) {
      source_.Add("missing-field", member.value.place,
                  fmt::format("{} needs `enum`", what));
      continue;
    }
    const auto test = ParseTest(CallOperator::kOneOf, *values, "`enum`");
    if (test) rule->arguments.push_back({{{member.name}}, *test});
  }
}

}  // namespace plog
