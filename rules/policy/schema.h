#ifndef PLOG_RULES_POLICY_SCHEMA_H_
#define PLOG_RULES_POLICY_SCHEMA_H_

#include <string>

namespace plog {

// A JSON Schema (draft-07) of policy files, for completion and checks in an
// editor. Written from the same declarations that the compiler reads. What a
// schema cannot say (unique names, cross-checks) is left to `plog policy lint`.
std::string PolicySchema();

}  // namespace plog

#endif  // PLOG_RULES_POLICY_SCHEMA_H_
