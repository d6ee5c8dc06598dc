#include "cli/option_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "ledger/base/text.h"

namespace plog {

std::optional<uint64_t> ParseDecimal(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, value);
  if (fault != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::optional<Instant> ParseTimeArgument(std::string_view text) {
  if (text.size() == 10) {
    return ParseRfc3339(std::string(text) + "T00:00:00Z");
  }
  return ParseRfc3339(text);
}

std::string DidYouMean(std::string_view word,
                       const std::vector<std::string>& candidates) {
  const std::vector<std::string_view> views(candidates.begin(),
                                            candidates.end());
  const std::string_view near = NearestWord(word, views);
  return near.empty() ? std::string() : fmt::format("did you mean `{}`?", near);
}

std::string OptionSet::Option::long_name() const {
  const size_t at = names.find("--");
  return at == std::string::npos ? names : names.substr(at);
}

OptionSet::Option* OptionSet::Add(std::string names, std::string value,
                                  std::string doc) {
  Option option;
  option.names = std::move(names);
  option.value = std::move(value);
  option.doc = std::move(doc);
  option.group = group_;
  options_.push_back(std::move(option));
  return &options_.back();
}

void OptionSet::Flag(std::string names, std::string doc, bool* target) {
  Option* option = Add(std::move(names), "", std::move(doc));
  option->repeatable = true;  // saying it twice changes nothing
  option->store = [target](const auto&) {
    *target = true;
    return std::nullopt;
  };
}

void OptionSet::Text(std::string names, std::string value, std::string doc,
                     std::optional<std::string>* target) {
  Add(std::move(names), std::move(value), std::move(doc))->store =
      [target](const auto& values) -> std::optional<std::string> {
    if (values.back().empty()) return "the value is empty";
    *target = values.back();
    return std::nullopt;
  };
}

void OptionSet::Texts(std::string names, std::string value, std::string doc,
                      std::vector<std::string>* target) {
  Option* option = Add(std::move(names), std::move(value), std::move(doc));
  option->repeatable = true;
  option->store = [target](const auto& values) {
    *target = values;
    return std::nullopt;
  };
}

void OptionSet::Number(std::string names, std::string value, std::string doc,
                       std::optional<uint64_t>* target) {
  Add(std::move(names), std::move(value), std::move(doc))->store =
      [target](const auto& values) -> std::optional<std::string> {
    const auto number = ParseDecimal(values.back());
    if (!number) {
      return fmt::format("`{}` is not a decimal number", values.back());
    }
    *target = *number;
    return std::nullopt;
  };
}

void OptionSet::Time(std::string names, std::string doc,
                     std::optional<Instant>* target) {
  Add(std::move(names), "TIME", std::move(doc))->store =
      [target](const auto& values) -> std::optional<std::string> {
    const auto time = ParseTimeArgument(values.back());
    if (!time) {
      return fmt::format(
          "`{}` is not an RFC 3339 time such as 2026-02-17T10:30:00Z",
          values.back());
    }
    *target = *time;
    return std::nullopt;
  };
}

void OptionSet::Labels(
    std::string names, std::string doc,
    std::vector<std::pair<std::string, std::string>>* target) {
  Option* option = Add(std::move(names), "KEY=VALUE", std::move(doc));
  option->repeatable = true;
  option->store = [target](const auto& values) -> std::optional<std::string> {
    for (const std::string& text : values) {
      const size_t equals = text.find('=');
      if (equals == std::string::npos || equals == 0) {
        return fmt::format("`{}` is not KEY=VALUE", text);
      }
      target->emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return std::nullopt;
  };
}

void OptionSet::Choice(std::string names, std::string doc,
                       std::vector<std::string> choices, std::string* target) {
  Option* option =
      Add(std::move(names), fmt::format("{}", fmt::join(choices, "|")),
          std::move(doc));
  option->choices = choices;
  option->store = [target, choices = std::move(choices)](
                      const auto& values) -> std::optional<std::string> {
    const std::string& value = values.back();
    if (std::find(choices.begin(), choices.end(), value) == choices.end()) {
      const std::string near = DidYouMean(value, choices);
      return fmt::format("`{}` is none of {}{}{}", value,
                         fmt::join(choices, ", "), near.empty() ? "" : "; ",
                         near);
    }
    *target = value;
    return std::nullopt;
  };
}

void OptionSet::Operand(std::string value, std::string doc,
                        std::optional<std::string>* target, bool required) {
  Text("", std::move(value), std::move(doc), target);
  options_.back().required = required;
}

void OptionSet::Operands(std::string value, std::string doc,
                         std::vector<std::string>* target, bool required) {
  Texts("", std::move(value), std::move(doc), target);
  options_.back().required = required;
}

}  // namespace plog
