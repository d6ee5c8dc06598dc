#include "ledger/json/json_pointer.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace plog {

std::optional<size_t> PointerArrayPosition(std::string_view token) {
  if (token.empty() || (token.size() > 1 && token.front() == '0')) {
    return std::nullopt;
  }
  size_t position = 0;
  const auto [end, error] =
      std::from_chars(token.data(), token.data() + token.size(), position);
  if (error != std::errc() || end != token.data() + token.size()) {
    return std::nullopt;
  }
  return position;
}

std::optional<std::string> UnescapePointerToken(std::string_view token) {
  std::string name;
  for (size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      name += token[i];
      continue;
    }
    if (++i == token.size() || (token[i] != '0' && token[i] != '1')) {
      return std::nullopt;
    }
    name += token[i] == '0' ? '~' : '/';
  }
  return name;
}

std::optional<JsonPointer> JsonPointer::Parse(std::string_view text) {
  JsonPointer pointer;
  pointer.text_ = text;
  if (!text.empty() && text.front() != '/') return std::nullopt;
  while (!text.empty()) {
    text.remove_prefix(1);
    const size_t end = std::min(text.find('/'), text.size());
    const std::string_view token = text.substr(0, end);
    std::optional<std::string> name = UnescapePointerToken(token);
    if (!name) return std::nullopt;
    const std::optional<size_t> position = PointerArrayPosition(*name);
    pointer.tokens_.push_back({std::move(*name), position});
    text.remove_prefix(end);
  }
  return pointer;
}

JsonView JsonPointer::Resolve(JsonView value) const {
  for (const Token& token : tokens_) {
    if (!value.valid()) break;
    if (value.is(JsonType::kArray)) {
      value = token.position ? value.At(*token.position) : JsonView();
    } else {
      value = value.Find(token.name);
    }
  }
  return value;
}

}  // namespace plog
