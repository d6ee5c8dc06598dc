#ifndef PLOG_RULES_DIAGNOSTICS_SOURCE_LINES_H_
#define PLOG_RULES_DIAGNOSTICS_SOURCE_LINES_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace plog {

// Where the lines of a source text begin: made once, a line is found at once,
// also for the ten-thousandth mistake of a file. Refers to the text.
class SourceLines {
 public:
  // Implicit: a text has its lines.
  SourceLines(std::string_view text);
  SourceLines(const std::string& text) : SourceLines(std::string_view(text)) {}
  SourceLines(const char* text) : SourceLines(std::string_view(text)) {}

  // The line with this number, from 1, without its end; empty if there is none.
  std::string_view Line(size_t number) const;

 private:
  std::string_view text_;       // without a byte order mark
  std::vector<size_t> starts_;  // of line 1, 2, …
};

}  // namespace plog

#endif  // PLOG_RULES_DIAGNOSTICS_SOURCE_LINES_H_
