#ifndef PLOG_RULES_ENFORCEMENT_GO_TEXT_H_
#define PLOG_RULES_ENFORCEMENT_GO_TEXT_H_

#include <string>

#include "ledger/json/json.h"

namespace plog {

// A JSON value as Go's fmt prints it with %v after encoding/json read it:
// numbers are float64 ("5", "1.5", "1e+21", "1e-05"), null is <nil>, lists are
// [a b] and objects map[k:v] with sorted keys. Intercept compares the printed
// forms of what are not two numbers, so that 5 equals "5" there.
std::string GoText(JsonView value);

// `eq` of Intercept: two numbers as doubles, anything else by GoText.
bool GoEquals(JsonView a, JsonView b);

}  // namespace plog

#endif  // PLOG_RULES_ENFORCEMENT_GO_TEXT_H_
