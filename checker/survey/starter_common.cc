#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "checker/survey/starter_policy.h"
#include "ledger/json/json_writer.h"

namespace plog {

bool HasFewValues(const ArgumentSurvey& argument, uint64_t min_seen) {
  return !argument.values.empty() &&
         argument.calls / argument.values.size() >= min_seen;
}

uint64_t RateWithHeadroom(uint64_t most, uint64_t percent) {
  return most + std::max<uint64_t>(1, (most * percent + 99) / 100);
}

std::string NumberWithHeadroom(double number, uint64_t percent) {
  const double factor = 1 + static_cast<double>(percent) / 100;
  const double wide = number > 0 ? number * factor : number;
  return fmt::format("{}", wide < 1e15 ? std::ceil(wide) : wide);
}

std::string EvidenceOf(const ArgumentSurvey& argument, const ToolUse& use) {
  std::string kinds;
  for (size_t i = 0; i < argument.kinds.size(); ++i) {
    if (argument.kinds[i] == 0) continue;
    if (!kinds.empty()) kinds += ", ";
    kinds += kValueKinds[i];
  }
  std::string text =
      fmt::format("{} in {} of {} calls", kinds, argument.calls, use.calls);
  if (argument.least) {
    text += fmt::format(", {} to {}", *argument.least, *argument.most);
  }
  if (argument.too_many) return text + ", many values";
  if (!argument.values.empty()) {
    text += fmt::format(", {} values", argument.values.size());
  }
  return text;
}

std::string YamlText(std::string_view text) {
  std::string quoted;
  JsonWriter(&quoted).String(text);
  return quoted;
}

std::string YamlList(const std::map<std::string, uint64_t>& values) {
  std::string list = "[";
  for (const auto& [json, count] : values) {
    if (list.size() > 1) list += ", ";
    JsonDocument document;
    JsonParser().Parse(json, {}, &document);
    JsonWriter(&list).Value(document.root());
  }
  return list + "]";
}

}  // namespace plog
