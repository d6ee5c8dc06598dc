#include "cli/text_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/base/text.h"

namespace plog {
namespace {

constexpr size_t kWidestCell = 48;

// Characters, not bytes: cells are valid UTF-8 after sanitising.
size_t Characters(const std::string& text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
      }));
}

std::string Cell(const std::string& text) {
  std::string clean = SanitizeForTerminal(text);
  if (Characters(clean) <= kWidestCell) return clean;
  size_t keep = 0;
  for (size_t seen = 0; keep < clean.size(); ++keep) {
    const bool starts =
        (static_cast<unsigned char>(clean[keep]) & 0xC0U) != 0x80U;
    if (starts && ++seen == kWidestCell) break;
  }
  return clean.substr(0, keep) + "…";
}

}  // namespace

TextTable::TextTable(std::vector<std::string> titles) {
  for (std::string& title : titles) {
    right_.push_back(title.rfind('>', 0) == 0);
    if (right_.back()) title.erase(0, 1);
  }
  rows_.push_back(std::move(titles));
}

void TextTable::Row(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = Cell(cell);
  cells.resize(right_.size());
  rows_.push_back(std::move(cells));
}

std::string TextTable::Render() const {
  std::vector<size_t> widths(right_.size());
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], Characters(row[i]));
    }
  }
  std::string out;
  for (const auto& row : rows_) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string pad(widths[i] - Characters(row[i]), ' ');
      if (i > 0) line += "  ";
      line += right_[i] ? pad + row[i] : row[i] + pad;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  }
  return out;
}

std::string Grouped(uint64_t number) {
  std::string digits = fmt::format("{}", number);
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string Counted(uint64_t number, const std::string& singular) {
  if (number == 1) return "1 " + singular;
  std::string plural = singular;
  if (plural.back() == 'y') {
    plural.pop_back();
    plural += "ies";
  } else {
    plural += 's';
  }
  return Grouped(number) + ' ' + plural;
}

}  // namespace plog
