#include "rules/diagnostics/source_lines.h"

#include "rules/diagnostics/characters.h"

namespace plog {

SourceLines::SourceLines(std::string_view text) : text_(text) {
  if (text_.starts_with(kByteOrderMark)) {
    text_.remove_prefix(kByteOrderMark.size());
  }
  starts_.push_back(0);
  for (size_t end = text_.find('\n'); end != std::string_view::npos;
       end = text_.find('\n', end + 1)) {
    starts_.push_back(end + 1);
  }
}

std::string_view SourceLines::Line(size_t number) const {
  if (number == 0 || number > starts_.size()) return {};
  std::string_view line = text_.substr(starts_[number - 1]);
  line = line.substr(0, line.find('\n'));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

}  // namespace plog
