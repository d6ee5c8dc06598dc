#ifndef PLOG_RULES_POLICY_UNTYPED_RULE_H_
#define PLOG_RULES_POLICY_UNTYPED_RULE_H_

#include "rules/yaml/source_text.h"
#include "rules/yaml/yaml_node.h"

namespace plog {

// Diagnoses the fields of a rule whose type is missing or unknown, so that
// their mistakes are found in the same run: a key that no type has, and the
// value of every key that means the same to all types that have it (`when`
// does; `max` is a number here and a duration there, and is left alone).
// Nothing is missing: no type demands it.
void DiagnoseUntyped(const SourceText& source, const YamlNode& rule);

}  // namespace plog

#endif  // PLOG_RULES_POLICY_UNTYPED_RULE_H_
