#include "rules/yaml/yaml_faults.h"

#include <fmt/format.h>

#include <string>

#include "rules/diagnostics/characters.h"

namespace plog {
namespace {

struct Wording {
  std::string_view library;  // how yaml-cpp 0.7 begins its message
  std::string_view message;
  std::string_view hint;
};

constexpr Wording kWordings[] = {
    {"illegal EOF in scalar", "a quoted text is not closed",
     "the closing quote is missing"},
    {"illegal document indicator in scalar", "a quoted text is not closed",
     "the closing quote is missing"},
    {"end of map flow not found", "a `{` is not closed",
     "`}` or a comma is missing"},
    {"end of sequence flow not found", "a `[` is not closed",
     "`]` or a comma is missing"},
    {"illegal flow end", "there is no open bracket to close here", ""},
    {"end of map not found", "the mapping cannot go on like this",
     "a `:` is missing after a key, or the indentation differs from that of "
     "the keys above"},
    {"end of sequence not found", "the list cannot go on like this",
     "every element begins with `- `, all at the same indentation"},
    {"illegal map value", "a `: ` cannot stand here",
     "quote a text that holds `: `, and look at the indentation"},
    {"illegal map key", "a key cannot stand here", "look at the indentation"},
    {"illegal block entry", "a list element cannot begin here",
     "look at the indentation"},
    {"unknown token", "no value can begin with this character",
     "quote the text"},
    {"illegal character in scalar", "a text is interrupted here",
     "quote the text"},
    {"bad character found while scanning hex number",
     "a `\\x`, `\\u` or `\\U` escape has too few hexadecimal digits",
     "use single quotes, or write `\\\\`"},
    {"invalid unicode", "the escape names no Unicode character",
     "write the character itself: YAML has no surrogate pairs"},
    {"alias not found after *", "no value can begin with `*`",
     "quote the text: \"*\""},
    {"illegal character found while scanning alias",
     "no value can begin with `*`", "quote the text"},
    {"anchor not found after &", "no value can begin with `&`",
     "quote the text"},
    {"illegal character found while scanning anchor",
     "no value can begin with `&`", "quote the text"},
    {"the referenced anchor is not defined", "no value can begin with `*`",
     "aliases are not allowed; quote the text if it is one"},
    {"bad file", "nesting is limited to 20 levels", ""},
};

constexpr std::string_view kBadEscape = "unknown escape character: ";

// Whether white space before the first character of a line holds a tab; then
// yaml-cpp's complaint, here or a little later, is about nothing else.
bool HasTabIndentation(const SourceText& source, size_t line,
                       SourcePlace* place) {
  const std::string_view text = source.Line(line);
  const size_t tab = text.find('\t');
  if (tab == std::string_view::npos || tab > text.find_first_not_of(" \t")) {
    return false;
  }
  *place = {line, tab + 1, 1};
  return true;
}

void ReportBadEscape(const SourceText& source, std::string_view escaped,
                     size_t offset) {
  const std::string escape = fmt::format("\\{}", escaped);
  const std::string_view text = source.text();
  // The mark is near the escape, on one side or the other of it.
  const size_t from = offset > 4 ? offset - 4 : 0;
  const size_t at = text.find(escape, from);
  SourcePlace place = source.PlaceOf(at <= offset + 4 ? at : offset);
  place.width = CountCharacters(escape);
  source.Add(
      "bad-escape", place,
      fmt::format("`{}` is no escape of a double-quoted text", escape),
      fmt::format("use single quotes ('{0}'), or write `\\{0}`", escape));
}

}  // namespace

void ReportYamlFault(const SourceText& source, std::string_view library_message,
                     size_t offset) {
  // What is missing at the end is missing after the last text, not in the blank
  // line behind it.
  const std::string_view text = source.text();
  if (offset >= text.size() ||
      text.find_first_not_of(" \r\n", offset) == std::string_view::npos) {
    const size_t last = text.find_last_not_of(" \r\n");
    offset = last == std::string_view::npos ? 0 : last;
  }
  SourcePlace place = source.PlaceOf(offset);
  for (size_t line = place.line; line + 3 > place.line && line > 0; --line) {
    if (!HasTabIndentation(source, line, &place)) continue;
    source.Add("tab-indentation", place,
               "YAML is indented with spaces, not with tabs");
    return;
  }
  if (library_message.starts_with(kBadEscape)) {
    ReportBadEscape(source, library_message.substr(kBadEscape.size()), offset);
    return;
  }
  for (const Wording& wording : kWordings) {
    if (!library_message.starts_with(wording.library)) continue;
    source.Add("yaml-syntax", place, std::string(wording.message),
               std::string(wording.hint));
    return;
  }
  source.Add("yaml-syntax", place, std::string(library_message));
}

}  // namespace plog
