#include "cli/file_watch.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <map>

#include "cli/text_table.h"
#include "ledger/base/instant.h"

namespace plog {
namespace {

constexpr timespec kTick{0, 200'000'000};

// Enough to tell a file from what it was before: device, inode, size, and the
// times of the last change of its bytes and of its inode, in s and ns. All zero
// for a file that is not there.
using FileState = std::array<int64_t, 7>;
using Snapshot = std::map<std::string, FileState>;

FileState StateOf(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return {};
  return {static_cast<int64_t>(status.st_dev),
          static_cast<int64_t>(status.st_ino),
          status.st_size,
          status.st_mtim.tv_sec,
          status.st_mtim.tv_nsec,
          status.st_ctim.tv_sec,
          status.st_ctim.tv_nsec};
}

Snapshot Look(const std::vector<std::string>& paths) {
  Snapshot snapshot;
  for (const std::string& path : paths) snapshot.emplace(path, StateOf(path));
  return snapshot;
}

// Holds SIGINT back, so that it is taken where the owner waits for it and
// nowhere else.
class Interrupt {
 public:
  Interrupt() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
  }
  ~Interrupt() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  // Waits a tick; true if Ctrl-C came.
  bool Wait() const {
    int taken = 0;
    do {
      taken = sigtimedwait(&set_, nullptr, &kTick);
    } while (taken < 0 && errno == EINTR);
    return taken == SIGINT;
  }

 private:
  sigset_t set_{};
  sigset_t before_{};
};

ExitStatus RunAndReport(const std::function<Result<ExitStatus>()>& work,
                        Console* console) {
  const Result<ExitStatus> result = work();
  if (result) return *result;
  console->Fail(result.error());
  return StatusOf(result.error().kind);
}

}  // namespace

Result<ExitStatus> RunOnChange(
    const std::function<std::vector<std::string>()>& list,
    const std::function<Result<ExitStatus>()>& work, const Invocation& run) {
  const Interrupt interrupt;
  while (true) {
    // Taken before the run: what changes meanwhile is seen after it.
    const Snapshot judged = Look(list());
    const ExitStatus status = RunAndReport(work, &run.console);
    if (!run.console.out_status()) return status;  // nobody reads any more
    run.console.Err(
        fmt::format("--- {}: watching {}; Ctrl-C ends\n",
                    FormatRfc3339({run.environment.now().seconds, 0}),
                    Counted(judged.size(), "file")));
    Snapshot seen = judged;
    while (true) {
      if (interrupt.Wait()) return status;
      Snapshot now = Look(list());
      const bool settled = now == seen;
      seen = std::move(now);
      if (settled && seen != judged) break;
    }
  }
}

}  // namespace plog
