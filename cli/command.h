#ifndef PLOG_CLI_COMMAND_H_
#define PLOG_CLI_COMMAND_H_

#include <memory>
#include <span>
#include <string_view>

#include "cli/exit_status.h"
#include "cli/invocation.h"
#include "cli/option_set.h"
#include "ledger/base/result.h"

namespace plog {

// One command with the values of its options. Lives for one run.
class Command {
 public:
  virtual ~Command() = default;
  // Its own options; the common ones are declared by the frame.
  virtual void Declare(OptionSet* options) = 0;
  // The result goes to stdout; an Error becomes a message and a status.
  virtual Result<ExitStatus> Run(const Invocation& invocation) = 0;
};

// A command is one file in cli/commands and one row of the table.
struct CommandRow {
  std::string_view path;      // "policy check"
  std::string_view summary;   // one line, no full stop
  std::string_view examples;  // shell lines, shown first in the help
  std::unique_ptr<Command> (*make)();
  bool configured = true;  // false: works whatever the configuration says
  // It ends with status 0 whatever happens, a wrong command line included: an
  // agent that runs it takes other statuses as an answer.
  bool status_zero = false;
};

// In the order of the help.
std::span<const CommandRow> CommandTable();

}  // namespace plog

#endif  // PLOG_CLI_COMMAND_H_
