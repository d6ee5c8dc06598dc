#ifndef PLOG_RULES_POLICY_RULE_PARSER_H_
#define PLOG_RULES_POLICY_RULE_PARSER_H_

#include <optional>

#include "rules/policy/policy.h"
#include "rules/yaml/source_text.h"
#include "rules/yaml/yaml_node.h"

namespace plog {

// Keys that policies and rules have in common. Absent ones leave the target as
// it is.
void ReadText(const SourceText& source, const YamlNode& mapping,
              std::string_view key, std::string* text);
void ReadTexts(const SourceText& source, const YamlNode& mapping,
               std::string_view key, std::vector<std::string>* texts);
void ReadFlag(const SourceText& source, const YamlNode& mapping,
              std::string_view key, bool* flag);
void ReadSeverity(const SourceText& source, const YamlNode& mapping,
                  Severity* severity);

// Compiles a rule over what `rule` already holds: that which it inherits from
// its policy. The name is set even if there are mistakes, the body only if
// there are none.
void ParseRule(const SourceText& source, const YamlNode& node, Rule* rule);

}  // namespace plog

#endif  // PLOG_RULES_POLICY_RULE_PARSER_H_
