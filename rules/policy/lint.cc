#include "rules/policy/lint.h"

#include <deque>
#include <utility>

#include "rules/policy/lint_rule.h"
#include "rules/yaml/yaml_reader.h"

namespace plog {
namespace {

struct ReadFile {
  SourceText source;
  YamlNode root;
};

constexpr void (*kChecks[])(const LintedRule&) = {
    LintMatchers, LintPatterns, LintOutcome, LintDeny, LintUntil,
};

// Calls `visit` with each element of the list `key` of a mapping.
template <typename Visit>
void ForEachItem(const YamlNode& mapping, std::string_view key, Visit visit) {
  const YamlNode* list = mapping.Find(key);
  if (list == nullptr) return;
  for (const YamlNode& item : list->items) visit(item);
}

// The compiled rule that stands on the node's line. Two rules of one flow
// sequence may share a line; names are unique in a policy.
const Rule* FindRule(const Policy& policy, const YamlNode& node) {
  const YamlNode* name = node.Find("name");
  for (const Rule& rule : policy.rules) {
    if (name != nullptr && rule.name == name->text) return &rule;
  }
  return nullptr;
}

void AddRules(const PolicySet& set, const ReadFile& file,
              std::vector<LintedRule>* rules) {
  ForEachItem(file.root, "policies", [&](const YamlNode& policy_node) {
    const YamlNode* name = policy_node.Find("name");
    for (const Policy& policy : set.policies) {
      if (name == nullptr || policy.name != name->text || !policy.enabled) {
        continue;
      }
      ForEachItem(policy_node, "rules", [&](const YamlNode& node) {
        const Rule* rule = FindRule(policy, node);
        if (rule == nullptr || !rule->enabled) return;
        rules->push_back(
            {&policy, rule, &file.source, &node, ReadFields(*rule->body)});
      });
    }
  });
}

}  // namespace

SourcePlace LintedRule::PlaceOf(std::string_view field) const {
  const YamlNode* value = node->Find(field);
  return value != nullptr ? value->place : node->place;
}

void LintedRule::Hint(std::string_view field, std::string_view code,
                      std::string message, std::string hint) const {
  source->Add(code, PlaceOf(field), std::move(message), std::move(hint));
}

void LintPolicies(const PolicySet& set, Diagnostics* diagnostics) {
  std::deque<ReadFile> files;  // rules point into it
  std::vector<LintedRule> rules;
  for (const PolicySource& source : set.sources) {
    ReadFile& file = files.emplace_back(
        ReadFile{SourceText(source.name, source.text, diagnostics), {}});
    file.root = ReadYaml(file.source);
    AddRules(set, file, &rules);
  }
  for (const LintedRule& rule : rules) {
    for (const auto check : kChecks) check(rule);
  }
  LintPairs(rules);
  LintLabels(set, rules);
}

}  // namespace plog
