#include "rules/types/text_searcher.h"

#include <algorithm>

#include "ledger/json/canonical.h"

namespace plog {
namespace {

using Visit = std::function<bool(std::string_view)>;

bool ForEachString(JsonView value, const Visit& visit) {
  if (value.is_string()) return visit(value.AsString());
  if (value.is(JsonType::kArray)) {
    for (auto v = value.First(); v.valid(); v = value.After(v)) {
      if (!ForEachString(v, visit)) return false;
    }
  } else if (value.is(JsonType::kObject)) {
    for (auto k = value.First(); k.valid(); k = value.After(k.Value())) {
      if (!visit(k.AsString()) || !ForEachString(k.Value(), visit)) {
        return false;
      }
    }
  }
  return true;
}

std::vector<std::shared_ptr<const Regex>> RegexesOf(
    const std::vector<const TextSearch*>& searches) {
  std::vector<std::shared_ptr<const Regex>> regexes;
  for (const TextSearch* search : searches) regexes.push_back(search->regex);
  return regexes;
}

}  // namespace

bool ForEachText(JsonView value, std::string* buffer, const Visit& visit) {
  if (!ForEachString(value, visit)) return false;
  if (value.is_string()) return true;
  buffer->clear();
  AppendCanonical(value, NativeProfile(), buffer);
  return visit(*buffer);
}

TextSearcher::TextSearcher(const std::vector<const TextSearch*>& searches)
    : field_(searches.front()->field),
      regexes_(RegexesOf(searches)),
      found_(searches.size()) {}

const std::vector<uint8_t>& TextSearcher::Find(const EventContent& event) {
  std::fill(found_.begin(), found_.end(), uint8_t{0});
  const auto search = [this](std::string_view text) {
    regexes_.Find(text, &found_);
    return std::find(found_.begin(), found_.end(), 0) != found_.end();
  };
  field_.ForEach(event, [&](JsonView value) {
    return !value.present() || ForEachText(value, &buffer_, search);
  });
  return found_;
}

}  // namespace plog
