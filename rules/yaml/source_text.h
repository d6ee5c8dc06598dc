#ifndef PLOG_RULES_YAML_SOURCE_TEXT_H_
#define PLOG_RULES_YAML_SOURCE_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "rules/diagnostics/diagnostic.h"

namespace plog {

// A file's text by lines, and the one place from which its mistakes are
// reported. A byte order mark is not part of it. The text and the diagnostics
// outlive it. For one thread.
class SourceText {
 public:
  SourceText(std::string_view name, std::string_view text,
             Diagnostics* diagnostics);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }
  // Without its line break; empty beyond the end. `number` counts from 1.
  std::string_view Line(size_t number) const;
  // The place of a byte of the text, in characters. Cheap for offsets near the
  // one asked for before: a megabyte may stand on a single line.
  SourcePlace PlaceOf(size_t offset) const;
  // Where `fragment` stands in the text of a value that begins at `place`, as
  // written or with its backslashes doubled; `place` itself if it is not on
  // that line.
  SourcePlace Within(const SourcePlace& place, std::string_view fragment) const;

  void Add(std::string_view code, SourcePlace place, std::string message,
           std::string hint = {}) const;
  // Errors of all files so far: to see whether a step added any.
  size_t errors() const { return diagnostics_->errors(); }
  // Whether anything was reported for this file.
  bool reported() const { return reported_; }

 private:
  std::string name_;
  std::string_view text_;
  std::vector<size_t> line_starts_;
  Diagnostics* diagnostics_;
  mutable bool reported_ = false;
  mutable size_t last_offset_ = 0;  // of PlaceOf, with its column
  mutable size_t last_column_ = 1;
};

}  // namespace plog

#endif  // PLOG_RULES_YAML_SOURCE_TEXT_H_
