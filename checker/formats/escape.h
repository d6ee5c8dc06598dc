#ifndef PLOG_CHECKER_FORMATS_ESCAPE_H_
#define PLOG_CHECKER_FORMATS_ESCAPE_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace plog {

// Hostile text made harmless, one function per target syntax. All of them
// first apply SanitizeForTerminal (control, bidi and zero-width characters
// become visible escapes, at most kMaxShownBytes), so the result is one line
// of valid UTF-8 wherever it ends up being shown.
inline constexpr size_t kMaxShownBytes = 4096;

// XML and HTML, element content and double- or single-quoted attributes.
std::string MarkupText(std::string_view text);
// CommonMark outside code: no markup, no table cell break, no raw HTML.
std::string MarkdownText(std::string_view text);
// A quoted RFC 4180 cell. Cells that a spreadsheet would take for a formula
// (CWE-1236) get an apostrophe in front.
std::string CsvCell(std::string_view text);
// GitHub workflow commands: the message, and a property value.
std::string GithubMessage(std::string_view text);
std::string GithubProperty(std::string_view text);
// Older workflow commands (`##[add-path]…`) are found anywhere in a line of a
// build log, so also in plain text printed there.
void NeutralizeCommands(std::string* text);
// SARIF plain text, where `[text](link)` would be an embedded link.
std::string SarifText(std::string_view text);

// A relative URI reference from a path ("./" dropped), or a file URI from an
// absolute one. Not sanitised: every unsafe byte is percent-encoded.
std::string PathUri(std::string_view path);

// A token as OSCAL and XML know it, injective over different names: letters,
// digits, '.', '-' stay, all else becomes '_' and a hash is appended.
std::string TokenOf(std::string_view name);

}  // namespace plog

#endif  // PLOG_CHECKER_FORMATS_ESCAPE_H_
