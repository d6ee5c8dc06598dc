#ifndef PLOG_RULES_MATCHER_QUOTED_VALUE_H_
#define PLOG_RULES_MATCHER_QUOTED_VALUE_H_

#include <cstddef>
#include <string>

#include "ledger/json/json.h"
#include "rules/matcher/matcher.h"

namespace plog {

// A value of an event as an explanation shows it: compact JSON, cut after
// `max_bytes`, or "absent". Texts, objects and arrays of the members in which
// an agent's own data stands (input, output, error message, metadata) may hold
// a secret: without `quote_payload` only their kind and size are told.
std::string QuoteValue(const FieldPath& path, JsonView value,
                       bool quote_payload, size_t max_bytes);

}  // namespace plog

#endif  // PLOG_RULES_MATCHER_QUOTED_VALUE_H_
