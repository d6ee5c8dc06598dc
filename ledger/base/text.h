#ifndef PLOG_LEDGER_BASE_TEXT_H_
#define PLOG_LEDGER_BASE_TEXT_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace plog {

bool IsValidUtf8(std::string_view text);

// For every string that came from a log, a policy or a file name and goes to a
// terminal: C0, DEL, C1, bidi controls, zero-width characters, U+2028/9 and
// bytes that are not UTF-8 become visible escapes (`\x1b`, `\u202e`). At most
// `max_bytes` of output, then an ellipsis.
std::string SanitizeForTerminal(std::string_view text, size_t max_bytes = 4096);

// The candidate nearest to `word` for a "did you mean", or empty if none is
// near (Damerau-Levenshtein distance at most a third of the length, at least
// 1). Case differences count as near.
std::string_view NearestWord(std::string_view word,
                             std::span<const std::string_view> candidates);

}  // namespace plog

#endif  // PLOG_LEDGER_BASE_TEXT_H_
