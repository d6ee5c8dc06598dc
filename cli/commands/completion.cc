#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/commands/commands.h"
#include "cli/help.h"

namespace plog {
namespace {

OptionSet OptionsOf(const CommandRow& row) {
  const auto command = row.make();
  CommonOptions common;
  return DeclaredOptions(command.get(), &common);
}

std::string FlagWords(const CommandRow& row) {
  std::string words;
  const auto of_command = OptionsOf(row);  // outlives the loop over its parts
  for (const auto& option : of_command.options()) {
    if (!option.operand()) words += option.long_name() + ' ';
  }
  if (!words.empty()) words.pop_back();
  return words;
}

// First words, and for each the second words under it, sorted.
std::map<std::string, std::string> WordTree() {
  std::map<std::string, std::string> tree;
  for (const CommandRow& row : CommandTable()) {
    const std::string path(row.path);
    const size_t space = path.find(' ');
    std::string& rest = tree[path.substr(0, space)];
    if (space == std::string::npos) continue;
    if (!rest.empty()) rest += ' ';
    rest += path.substr(space + 1);
  }
  return tree;
}

std::string FirstWords() {
  std::string words;
  for (const auto& [word, rest] : WordTree()) words += word + ' ';
  return words + "--help --version";
}

// zsh runs the same functions through its bash emulation.
std::string BashScript() {
  std::string out =
      "# Completions of plog for bash.\n"
      "_plog() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]:-}\n"
      "  local path=\"$command ${COMP_WORDS[2]:-}\" words=''\n"
      "  if ((COMP_CWORD == 1)); then\n";
  out += fmt::format("    words='{}'\n  fi\n", FirstWords());
  out += "  if ((COMP_CWORD == 2)); then\n    case $command in\n";
  for (const auto& [word, rest] : WordTree()) {
    if (!rest.empty())
      out += fmt::format("      {}) words='{}' ;;\n", word, rest);
  }
  out += "    esac\n  fi\n  if [[ $word == -* ]]; then\n    case $path in\n";
  for (const CommandRow& row : CommandTable()) {
    const bool nested = row.path.find(' ') != std::string_view::npos;
    out += fmt::format("      '{}'{}) words='{}' ;;\n", row.path,
                       nested ? "" : "*", FlagWords(row));
  }
  return out +
         "    esac\n  fi\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "}\n"
         "complete -o default -F _plog plog\n";
}

std::string ZshScript() {
  return "#compdef plog\nautoload -U +X bashcompinit && bashcompinit\n" +
         BashScript();
}

std::string Quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

// Fish asks for a condition under which a word or flag is offered.
std::string FishCondition(std::string_view path) {
  const size_t space = path.find(' ');
  if (space == std::string_view::npos) {
    return fmt::format("__fish_seen_subcommand_from {}", path);
  }
  return fmt::format(
      "__fish_seen_subcommand_from {}; and __fish_seen_subcommand_from {}",
      path.substr(0, space), path.substr(space + 1));
}

std::string FishOption(std::string_view path, const OptionSet::Option& option) {
  std::string out =
      fmt::format("complete -c plog -n {} -l {}", Quoted(FishCondition(path)),
                  option.long_name().substr(2));
  if (option.names[1] != '-') out += fmt::format(" -s {}", option.names[1]);
  if (!option.value.empty()) out += option.choices.empty() ? " -r" : " -x";
  if (!option.choices.empty()) {
    out += fmt::format(
        " -a {}", Quoted(fmt::format("{}", fmt::join(option.choices, " "))));
  }
  return out + fmt::format(" -d {}\n", Quoted(option.doc));
}

std::string FishScript() {
  std::string out = "# Completions of plog for fish.\n";
  for (const auto& [word, rest] : WordTree()) {
    out +=
        fmt::format("complete -c plog -n __fish_use_subcommand -a {}\n", word);
    if (rest.empty()) continue;
    out += fmt::format(
        "complete -c plog -f -n '__fish_seen_subcommand_from {0}; and not "
        "__fish_seen_subcommand_from {1}' -a '{1}'\n",
        word, rest);
  }
  for (const CommandRow& row : CommandTable()) {
    const auto of_command = OptionsOf(row);  // outlives the loop over its parts
    for (const auto& option : of_command.options()) {
      if (!option.operand()) out += FishOption(row.path, option);
    }
  }
  return out;
}

struct Shell {
  std::string_view name;
  std::string (*script)();
};
constexpr Shell kShells[] = {
    {"bash", BashScript}, {"zsh", ZshScript}, {"fish", FishScript}};

class CompletionCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operand("SHELL", "bash, zsh or fish", &shell_, true);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    std::vector<std::string> names;
    for (const Shell& shell : kShells) {
      if (shell.name == *shell_) {
        run.console.Out(shell.script());
        return ExitStatus::kDone;
      }
      names.emplace_back(shell.name);
    }
    std::string hint = DidYouMean(*shell_, names);
    return Fail(ErrorKind::kUsage,
                fmt::format("no completions for `{}`", *shell_),
                hint.empty() ? "there are bash, zsh and fish" : hint);
  }

 private:
  std::optional<std::string> shell_;
};

}  // namespace

std::unique_ptr<Command> MakeCompletion() {
  return std::make_unique<CompletionCommand>();
}

}  // namespace plog
