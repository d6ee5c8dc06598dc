#ifndef PLOG_RULES_ENFORCEMENT_ENFORCEMENT_PARSER_H_
#define PLOG_RULES_ENFORCEMENT_ENFORCEMENT_PARSER_H_

#include <string_view>

#include "rules/policy/policy_parser.h"

namespace plog {

// Whether a document is an enforcement policy rather than one of plog's own:
// it has a key of those (`tools`, `version`, `default`, `hide`) and neither
// `policies` nor `tests`.
bool IsEnforcementPolicy(const YamlNode& root);

// Compiles an enforcement policy into a policy named "enforcement" (the second
// of a run "enforcement-2": the file has no name of its own, and violations
// must stay the same ones when it is renamed). All mistakes go to the source's
// diagnostics, in the meaning of Intercept's own validation and beyond: there,
// keys it does not know are ignored; here every one is an error, most of all
// those that only the other form has.
void ParseEnforcementPolicy(const SourceText& source, const YamlNode& root,
                            NameRegistry* names, std::vector<Policy>* out);

}  // namespace plog

#endif  // PLOG_RULES_ENFORCEMENT_ENFORCEMENT_PARSER_H_
