#include "rules/enforcement/enforcement_limits.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace plog {
namespace {

bool IsBound(const CallTest& test) {
  return test.op == CallOperator::kLt || test.op == CallOperator::kLte ||
         test.op == CallOperator::kGt || test.op == CallOperator::kGte;
}

std::string NameOf(const ArgumentCondition& condition) {
  return fmt::format("{} {}", condition.path.text(), condition.test.name());
}

std::string NameOf(const EnforcementPolicy& policy, const Reservation& one) {
  const Counter& counter = policy.counters[one.counter];
  return fmt::format("{} per {}", counter.name,
                     kCounterWindows[static_cast<size_t>(counter.window)]);
}

EnforcementRule* RuleNamed(EnforcementPolicy* policy, std::string_view name) {
  for (EnforcementRule& rule : policy->rules) {
    if (rule.name == name) return &rule;
  }
  return nullptr;
}

bool SetNumber(const std::string& text, CallTest* test) {
  auto document = std::make_shared<JsonDocument>();
  if (JsonParser().Parse(text, {}, document.get())) return false;
  test->operand = std::move(document);
  test->operand_json = text;
  return true;
}

// The conditions on the rule's own counter are the limit once more.
bool ScaleState(size_t counter, unsigned percent, EnforcementRule* rule) {
  for (StateCondition& one : rule->state) {
    if (one.counter != counter || !IsBound(one.test)) continue;
    const double number = one.test.operand->root().AsDouble();
    if (!SetNumber(ScaledNumber(number, percent), &one.test)) return false;
  }
  return true;
}

// The new value; empty if the rule has no such limit.
std::string Scale(const EnforcementPolicy& policy, std::string_view limit,
                  unsigned percent, EnforcementRule* rule) {
  for (ArgumentCondition& one : rule->arguments) {
    if (!IsBound(one.test) || NameOf(one) != limit) continue;
    const double number = one.test.operand->root().AsDouble();
    const std::string value = ScaledNumber(number, percent);
    return SetNumber(value, &one.test) ? value : "";
  }
  for (Reservation& one : rule->reservations) {
    if (NameOf(policy, one) != limit) continue;
    const std::string value = ScaledNumber(
        std::strtod(one.limit.ToString().c_str(), nullptr), percent);
    one.limit = Decimal::FromText(value);
    return ScaleState(one.counter, percent, rule) ? value : "";
  }
  return {};
}

}  // namespace

std::string ScaledNumber(double number, unsigned percent) {
  const double scaled = number * percent / 100;
  const bool whole = std::trunc(number) == number && std::abs(number) >= 2;
  return fmt::format("{}", whole ? std::floor(scaled) : scaled);
}

std::vector<RuleLimit> EnforcementLimitsOf(const Rule& rule) {
  EnforcementPolicy policy = *EnforcementOf(rule);
  std::vector<RuleLimit> limits;
  const EnforcementRule* own = RuleNamed(&policy, rule.name);
  if (own == nullptr) return limits;
  for (const ArgumentCondition& one : own->arguments) {
    // Zero, the floor of an amount, has nothing to be varied by.
    if (!IsBound(one.test) || one.test.operand->root().AsDouble() == 0) {
      continue;
    }
    limits.push_back({NameOf(one), one.test.operand_json});
  }
  for (const Reservation& one : own->reservations) {
    limits.push_back({NameOf(policy, one), one.limit.ToString()});
  }
  return limits;
}

std::optional<VariedRule> EnforcementWithLimit(const Rule& rule,
                                               std::string_view limit,
                                               unsigned percent) {
  auto policy = std::make_shared<EnforcementPolicy>(*EnforcementOf(rule));
  EnforcementRule* own = RuleNamed(policy.get(), rule.name);
  if (own == nullptr) return std::nullopt;
  const std::string value = Scale(*policy, limit, percent, own);
  if (value.empty()) return std::nullopt;
  // Predicates are known by the digest of their policy, and this is another.
  policy->digest = Sha256Of(fmt::format("{} {} {} {}", ToHex(policy->digest),
                                        rule.name, limit, percent));
  for (Rule& one : EnforcementRules(policy)) {
    if (one.name != rule.name) continue;
    one.severity = rule.severity;
    return VariedRule{std::move(one), value};
  }
  return std::nullopt;
}

}  // namespace plog
