#ifndef PLOG_LEDGER_JSON_CANONICAL_H_
#define PLOG_LEDGER_JSON_CANONICAL_H_

#include <string>
#include <string_view>

#include "ledger/json/hash_profile.h"
#include "ledger/json/json.h"

namespace plog {

// Appends `value` in the canonical form of `profile`; RFC 8785 under the native
// one. Never fails: a JsonDocument holds nothing that has no canonical form.
// REQUIRES: profile.keys != kUtf8TopOnly (that profile needs the source text,
// see AppendContent in ledger/event/content.h).
void AppendCanonical(JsonView value, const HashProfile& profile,
                     std::string* out);
std::string CanonicalJson(JsonView value);  // native profile

// One string as a JSON string literal under the profile's escaping.
void AppendJsonString(std::string_view text, const HashProfile& profile,
                      std::string* out);

}  // namespace plog

#endif  // PLOG_LEDGER_JSON_CANONICAL_H_
