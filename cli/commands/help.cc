#include "cli/help.h"

#include <fmt/format.h>

#include "cli/commands/commands.h"

namespace plog {
namespace {

class HelpCommand final : public Command {
 public:
  void Declare(OptionSet* options) override {
    options->Operands("TOPIC", "a command, or a topic such as exit-status",
                      &words_, false);
  }

  Result<ExitStatus> Run(const Invocation& run) override {
    const auto text = Find(fmt::format("{}", fmt::join(words_, " ")));
    if (!text) return tl::make_unexpected(text.error());
    run.console.Out(*text);
    return ExitStatus::kDone;
  }

 private:
  static Result<std::string> Find(const std::string& topic) {
    if (topic.empty()) return GeneralHelp();
    std::vector<std::string> known;
    for (const CommandRow& row : CommandTable()) {
      if (row.path == topic) return CommandHelp(row);
      known.emplace_back(row.path);
    }
    for (const HelpTopic& one : HelpTopics()) {
      if (one.name == topic) return one.text();
      known.emplace_back(one.name);
    }
    if (std::string list = CommandList(topic); !list.empty()) return list;
    std::string hint = DidYouMean(topic, known);
    if (hint.empty()) hint = "`plog help` lists the commands and topics";
    return Fail(ErrorKind::kUsage, fmt::format("no help on `{}`", topic),
                std::move(hint));
  }

  std::vector<std::string> words_;
};

}  // namespace

std::unique_ptr<Command> MakeHelp() { return std::make_unique<HelpCommand>(); }

}  // namespace plog
