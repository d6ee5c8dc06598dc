#include "rules/enforcement/enforcement_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ledger/crypto/hex.h"
#include "rules/enforcement/enforcement_monitor.h"
#include "rules/enforcement/enforcement_prose.h"
#include "rules/types/rule_type.h"

namespace plog {
namespace {

using PolicyPointer = std::shared_ptr<const EnforcementPolicy>;
using Target = EnforcementTarget;
namespace role = enforcement_role;

// Not one of the table: users write these rules in the enforcer's language.
constexpr RuleType kEnforcementRule = {
    "enforcement", "A call would have been denied at run time.", "", nullptr};

bool IsText(const EventContent& event, Member member, std::string_view text) {
  return event.Text(member) == text;
}
bool IsCall(const EventContent& event) {
  return IsText(event, Member::kActionType, "TOOL_CALL");
}
bool IsResult(const EventContent& event) {
  return IsText(event, Member::kActionType, "TOOL_RESULT");
}
bool IsDecision(const EventContent& event, std::string_view outcome) {
  if (!IsText(event, Member::kActionType, "POLICY_DECISION")) return false;
  const JsonView value = event.Get(Member::kMetadata).Find("outcome");
  return value.is_string() && value.AsString() == outcome;
}

struct RoleTest {
  std::string_view name;
  bool (*holds)(const EventContent& event);
};

// In the order of the bits of enforcement_role.
constexpr RoleTest kRoleTests[] = {
    {"call", [](const EventContent& e) { return IsCall(e); }},
    {"arguments",
     [](const EventContent& e) {
       return IsCall(e) && e.Get(Member::kActionInput).present();
     }},
    {"complete",
     [](const EventContent& e) {
       return IsCall(e) && e.Get(Member::kActionOutput).present();
     }},
    {"result", [](const EventContent& e) { return IsResult(e); }},
    {"failed",
     [](const EventContent& e) {
       return IsResult(e) && e.Get(Member::kMetadata).Find("error").present();
     }},
    {"approved",
     [](const EventContent& e) { return IsDecision(e, "approved"); }},
    {"rejected",
     [](const EventContent& e) { return IsDecision(e, "rejected"); }},
};
static_assert(std::size(kRoleTests) == kEnforcementRoles);
static_assert(1U << kEnforcementRoles == 1U << role::kFirstSlot);

FieldPath PathOf(std::string_view text) {
  FieldPath path;
  FieldPath::Parse(text, &path);
  return path;
}

// A predicate about calls of certain tools; asked of their events only.
class CallPredicate final : public Predicate {
 public:
  using Test = std::function<bool(const EventContent&)>;
  CallPredicate(std::string text, TextCondition tools, Test test)
      : text_(std::move(text)),
        tools_(std::move(tools)),
        test_(std::move(test)) {}

  bool Holds(const EventContent& event) const override {
    if (!tools_.values.empty() && !IsOfTool(event)) return false;
    return test_(event);
  }
  std::string Text() const override { return text_; }
  std::optional<TextCondition> RequiredText() const override {
    if (tools_.values.empty()) return std::nullopt;
    return tools_;
  }

 private:
  bool IsOfTool(const EventContent& event) const {
    const auto name = event.Text(Member::kActionName);
    return name && std::find(tools_.values.begin(), tools_.values.end(),
                             *name) != tools_.values.end();
  }

  std::string text_;
  TextCondition tools_;
  Test test_;
};

class EnforcementBody final : public RuleBody {
 public:
  EnforcementBody(PolicyPointer policy, Target target)
      : policy_(std::move(policy)), target_(target) {
    tools_.path = PathOf("action_name");
    if (target_.kind == Target::Kind::kRule) {
      tools_.values = policy_->Neighbours(policy_->rules[target_.rule].tool);
    }
  }

  const PolicyPointer& policy() const { return policy_; }

  void Declare(FieldVisitor&) override {}
  std::optional<Scope> OwnScope() const override { return Scope::kLedger; }

  std::vector<std::shared_ptr<const Predicate>> Predicates() const override {
    std::vector<std::shared_ptr<const Predicate>> predicates;
    for (const RoleTest& test : kRoleTests) {
      predicates.push_back(Make(std::string(test.name), test.holds));
    }
    for (uint32_t slot = 0; slot < policy_->slot_count(); ++slot) {
      const auto holds = [policy = policy_, slot](const EventContent& event) {
        return SlotHolds(*policy, slot, event);
      };
      predicates.push_back(
          Make(fmt::format("{} {}", ToHex(policy_->digest), slot), holds));
    }
    return predicates;
  }

  std::vector<Extractor> Extractors() const override {
    constexpr uint32_t kKeyed =
        role::kCall | role::kResult | role::kApproved | role::kRejected;
    std::vector<Extractor> extractors;
    for (const std::string_view path :
         {"action_name", "session_id", "metadata.call_id"}) {
      extractors.push_back({PathOf(path), Extractor::Kind::kIdentity, kKeyed});
    }
    for (const ArgumentPath& amount : policy_->amounts) {
      extractors.push_back(
          {PathOf(amount.pointer()), Extractor::Kind::kNumber, role::kCall});
    }
    return extractors;
  }

  bool NeedsEveryEvent() const override { return false; }

  std::unique_ptr<Monitor> NewMonitor() const override {
    return NewEnforcementMonitor(policy_, target_);
  }

  FindingText Describe(const Finding& finding, const DescribedEvent* trigger,
                       const DescribedEvent* offending,
                       const DescribeOptions& options) const override {
    return DescribeRuling(*policy_, finding, trigger, offending, options);
  }

 private:
  static bool SlotHolds(const EnforcementPolicy& policy, uint32_t slot,
                        const EventContent& event) {
    const auto name = event.Text(Member::kActionName);
    if (!IsCall(event)) return false;
    const EnforcedTool& tool = policy.ToolOf(name.value_or(""));
    const JsonView arguments = event.Get(Member::kActionInput);
    for (size_t i = 0; i < tool.rules.size(); ++i) {
      if (tool.slots[i] != slot) continue;
      const auto& conditions = policy.rules[tool.rules[i]].arguments;
      return std::all_of(conditions.begin(), conditions.end(),
                         [&](const ArgumentCondition& one) {
                           return one.test.Holds(one.path.Resolve(arguments));
                         });
    }
    return false;
  }

  std::shared_ptr<const Predicate> Make(std::string what,
                                        CallPredicate::Test test) const {
    std::string text = "enforcement " + std::move(what);
    for (const std::string& tool : tools_.values) {
      text += fmt::format(" {}:{}", tool.size(), tool);
    }
    return std::make_shared<CallPredicate>(std::move(text), tools_,
                                           std::move(test));
  }

  PolicyPointer policy_;
  Target target_;
  TextCondition tools_;  // no values: every tool
};

Rule MakeRule(const PolicyPointer& policy, std::string name, size_t line,
              Target target) {
  Rule rule;
  rule.name = std::move(name);
  rule.type = &kEnforcementRule;
  rule.scope = Scope::kLedger;
  rule.line = line;
  rule.body = std::make_shared<EnforcementBody>(policy, target);
  return rule;
}

}  // namespace

std::vector<Rule> EnforcementRules(const PolicyPointer& policy) {
  using Kind = Target::Kind;
  std::vector<Rule> rules;
  if (policy->hide_line != 0) {
    rules.push_back(
        MakeRule(policy, "(hidden)", policy->hide_line, {Kind::kHidden, 0}));
  }
  if (policy->default_deny) {
    rules.push_back(MakeRule(policy, "(default deny)", policy->default_line,
                             {Kind::kUnlisted, 0}));
  }
  bool needs_arguments = false;
  for (size_t i = 0; i < policy->rules.size(); ++i) {
    const EnforcementRule& rule = policy->rules[i];
    rules.push_back(MakeRule(policy, rule.name, rule.line, {Kind::kRule, i}));
    needs_arguments = needs_arguments || rule.needs_arguments();
  }
  if (needs_arguments) {
    rules.push_back(MakeRule(policy, "(undecided)", 1, {Kind::kUndecided, 0}));
  }
  return rules;
}

Rule EveryRuling(const PolicyPointer& policy) {
  return MakeRule(policy, "(every ruling)", 1, {Target::Kind::kEvery, 0});
}

PolicyPointer EnforcementOf(const Rule& rule) {
  const auto* body = dynamic_cast<const EnforcementBody*>(rule.body.get());
  return body == nullptr ? nullptr : body->policy();
}

}  // namespace plog
