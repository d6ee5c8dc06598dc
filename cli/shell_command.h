#ifndef PLOG_CLI_SHELL_COMMAND_H_
#define PLOG_CLI_SHELL_COMMAND_H_

#include <chrono>
#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace plog {

// Runs `command` with /bin/sh, `input` on its stdin. What it prints goes to our
// stderr: stdout is for the result. An error of kind kIo says how it failed:
// exit status, signal, or still running after `limit`, when it and its
// children are killed. Log content reaches it on stdin only, never as a word of
// a command line.
Status RunShellCommand(const std::string& command, std::string_view input,
                       std::chrono::milliseconds limit);

}  // namespace plog

#endif  // PLOG_CLI_SHELL_COMMAND_H_
