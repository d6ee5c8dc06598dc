#include "rules/yaml/source_text.h"

#include <algorithm>
#include <utility>

#include "rules/diagnostics/characters.h"

namespace plog {

SourceText::SourceText(std::string_view name, std::string_view text,
                       Diagnostics* diagnostics)
    : name_(name), text_(text), diagnostics_(diagnostics) {
  if (text_.starts_with(kByteOrderMark)) {
    text_.remove_prefix(kByteOrderMark.size());
  }
  line_starts_.push_back(0);
  for (size_t at = text_.find('\n'); at != std::string_view::npos;
       at = text_.find('\n', at + 1)) {
    line_starts_.push_back(at + 1);
  }
}

std::string_view SourceText::Line(size_t number) const {
  if (number == 0 || number > line_starts_.size()) return {};
  std::string_view line = text_.substr(line_starts_[number - 1]);
  line = line.substr(0, line.find('\n'));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

SourcePlace SourceText::PlaceOf(size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto next =
      std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const size_t start = *(next - 1);
  if (last_offset_ < start ||
      (next != line_starts_.end() && last_offset_ >= *next)) {
    last_offset_ = start;
    last_column_ = 1;
  }
  const auto [low, high] = std::minmax(last_offset_, offset);
  const size_t between = CountCharacters(text_.substr(low, high - low));
  last_column_ =
      offset < last_offset_ ? last_column_ - between : last_column_ + between;
  last_offset_ = offset;
  return {static_cast<size_t>(next - line_starts_.begin()), last_column_, 1};
}

SourcePlace SourceText::Within(const SourcePlace& place,
                               std::string_view fragment) const {
  const std::string_view line = Line(place.line);
  size_t from = 0;
  for (size_t column = 0; from < line.size(); ++from) {
    if (StartsCharacter(line[from]) && ++column == place.column) break;
  }
  std::string doubled;
  for (const char c : fragment) doubled.append(c == '\\' ? 2 : 1, c);
  for (const std::string_view wanted : {std::string_view(doubled), fragment}) {
    if (wanted.empty()) continue;
    const size_t at = line.find(wanted, from);
    if (at == std::string_view::npos) continue;
    return {place.line, CountCharacters(line.substr(0, at)) + 1,
            CountCharacters(wanted)};
  }
  return place;
}

void SourceText::Add(std::string_view code, SourcePlace place,
                     std::string message, std::string hint) const {
  reported_ = true;
  diagnostics_->Add({code, name_, place, std::move(message), std::move(hint)});
}

}  // namespace plog
