#ifndef PLOG_RULES_POLICY_LINT_RULE_H_
#define PLOG_RULES_POLICY_LINT_RULE_H_

#include <string>
#include <string_view>
#include <vector>

#include "rules/policy/policy.h"
#include "rules/types/field_reader.h"
#include "rules/yaml/source_text.h"
#include "rules/yaml/yaml_node.h"

namespace plog {

// An enabled rule as lint sees it: compiled, and with the place of each field.
struct LintedRule {
  const Policy* policy = nullptr;
  const Rule* rule = nullptr;
  const SourceText* source = nullptr;
  const YamlNode* node = nullptr;
  RuleFields fields;

  bool is(std::string_view type) const { return rule->type->name == type; }
  // Where `field` stands, else the rule itself.
  SourcePlace PlaceOf(std::string_view field) const;
  void Hint(std::string_view field, std::string_view code, std::string message,
            std::string hint) const;
};

// The checks, each over one rule or all of them.
void LintMatchers(const LintedRule& rule);  // never-holds in combination
void LintPatterns(const LintedRule& rule);  // matches-empty
void LintOutcome(const LintedRule& rule);   // never-fires, always-fires
void LintDeny(const LintedRule& rule);      // deny-equals-when
void LintUntil(const LintedRule& rule);     // unreachable-until
void LintPairs(const std::vector<LintedRule>& rules);  // contradiction
void LintLabels(const PolicySet& set, const std::vector<LintedRule>& rules);

// Whether no event at all can satisfy `matcher`. False negatives only.
bool IsUnsatisfiable(const Matcher& matcher);

}  // namespace plog

#endif  // PLOG_RULES_POLICY_LINT_RULE_H_
