#ifndef PLOG_RULES_POLICY_LINT_H_
#define PLOG_RULES_POLICY_LINT_H_

#include "rules/policy/policy.h"

namespace plog {

// Hints at policies that compile but hardly say what was meant: rules that can
// never fire or always do, rules that contradict each other, and the like.
// Hints about single fields are found while compiling. REQUIRES: the set was
// compiled without errors. A hint is never wrong about what the rule does, but
// silence proves nothing.
void LintPolicies(const PolicySet& set, Diagnostics* diagnostics);

}  // namespace plog

#endif  // PLOG_RULES_POLICY_LINT_H_
