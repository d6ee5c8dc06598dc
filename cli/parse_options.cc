// The only place that knows CLI11: it splits the command line into options and
// values. What a value means, and every message, is ours.

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/option_set.h"

namespace plog {
namespace {

using Option = OptionSet::Option;

struct Given {
  const Option* option = nullptr;
  std::vector<std::string> values;
  CLI::Option* parsed = nullptr;
};

std::vector<std::string> FlagNames(const OptionSet& set) {
  std::vector<std::string> names;
  for (const Option& option : set.options()) {
    if (!option.operand()) names.push_back(option.long_name());
  }
  names.push_back("--help");
  return names;
}

// Operands are collected by hand (as CLI11's extras), so that one message can
// tell a misspelt option from a surplus operand.
void Register(CLI::App* app, Given* given) {
  if (given->option->value.empty()) {
    given->parsed = app->add_flag(given->option->names);
    return;
  }
  given->parsed = app->add_option(given->option->names, given->values);
  given->parsed->allow_extra_args(false);
  given->parsed->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

Status Store(const Given& given) {
  const Option& option = *given.option;
  const std::string name = option.operand() ? option.value : option.long_name();
  if (option.value.empty() && given.values.back() != "true") {
    return Fail(ErrorKind::kUsage, fmt::format("{} takes no value", name));
  }
  if (!option.repeatable && given.values.size() > 1) {
    return Fail(ErrorKind::kUsage, fmt::format("{} is given twice", name));
  }
  if (const auto fault = option.store(given.values)) {
    return Fail(ErrorKind::kUsage, fmt::format("{}: {}", name, *fault));
  }
  return {};
}

Status StoreConfigured(const Option& option,
                       const ConfiguredValues& configured) {
  const auto found = configured.find(option.long_name().substr(2));
  if (found == configured.end()) return {};
  const auto& [values, origin] = found->second;
  if (values.empty()) return {};
  if (option.value.empty() && values.back() == "false") return {};
  if (const auto fault = option.store(values)) {
    return Fail(ErrorKind::kUsage,
                fmt::format("{}: {}: {}", origin, found->first, *fault),
                "`plog config show` tells what is set where");
  }
  return {};
}

Status StoreOperands(const OptionSet& set, std::vector<std::string> operands) {
  size_t next = 0;
  for (const Option& option : set.options()) {
    if (!option.operand()) continue;
    Given given{&option, {}, nullptr};
    while (next < operands.size() &&
           (option.repeatable || given.values.empty())) {
      given.values.push_back(operands[next++]);
    }
    if (given.values.empty()) {
      if (!option.required) continue;
      return Fail(ErrorKind::kUsage, fmt::format("{} is missing", option.value),
                  option.doc);
    }
    if (Status stored = Store(given); !stored) return stored;
  }
  if (next < operands.size()) {
    return Fail(ErrorKind::kUsage,
                fmt::format("unexpected argument `{}`", operands[next]));
  }
  return {};
}

// CLI11 takes the next word for the value of `--name=`, though it is empty:
// written as two words, the second one empty, it is understood.
std::vector<std::string> WithEmptyValues(
    const std::vector<std::string>& arguments) {
  std::vector<std::string> words;
  bool operands_only = false;
  for (const std::string& word : arguments) {
    operands_only = operands_only || word == "--";
    if (!operands_only && word.starts_with("--") && word.ends_with('=')) {
      words.push_back(word.substr(0, word.size() - 1));
      words.emplace_back();
    } else {
      words.push_back(word);
    }
  }
  return words;
}

// A message of CLI11 about an option that lacks its value, in our words.
Error Rephrase(const CLI::ParseError& error) {
  return {ErrorKind::kUsage, error.what(), ""};
}

// What stands before `--` and begins with `-` is an option that nobody knows.
std::optional<Error> FindUnknown(const OptionSet& set,
                                 const std::vector<std::string>& extras,
                                 size_t checked) {
  for (size_t i = 0; i < checked; ++i) {
    const std::string& word = extras[i];
    if (word.size() < 2 || word[0] != '-') continue;
    const std::string name = word.substr(0, word.find('='));
    return Error{ErrorKind::kUsage, fmt::format("unknown option `{}`", name),
                 DidYouMean(name, FlagNames(set))};
  }
  return std::nullopt;
}

}  // namespace

Status ParseOptions(const OptionSet& set,
                    const std::vector<std::string>& given_arguments,
                    const ConfiguredValues& configured) {
  const std::vector<std::string> arguments = WithEmptyValues(given_arguments);
  CLI::App app;
  app.set_help_flag("");
  app.allow_extras();
  std::vector<Given> given;
  given.reserve(set.options().size());  // CLI11 keeps pointers into it
  for (const Option& option : set.options()) {
    if (option.operand()) continue;
    given.push_back({&option, {}, nullptr});
    Register(&app, &given.back());
  }

  const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
  std::vector<std::string> reversed(std::make_reverse_iterator(dashes),
                                    arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    return tl::make_unexpected(Rephrase(error));
  }
  std::vector<std::string> operands = app.remaining();
  if (auto unknown = FindUnknown(set, operands, operands.size())) {
    return tl::make_unexpected(*unknown);
  }
  if (dashes != arguments.end()) {
    operands.insert(operands.end(), dashes + 1, arguments.end());
  }
  for (Given& one : given) {
    if (one.parsed->count() == 0) {
      Status stored = StoreConfigured(*one.option, configured);
      if (!stored) return stored;
      continue;
    }
    // As written: the conversion to a vector would read "{}" as "nothing".
    one.values = one.parsed->results();
    if (Status stored = Store(one); !stored) return stored;
  }
  return StoreOperands(set, std::move(operands));
}

}  // namespace plog
