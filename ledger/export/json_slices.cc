#include "ledger/export/json_slices.h"

#include <algorithm>

namespace plog {

namespace {

void SkipSpace(std::string_view* text) {
  const size_t end = text->find_first_not_of(" \t\r\n");
  text->remove_prefix(std::min(end, text->size()));
}

bool Take(char c, std::string_view* text) {
  SkipSpace(text);
  if (!text->starts_with(c)) return false;
  text->remove_prefix(1);
  return true;
}

// The length of the string literal at the front of `text`, or 0.
size_t StringLength(std::string_view text) {
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return 0;
}

// The length of the value at the front of `text`, or 0. Brackets are counted,
// not matched: the strict parser sees to the rest.
size_t ValueLength(std::string_view text) {
  size_t depth = 0;
  for (size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"') {
      const size_t length = StringLength(text.substr(i));
      if (length == 0) return 0;
      i += length;
      if (depth == 0) return i;
      continue;
    }
    const bool opens = c == '{' || c == '[';
    const bool closes = c == '}' || c == ']';
    if (depth == 0 && !opens && (closes || c == ',')) return i;
    if (opens) ++depth;
    ++i;
    if (closes && --depth == 0) return i;
  }
  return depth == 0 ? text.size() : 0;
}

std::optional<std::string_view> TakeValue(std::string_view* text) {
  SkipSpace(text);
  const size_t length = ValueLength(*text);
  if (length == 0) return std::nullopt;
  const std::string_view value = text->substr(0, length);
  text->remove_prefix(length);
  return value;
}

bool HasTwice(const std::vector<JsonSlice>& members) {
  std::vector<std::string_view> names;
  for (const JsonSlice& member : members) names.push_back(member.name);
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) != names.end();
}

}  // namespace

std::optional<std::vector<JsonSlice>> SliceObject(std::string_view text) {
  std::vector<JsonSlice> members;
  if (!Take('{', &text)) return std::nullopt;
  while (!Take('}', &text)) {
    if (!members.empty() && !Take(',', &text)) return std::nullopt;
    const auto name = TakeValue(&text);
    if (!name || name->size() < 2 || name->front() != '"' ||
        name->find('\\') != std::string_view::npos || !Take(':', &text)) {
      return std::nullopt;
    }
    const auto value = TakeValue(&text);
    if (!value) return std::nullopt;
    members.push_back({name->substr(1, name->size() - 2), *value});
  }
  SkipSpace(&text);
  if (!text.empty() || HasTwice(members)) return std::nullopt;
  return members;
}

ArraySlices::ArraySlices(std::string_view text) : rest_(text) {
  if (!Take('[', &rest_)) rest_ = {};
}

std::optional<std::string_view> ArraySlices::Next() {
  if (Take(']', &rest_)) {
    SkipSpace(&rest_);
    ok_ = rest_.empty();
    return std::nullopt;
  }
  if (!first_ && !Take(',', &rest_)) return std::nullopt;
  first_ = false;
  return TakeValue(&rest_);
}

}  // namespace plog
