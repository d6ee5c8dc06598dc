#include <unistd.h>

#include <csignal>

#include "cli/run.h"

int main(int argc, char** argv) {
  // A closed pipe and a file-size limit become failed writes with a message
  // and a status of ours, not a signal.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  // Inherited as ignored, it would take the exit status of --exec from us.
  std::signal(SIGCHLD, SIG_DFL);
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0),
                                           argv + argc);
  return static_cast<int>(plog::RunPlog(arguments, plog::ProcessEnvironment(),
                                        STDOUT_FILENO, STDERR_FILENO));
}
