#ifndef PLOG_RULES_TYPES_BODIES_H_
#define PLOG_RULES_TYPES_BODIES_H_

#include <memory>

#include "rules/types/rule_type.h"

namespace plog {

// What the files of the rule types give to the table in rule_type.cc: an empty
// body, ready to Declare.
std::unique_ptr<RuleBody> MakeSequence();
std::unique_ptr<RuleBody> MakeAbsence();
std::unique_ptr<RuleBody> MakeBoundary();
std::unique_ptr<RuleBody> MakePresence();
std::unique_ptr<RuleBody> MakeRate();
std::unique_ptr<RuleBody> MakePattern();
std::unique_ptr<RuleBody> MakeTemporal();
std::unique_ptr<RuleBody> MakeIntegrity();
std::unique_ptr<RuleBody> MakeGap();
std::unique_ptr<RuleBody> MakeRatio();
std::unique_ptr<RuleBody> MakeLimit();

}  // namespace plog

#endif  // PLOG_RULES_TYPES_BODIES_H_
