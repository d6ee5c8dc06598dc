#ifndef PLOG_RULES_TYPES_JSON_PLACE_H_
#define PLOG_RULES_TYPES_JSON_PLACE_H_

#include <cstdint>
#include <string>

#include "ledger/json/json.h"

namespace plog {

// The JSON Pointer (RFC 6901) from `root` to the value whose JsonView::index()
// is `index`, in the same document; "" for the root itself. REQUIRES: the
// value lies inside `root`.
std::string PointerTo(JsonView root, uint32_t index);

}  // namespace plog

#endif  // PLOG_RULES_TYPES_JSON_PLACE_H_
