#ifndef PLOG_RULES_ENFORCEMENT_ENFORCEMENT_RULE_PARSER_H_
#define PLOG_RULES_ENFORCEMENT_ENFORCEMENT_RULE_PARSER_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/enforcement/enforcement_policy.h"
#include "rules/yaml/source_text.h"
#include "rules/yaml/yaml_node.h"

namespace plog {

// Reads the rules of one enforcement policy; they share its counters.
//
// Counters come first, of all rules, since a condition may read one that is
// declared further below.
class EnforcementRuleParser {
 public:
  EnforcementRuleParser(const SourceText& source, EnforcementPolicy* policy)
      : source_(source), policy_(*policy) {}

  // The counters that a rule declares. `position` is that in its tool.
  void DeclareCounters(std::string_view tool, size_t position,
                       const YamlNode& node);
  // Fills in what the form of the policy says; name, tool and line are there.
  void Parse(const YamlNode& node, EnforcementRule* rule);

 private:
  struct Rate {  // "5/hour"
    uint64_t count = 0;
    CounterWindow window = CounterWindow::kHour;
  };

  // The form with conditions (conditions_rule.cc).
  void ParseConditionsRule(const YamlNode& node, EnforcementRule* rule);
  void ParseConditions(const YamlNode& list, EnforcementRule* rule);
  void ParseCondition(const YamlNode& node, EnforcementRule* rule);
  std::optional<StateCondition> ParseStatePath(const YamlNode& node);
  void ParseState(const YamlNode& node, EnforcementRule* rule);
  std::optional<Decimal> LimitOf(const EnforcementRule& rule,
                                 size_t counter) const;

  // The form with spend (spend_rule.cc).
  void ParseSpendRule(const YamlNode& node, EnforcementRule* rule);
  void ParseSpend(const YamlNode& node, EnforcementRule* rule);
  void ParseArguments(const YamlNode& node, EnforcementRule* rule);

  // Both.
  std::optional<Rate> ParseRate(const YamlNode& node) const;
  void AddRate(const YamlNode& node, EnforcementRule* rule);
  RuleAction ParseAction(const YamlNode& node,
                         std::span<const std::string_view> names,
                         std::span<const RuleAction> actions);
  std::optional<CallTest> ParseTest(CallOperator op, const YamlNode& value,
                                    std::string_view what);
  void Conflict(const YamlNode& place, std::string message);
  void Declare(std::string_view tool, size_t position, std::string name,
               CounterWindow window, const SourcePlace& place);
  std::optional<size_t> FindCounter(std::string_view scope,
                                    std::string_view name) const;
  size_t AmountAt(ArgumentPath path);

  const SourceText& source_;
  EnforcementPolicy& policy_;
  std::vector<size_t> declared_at_;  // position of the rule of each counter
};

// The name of the counter behind `rate_limit`.
std::string RateCounter(CounterWindow window);
// That behind `spend.daily` of the tool's rules[position].
std::string SpendCounter(size_t position);

}  // namespace plog

#endif  // PLOG_RULES_ENFORCEMENT_ENFORCEMENT_RULE_PARSER_H_
