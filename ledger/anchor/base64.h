#ifndef PLOG_LEDGER_ANCHOR_BASE64_H_
#define PLOG_LEDGER_ANCHOR_BASE64_H_

#include <optional>
#include <string>
#include <string_view>

namespace plog {

// Base64 with the standard alphabet and padding (RFC 4648 §4).
std::string ToBase64(std::string_view bytes);

// The bytes of `text`, or nullopt unless `text` is exactly what ToBase64 makes
// of them: no white space, no URL alphabet, no missing padding, no stray bits
// in the last character. One value has one spelling, so evidence cannot be
// varied without effect.
std::optional<std::string> FromBase64(std::string_view text);

}  // namespace plog

#endif  // PLOG_LEDGER_ANCHOR_BASE64_H_
