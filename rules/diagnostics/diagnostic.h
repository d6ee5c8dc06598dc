#ifndef PLOG_RULES_DIAGNOSTICS_DIAGNOSTIC_H_
#define PLOG_RULES_DIAGNOSTICS_DIAGNOSTIC_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/diagnostics/source_lines.h"

namespace plog {

// A place in a source text. Lines and columns count from 1, columns in Unicode
// characters; 0 means "the file as a whole".
struct SourcePlace {
  size_t line = 0;
  size_t column = 0;
  size_t width = 1;  // characters to underline
};

// Every diagnostic has a row in the table of diagnostic_codes.cc: the code, its
// severity and a sentence for the manual. The codes are stable.
struct DiagnosticCode {
  std::string_view code;  // "unknown-key"
  bool error;             // false: a lint hint, never an error
  std::string_view meaning;
};
std::span<const DiagnosticCode> DiagnosticCodes();

struct Diagnostic {
  std::string_view code;  // of a row of the table
  std::string file;
  SourcePlace place;
  std::string message;
  std::string hint;  // "did you mean `within`?", may be empty
};

// Collects the mistakes of all files of a run; nothing stops at the first.
class Diagnostics {
 public:
  void Add(Diagnostic diagnostic);
  bool has_errors() const { return errors_ > 0; }
  size_t errors() const { return errors_; }
  // By file (in order of first use), then line and column.
  std::vector<Diagnostic> Sorted() const;

 private:
  std::vector<Diagnostic> all_;
  size_t errors_ = 0;
};

// `file:line:column: error: message [code]`, the source line, a caret and the
// hint. `source` is the text of the file, or empty.
std::string FormatDiagnostic(const Diagnostic& diagnostic,
                             const SourceLines& source);

}  // namespace plog

#endif  // PLOG_RULES_DIAGNOSTICS_DIAGNOSTIC_H_
