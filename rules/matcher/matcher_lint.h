#ifndef PLOG_RULES_MATCHER_MATCHER_LINT_H_
#define PLOG_RULES_MATCHER_MATCHER_LINT_H_

#include "rules/matcher/condition.h"
#include "rules/yaml/source_text.h"

namespace plog {

// Hints at a condition that is allowed but can hold for no event (a number for
// a member that is always a string), or that compares with a near miss of a
// well-known value (`tool_call`).
void LintCondition(const SourceText& source, const SourcePlace& place,
                   const Condition& condition);

}  // namespace plog

#endif  // PLOG_RULES_MATCHER_MATCHER_LINT_H_
