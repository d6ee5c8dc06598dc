#ifndef PLOG_RULES_POLICY_TEST_PARSER_H_
#define PLOG_RULES_POLICY_TEST_PARSER_H_

#include <vector>

#include "rules/policy/policy.h"
#include "rules/policy/policy_parser.h"
#include "rules/yaml/source_text.h"
#include "rules/yaml/yaml_node.h"

namespace plog {

// Compiles `tests:` of a file (policies §7) and appends them to `out`. `names`
// holds all policies and rules of the run: a test that expects another one is
// mistaken. Mistakes go to the source's diagnostics.
void ParseTests(const SourceText& source, const YamlNode& list,
                const NameRegistry& names, std::vector<PolicyTest>* out);

}  // namespace plog

#endif  // PLOG_RULES_POLICY_TEST_PARSER_H_
