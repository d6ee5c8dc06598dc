#include "cli/shell_command.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <thread>

#include "ledger/base/file_descriptor.h"

namespace plog {
namespace {

using std::chrono::milliseconds;

tl::unexpected<Error> Fault(std::string_view what, int error) {
  return Fail(ErrorKind::kIo,
              fmt::format("cannot {}: {}", what, std::strerror(error)));
}

// The input as a file without a name. Unlike a pipe it takes everything at
// once, so a command that does not read cannot block us.
class InputFile {
 public:
  explicit InputFile(std::string_view text)
      : fd_(memfd_create("plog-events", MFD_CLOEXEC)) {
    if (!fd_) return;
    if (WriteAll(fd_.get(), text) != 0) fd_.Close();
    if (fd_) lseek(fd_.get(), 0, SEEK_SET);
  }
  int get() const { return fd_.get(); }

 private:
  FileDescriptor fd_;
};

// In a process group of its own, so that all of it can be killed, and with the
// signals that plog ignores as they were.
int Spawn(const std::string& command, int input, pid_t* child) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  sigaddset(&defaults, SIGXFSZ);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  std::string shell = "sh";
  std::string option = "-c";
  std::string text = command;
  std::array<char*, 4> words = {shell.data(), option.data(), text.data(),
                                nullptr};
  const int error =
      posix_spawn(child, "/bin/sh", &files, &attributes, words.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  return error;
}

// The wait status, or nullopt if it still runs after `limit`.
std::optional<int> Wait(pid_t child, milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  milliseconds pause{1};
  while (true) {
    int status = 0;
    const pid_t done = waitpid(child, &status, WNOHANG);
    if (done == child) return status;
    if (std::chrono::steady_clock::now() >= end) return std::nullopt;
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, milliseconds{50});
  }
}

}  // namespace

Status RunShellCommand(const std::string& command, std::string_view input,
                       milliseconds limit) {
  const InputFile file(input);
  if (file.get() < 0) return Fault("hold the events in memory", errno);
  pid_t child = 0;
  if (const int error = Spawn(command, file.get(), &child); error != 0) {
    return Fault("run /bin/sh", error);
  }
  const std::optional<int> status = Wait(child, limit);
  if (!status) {
    kill(-child, SIGKILL);
    waitpid(child, nullptr, 0);
    return Fail(ErrorKind::kIo,
                fmt::format("it ran for more than {} ms", limit.count()));
  }
  if (WIFEXITED(*status) && WEXITSTATUS(*status) == 0) return {};
  return Fail(ErrorKind::kIo,
              WIFEXITED(*status)
                  ? fmt::format("exit status {}", WEXITSTATUS(*status))
                  : fmt::format("signal {}", WTERMSIG(*status)));
}

}  // namespace plog
