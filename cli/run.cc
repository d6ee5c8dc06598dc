#include "cli/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <variant>

#include "cli/command.h"
#include "cli/configuration.h"
#include "cli/console.h"
#include "cli/help.h"
#include "ledger/base/joined_thread.h"

namespace plog {
namespace {

bool IsOption(const std::string& word) {
  return word.size() > 1 && word[0] == '-';
}

// The command that the first words name and how many words that takes, or
// text for stdout where only help was asked for.
struct Chosen {
  const CommandRow* row = nullptr;
  size_t words = 0;
  std::string help;
};

std::vector<std::string> NextWords(const std::string& prefix) {
  std::vector<std::string> words;
  for (const CommandRow& row : CommandTable()) {
    if (row.path.rfind(prefix, 0) != 0) continue;
    const std::string rest(row.path.substr(prefix.size()));
    const std::string word = rest.substr(0, rest.find(' '));
    if (std::find(words.begin(), words.end(), word) == words.end()) {
      words.push_back(word);
    }
  }
  return words;
}

tl::unexpected<Error> NotACommand(const std::string& prefix,
                                  const std::string& word) {
  std::string hint = DidYouMean(word, NextWords(prefix));
  if (hint.empty()) {
    hint = prefix.empty() ? "`plog help` lists the commands"
                          : fmt::format("it is one of: {}",
                                        fmt::join(NextWords(prefix), ", "));
  }
  return Fail(ErrorKind::kUsage, fmt::format("no command `{}{}`", prefix, word),
              std::move(hint));
}

Result<Chosen> ChooseCommand(const std::vector<std::string>& arguments) {
  std::string prefix;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word == "--help" || word == "-h") {
      return Chosen{nullptr, 0,
                    prefix.empty()
                        ? GeneralHelp()
                        : CommandList(prefix.substr(0, prefix.size() - 1))};
    }
    if (IsOption(word)) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("`{}` stands before the command", word),
                  "options come after it: plog COMMAND [OPTION]...");
    }
    const std::string path = prefix + word;
    for (const CommandRow& row : CommandTable()) {
      if (row.path == path) return Chosen{&row, i + 1, ""};
    }
    if (NextWords(path + " ").empty()) return NotACommand(prefix, word);
    prefix = path + " ";
  }
  if (prefix.empty()) {
    return Fail(ErrorKind::kUsage, "no command is given",
                "`plog help` lists the commands");
  }
  return Fail(ErrorKind::kUsage,
              fmt::format("`plog {}` needs one of: {}",
                          prefix.substr(0, prefix.size() - 1),
                          fmt::join(NextWords(prefix), ", ")));
}

void Apply(const CommonOptions& common, Console* console) {
  console->set_quiet(common.quiet);
  console->set_verbose(common.verbose);
  console->set_progress(!common.no_progress);
  if (common.color == "always") console->SetColor(ColorChoice::kAlways);
  if (common.color == "never") console->SetColor(ColorChoice::kNever);
}

bool AsksForHelp(const std::vector<std::string>& words) {
  const auto end = std::find(words.begin(), words.end(), "--");
  return std::any_of(words.begin(), end, [](const std::string& word) {
    return word == "--help" || word == "-h";
  });
}

Result<ExitStatus> Dispatch(std::vector<std::string> arguments,
                            const Environment& environment, Console* console) {
  if (arguments.size() == 1 && arguments[0] == "--version") {
    arguments[0] = "version";
  }
  Result<Chosen> chosen = ChooseCommand(arguments);
  if (!chosen) return tl::make_unexpected(chosen.error());
  if (chosen->row == nullptr) {
    console->Out(chosen->help);
    return ExitStatus::kDone;
  }
  const std::vector<std::string> rest(
      arguments.begin() + static_cast<std::ptrdiff_t>(chosen->words),
      arguments.end());
  // Before parsing: help is wanted most where the rest is wrong.
  if (AsksForHelp(rest)) {
    console->Out(CommandHelp(*chosen->row));
    return ExitStatus::kDone;
  }
  const auto command = chosen->row->make();
  CommonOptions common;
  const OptionSet options = DeclaredOptions(command.get(), &common);
  Result<ConfiguredValues> configured;
  if (chosen->row->configured) {
    configured = ReadConfiguration(environment, console);
    if (!configured) return tl::make_unexpected(configured.error());
    KeepSettingsFor(chosen->row->path, &*configured);
  }
  if (Status parsed = ParseOptions(options, rest, *configured); !parsed) {
    Error error = parsed.error();
    if (error.hint.empty()) {
      error.hint =
          fmt::format("`plog {} --help` shows the options", chosen->row->path);
    }
    return tl::make_unexpected(std::move(error));
  }
  Apply(common, console);
  return command->Run({environment, *console, common});
}

ExitStatus Conclude(const Result<ExitStatus>& result, Console* console) {
  ExitStatus status = ExitStatus::kDone;
  if (result) {
    status = *result;
  } else {
    console->Fail(result.error());
    status = StatusOf(result.error().kind);
  }
  if (const Status written = console->out_status(); !written) {
    // A command that stopped because of it has said so.
    const bool said =
        !result && result.error().message == written.error().message;
    if (!said) console->Fail(written.error());
    status = Worst(status, ExitStatus::kIncomplete);
  }
  return status;
}

ExitStatus RunGuarded(const std::vector<std::string>& arguments,
                      const Environment& environment, int out_fd, int err_fd) {
  Console console(out_fd, err_fd, environment);
  try {
    return Conclude(Dispatch(arguments, environment, &console), &console);
  } catch (const std::bad_alloc&) {
    console.Fail({ErrorKind::kIo, "out of memory", ""});
    return ExitStatus::kIncomplete;
  } catch (const NoThread& refusal) {
    console.Fail({ErrorKind::kIo,
                  fmt::format("cannot start a thread: {}", refusal.what()),
                  "`ulimit -a` shows the limits on processes, stack and "
                  "memory"});
    return ExitStatus::kIncomplete;
  } catch (const std::exception& defect) {
    console.Fail({ErrorKind::kDefect,
                  fmt::format("a defect of plog: {}", defect.what()),
                  "please report it with the command line"});
    return ExitStatus::kDefect;
  }
}

bool EndsWithZero(const std::vector<std::string>& arguments) {
  const Result<Chosen> chosen = ChooseCommand(arguments);
  return chosen && chosen->row != nullptr && chosen->row->status_zero;
}

}  // namespace

ExitStatus RunPlog(const std::vector<std::string>& arguments,
                   const Environment& environment, int out_fd, int err_fd) {
  const ExitStatus status = RunGuarded(arguments, environment, out_fd, err_fd);
  return EndsWithZero(arguments) ? ExitStatus::kDone : status;
}

}  // namespace plog
