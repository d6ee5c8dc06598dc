#ifndef PLOG_CLI_HELP_H_
#define PLOG_CLI_HELP_H_

#include <string>
#include <string_view>

#include "cli/command.h"

namespace plog {

// `plog --help`: what it is, a first session, all commands.
std::string GeneralHelp();
// Examples first, then usage and options, from the command's declaration.
std::string CommandHelp(const CommandRow& row);
// The commands under `group` ("policy"), or all of them.
std::string CommandList(std::string_view group);

// Topics beside the commands: "exit-status", "environment".
struct HelpTopic {
  std::string_view name;
  std::string (*text)();
};
std::span<const HelpTopic> HelpTopics();

// All options of a command, the common ones last; `command` receives them.
OptionSet DeclaredOptions(Command* command, CommonOptions* common);

}  // namespace plog

#endif  // PLOG_CLI_HELP_H_
