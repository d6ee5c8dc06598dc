#include "rules/diagnostics/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "ledger/base/text.h"
#include "rules/diagnostics/characters.h"

namespace plog {
namespace {

// Context kept on either side of the caret: a policy in one line of a megabyte
// must not flood the terminal.
constexpr size_t kContextBefore = 60;
constexpr size_t kContextAfter = 60;

bool IsError(std::string_view code) {
  const auto codes = DiagnosticCodes();
  const auto row = std::find_if(codes.begin(), codes.end(),
                                [&](const auto& c) { return c.code == code; });
  return row == codes.end() || row->error;
}

// `count` characters of `text` from character `from`, fit for a terminal.
std::string Piece(std::string_view text, size_t from, size_t count) {
  for (; !text.empty() && from > 0; --from) {
    text.remove_prefix(CharacterSize(text));
  }
  size_t size = 0;
  for (; size < text.size() && count > 0; --count) {
    size += CharacterSize(text.substr(size));
  }
  std::string piece(text.substr(0, size));
  std::replace(piece.begin(), piece.end(), '\t', ' ');
  return SanitizeForTerminal(piece);
}

void AppendSnippet(const SourcePlace& place, std::string_view line,
                   std::string* out) {
  const size_t caret = place.column > 0 ? place.column - 1 : 0;
  const size_t from = caret > kContextBefore ? caret - kContextBefore : 0;
  const std::string before = Piece(line, from, caret - from);
  const size_t width = std::clamp<size_t>(place.width, 1, kContextAfter);
  const std::string marked = Piece(line, caret, width);
  const std::string after = Piece(line, caret + width, kContextAfter - width);
  const std::string_view ellipsis = from > 0 ? "…" : "";
  const std::string number = fmt::format("{:>5}", place.line);
  fmt::format_to(std::back_inserter(*out), "{} | {}{}{}{}\n", number, ellipsis,
                 before, marked, after);
  // Escaping may have lengthened what stands before and under the caret.
  const size_t indent = CountCharacters(ellipsis) + CountCharacters(before);
  const size_t tail = std::max<size_t>(CountCharacters(marked), 1) - 1;
  fmt::format_to(std::back_inserter(*out), "      | {}^{}\n",
                 std::string(indent, ' '), std::string(tail, '~'));
}

}  // namespace

void Diagnostics::Add(Diagnostic diagnostic) {
  if (IsError(diagnostic.code)) ++errors_;
  all_.push_back(std::move(diagnostic));
}

std::vector<Diagnostic> Diagnostics::Sorted() const {
  std::vector<std::string_view> files;
  std::vector<std::pair<size_t, const Diagnostic*>> order;
  for (const Diagnostic& diagnostic : all_) {
    auto file = std::find(files.begin(), files.end(), diagnostic.file);
    if (file == files.end()) file = files.insert(file, diagnostic.file);
    order.emplace_back(file - files.begin(), &diagnostic);
  }
  const auto key = [](const auto& item) {
    return std::tuple(item.first, item.second->place.line,
                      item.second->place.column);
  };
  std::stable_sort(
      order.begin(), order.end(),
      [&](const auto& a, const auto& b) { return key(a) < key(b); });
  std::vector<Diagnostic> sorted;
  sorted.reserve(order.size());
  for (const auto& item : order) sorted.push_back(*item.second);
  return sorted;
}

std::string FormatDiagnostic(const Diagnostic& diagnostic,
                             const SourceLines& source) {
  const SourcePlace& place = diagnostic.place;
  std::string out = SanitizeForTerminal(diagnostic.file);
  if (place.line > 0) out += fmt::format(":{}:{}", place.line, place.column);
  out += fmt::format(": {}: {} [{}]\n",
                     IsError(diagnostic.code) ? "error" : "warning",
                     SanitizeForTerminal(diagnostic.message), diagnostic.code);
  const std::string_view line = source.Line(place.line);
  if (!line.empty()) AppendSnippet(place, line, &out);
  if (!diagnostic.hint.empty()) {
    out += fmt::format("      = {}\n", SanitizeForTerminal(diagnostic.hint));
  }
  return out;
}

}  // namespace plog
