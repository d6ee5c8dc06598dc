#include "rules/enforcement/form.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "rules/yaml/yaml_expect.h"

namespace plog {
namespace {

constexpr std::string_view kConditionsFile[] = {"version", "description",
                                                "default", "hide", "tools"};
constexpr std::string_view kSpendFile[] = {"version", "description", "default",
                                           "tools"};
constexpr std::string_view kConditionsRule[] = {
    "name", "action", "conditions", "on_deny", "state", "rate_limit"};
constexpr std::string_view kSpendRule[] = {
    "name",    "action",     "spend",           "arguments",
    "on_deny", "rate_limit", "approval_timeout"};
// The one action that only one form has.
constexpr std::string_view kOwnAction[] = {"evaluate", "require_approval"};
constexpr std::string_view kFormNames[] = {
    "conditions, state, hide", "spend, arguments, require_approval"};

EnforcementForm OtherForm(EnforcementForm form) {
  return form == EnforcementForm::kSpend ? EnforcementForm::kConditions
                                         : EnforcementForm::kSpend;
}

bool Has(std::span<const std::string_view> keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool IsOnlyOf(EnforcementForm form, KeyPlace place, std::string_view key) {
  return Has(KeysOf(form, place), key) &&
         !Has(KeysOf(OtherForm(form), place), key);
}

bool IsActionOf(const YamlNode& action, EnforcementForm form) {
  return action.is(YamlNode::Kind::kScalar) &&
         action.text == kOwnAction[static_cast<size_t>(form)];
}

void AddForeign(const SourceText& source, SourcePlace place,
                std::string_view what, EnforcementForm form) {
  source.Add("mixed-dialects", place,
             fmt::format("{} belongs to the form with {}; read as the one with "
                         "{}, as this file is, it would be dropped",
                         what, kFormNames[static_cast<size_t>(OtherForm(form))],
                         kFormNames[static_cast<size_t>(form)]),
             "keep to one form in a file");
}

// Calls `visit` with every rule of the document that is a mapping.
template <typename Visit>
void EachRule(const YamlNode& root, const Visit& visit) {
  const YamlNode* tools = root.Find("tools");
  if (tools == nullptr) return;
  for (const YamlMember& tool : tools->members) {
    const YamlNode* rules = tool.value.Find("rules");
    if (rules == nullptr) continue;
    for (const YamlNode& rule : rules->items) visit(rule);
  }
}

bool UsesForm(const YamlNode& root, EnforcementForm form) {
  const auto any = [form](const YamlNode& mapping, KeyPlace place) {
    return std::any_of(mapping.members.begin(), mapping.members.end(),
                       [&](const YamlMember& member) {
                         return IsOnlyOf(form, place, member.name);
                       });
  };
  bool uses = any(root, KeyPlace::kFile);
  EachRule(root, [&](const YamlNode& rule) {
    const YamlNode* action = rule.Find("action");
    uses = uses || any(rule, KeyPlace::kRule) ||
           (action != nullptr && IsActionOf(*action, form));
  });
  return uses;
}

}  // namespace

std::span<const std::string_view> KeysOf(EnforcementForm form, KeyPlace place) {
  const bool spend = form == EnforcementForm::kSpend;
  if (place == KeyPlace::kRule) {
    if (spend) return kSpendRule;
    return kConditionsRule;
  }
  if (spend) return kSpendFile;
  return kConditionsFile;
}

EnforcementForm FormOf(const YamlNode& root) {
  const bool spend = UsesForm(root, EnforcementForm::kSpend) &&
                     !UsesForm(root, EnforcementForm::kConditions);
  return spend ? EnforcementForm::kSpend : EnforcementForm::kConditions;
}

void RefuseForeignKeys(const SourceText& source, const YamlNode& mapping,
                       std::string_view what, EnforcementForm form,
                       KeyPlace place) {
  const auto own = KeysOf(form, place);
  for (const YamlMember& member : mapping.members) {
    if (Has(own, member.name)) continue;
    if (IsOnlyOf(OtherForm(form), place, member.name)) {
      AddForeign(source, member.place, fmt::format("`{}`", member.name), form);
      continue;
    }
    source.Add("unknown-key", member.place,
               fmt::format("{} has no key `{}`", what, member.name),
               DidYouMean(member.name, own));
  }
}

bool RefuseForeignAction(const SourceText& source, const YamlNode& action,
                         EnforcementForm form) {
  if (!IsActionOf(action, OtherForm(form))) return false;
  AddForeign(source, action.place, fmt::format("`action: {}`", action.text),
             form);
  return true;
}

}  // namespace plog
