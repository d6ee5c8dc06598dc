#ifndef PLOG_CLI_RUN_H_
#define PLOG_CLI_RUN_H_

#include <string>
#include <vector>

#include "cli/environment.h"
#include "cli/exit_status.h"

namespace plog {

// The whole program: `arguments` without the program's name; results to
// `out_fd`, everything else to `err_fd`. Never throws.
ExitStatus RunPlog(const std::vector<std::string>& arguments,
                   const Environment& environment, int out_fd, int err_fd);

}  // namespace plog

#endif  // PLOG_CLI_RUN_H_
