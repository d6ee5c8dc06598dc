#include "rules/policy/policy_parser.h"

#include <fmt/format.h>

#include <utility>

#include "rules/policy/keys.h"
#include "rules/policy/rule_parser.h"
#include "rules/yaml/yaml_expect.h"

namespace plog {
namespace {

SourcePlace PlaceOfValue(const YamlNode& mapping, std::string_view key) {
  const YamlNode* node = mapping.Find(key);
  return node != nullptr ? node->place : mapping.place;
}

void ClaimPolicyName(const SourceText& source, const YamlNode& node,
                     const std::string& name, NameRegistry* names) {
  if (name.empty()) return;
  const SourcePlace place = PlaceOfValue(node, "name");
  const auto [taken, added] = names->policies.emplace(
      name, NameRegistry::Taken{source.name(), place.line});
  if (added) return;
  source.Add("duplicate-name", place,
             fmt::format("the policy name `{}` is taken", name),
             fmt::format("the first is at {}:{}", taken->second.file,
                         taken->second.line));
}

void ParseRules(const SourceText& source, const YamlNode& list,
                const Rule& inherited, NameRegistry* names, Policy* policy) {
  if (!ExpectList(source, list, "`rules`", "each rule begins with `- name:`")) {
    return;
  }
  if (list.items.empty()) {
    source.Add("empty", list.place, "`rules` lists no rule");
  }
  std::map<std::string, size_t, std::less<>> lines;
  for (const YamlNode& node : list.items) {
    if (!ExpectMapping(source, node, "a rule")) continue;
    Rule rule = inherited;
    ParseRule(source, node, &rule);
    // One without a name is a mistake that was reported.
    if (!rule.name.empty()) names->rules.insert(rule.name);
    const SourcePlace place = PlaceOfValue(node, "name");
    const auto [first, added] = lines.emplace(rule.name, place.line);
    if (!added && !rule.name.empty()) {
      source.Add("duplicate-name", place,
                 fmt::format("the policy has a rule `{}` already", rule.name),
                 fmt::format("the first is on line {}", first->second));
    }
    if (rule.body) policy->rules.push_back(std::move(rule));
  }
}

void RequireKey(const SourceText& source, const YamlNode& node,
                std::string_view key, std::string_view hint) {
  if (node.Find(key) != nullptr) return;
  source.Add("missing-field", node.place,
             fmt::format("a policy needs `{}`", key), std::string(hint));
}

Policy ParsePolicy(const SourceText& source, const YamlNode& node,
                   NameRegistry* names) {
  Policy policy;
  policy.file = source.name();
  policy.line = node.place.line;
  RefuseUnknownKeys(source, node, "a policy", NamesOf(PolicyKeys()));
  RequireKey(source, node, "name", "reports and `--policy` refer to it");
  RequireKey(source, node, "rules", "at least one rule");
  ReadText(source, node, "name", &policy.name);
  ClaimPolicyName(source, node, policy.name, names);
  ReadText(source, node, "description", &policy.description);
  ReadText(source, node, "owner", &policy.owner);
  ReadTexts(source, node, "controls", &policy.controls);
  ReadTexts(source, node, "tags", &policy.tags);
  ReadFlag(source, node, "enabled", &policy.enabled);
  Rule inherited;
  inherited.controls = policy.controls;
  ReadSeverity(source, node, &inherited.severity);
  if (const YamlNode* rules = node.Find("rules")) {
    ParseRules(source, *rules, inherited, names, &policy);
  }
  return policy;
}

}  // namespace

void ParsePolicies(const SourceText& source, const YamlNode& list,
                   NameRegistry* names, std::vector<Policy>* out) {
  if (!ExpectList(source, list, "`policies`",
                  "each policy begins with `- name:`")) {
    return;
  }
  if (list.items.empty()) {
    source.Add("empty", list.place, "`policies` lists no policy");
  }
  for (const YamlNode& node : list.items) {
    if (!ExpectMapping(source, node, "a policy")) continue;
    out->push_back(ParsePolicy(source, node, names));
  }
}

}  // namespace plog
