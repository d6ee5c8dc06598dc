#ifndef PLOG_LEDGER_JSON_STRING_ESCAPE_H_
#define PLOG_LEDGER_JSON_STRING_ESCAPE_H_

#include <cstddef>
#include <string_view>

#include "ledger/json/hash_profile.h"

namespace plog {

// EscapeInto reads, and ignores, as many bytes behind the text.
inline constexpr size_t kEscapePadding = 16;

// The room that EscapeInto needs for a text of so many bytes: a control
// character becomes six, and sixteen bytes are written at a time.
constexpr size_t EscapedRoom(size_t bytes) { return 6 * bytes + 16; }

// Writes the text of a JSON string literal, without its quotes, as the profile
// escapes it, and returns where it ends. REQUIRES: EscapedRoom(text.size())
// bytes at `at`; kEscapePadding readable bytes behind `text`, which is UTF-8.
char* EscapeInto(std::string_view text, const HashProfile& profile, char* at);

}  // namespace plog

#endif  // PLOG_LEDGER_JSON_STRING_ESCAPE_H_
