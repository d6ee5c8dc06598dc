#include "ledger/hook/hook_spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <optional>
#include <utility>

#include "ledger/base/file_descriptor.h"
#include "ledger/crypto/uuid.h"

namespace plog {
namespace {

namespace fs = std::filesystem;

constexpr off_t kMaxSpoolBytes = off_t{1} << 30;

tl::unexpected<Error> Fault(std::string_view what, const std::string& path) {
  const int error = errno;
  return Fail(ErrorKind::kIo, fmt::format("cannot {} the spool {}: {}", what,
                                          path, std::strerror(error)));
}

// The spool, open and locked. The lock goes with the descriptor.
class LockedSpool {
 public:
  // Nothing if there is no such file and `create` is false.
  static Result<std::optional<LockedSpool>> Open(const std::string& path,
                                                 bool create);
  explicit LockedSpool(int fd) : fd_(fd) {}

  int fd() const { return fd_.get(); }

 private:
  // Whether `path` still names the file that is open.
  bool IsStill(const std::string& path) const {
    struct stat held {};
    struct stat named {};
    return fstat(fd(), &held) == 0 && lstat(path.c_str(), &named) == 0 &&
           named.st_dev == held.st_dev && named.st_ino == held.st_ino;
  }

  FileDescriptor fd_;
};

Result<std::optional<LockedSpool>> LockedSpool::Open(const std::string& path,
                                                     bool create) {
  const int flags = O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  while (true) {
    LockedSpool spool(open(path.c_str(), create ? flags | O_CREAT : flags,
                           S_IRUSR | S_IWUSR));
    if (!spool.fd_ && errno == ENOENT && !create) {
      return std::optional<LockedSpool>();
    }
    if (!spool.fd_) return Fault("open", path);
    struct stat status {};
    if (fstat(spool.fd(), &status) != 0) return Fault("open", path);
    if (!S_ISREG(status.st_mode)) {
      return Fail(ErrorKind::kIo,
                  fmt::format("the spool {} is not a regular file", path));
    }
    while (flock(spool.fd(), LOCK_EX) != 0) {
      if (errno != EINTR) return Fault("lock", path);
    }
    // Whoever held the lock may have taken the file away.
    if (spool.IsStill(path)) return std::optional(std::move(spool));
  }
}

// Whether the file ends in the middle of a line.
bool HasRest(int fd, off_t size) {
  char last = '\n';
  return size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

}  // namespace

Status HookSpool::Append(std::string_view line) const {
  const Result<std::optional<LockedSpool>> spool =
      LockedSpool::Open(path(), true);
  if (!spool) return tl::make_unexpected(spool.error());
  const int fd = (*spool)->fd();
  struct stat status {};
  if (fstat(fd, &status) != 0) return Fault("open", path());
  if (status.st_size > kMaxSpoolBytes) {
    return Fail(ErrorKind::kIo, fmt::format("the spool {} is full", path()),
                "`plog ingest` empties it");
  }
  std::string text = HasRest(fd, status.st_size) ? "\n" : "";
  text += line;
  text += '\n';
  if (WriteAll(fd, text) != 0) return Fault("write", path());
  if (fsync(fd) != 0) return Fault("write", path());
  return {};
}

Result<std::vector<std::string>> HookSpool::Take() const {
  const Result<std::optional<LockedSpool>> spool =
      LockedSpool::Open(path(), false);
  if (!spool) return tl::make_unexpected(spool.error());
  if (*spool) {
    const std::string taken = fmt::format("{}.hooks-{}-{}.jsonl", ledger_,
                                          std::time(nullptr), RandomUuid());
    if (rename(path().c_str(), taken.c_str()) != 0) {
      return Fault("take", path());
    }
  }
  const fs::path ledger(ledger_);
  const std::string prefix = ledger.filename().string() + ".hooks-";
  std::vector<std::string> files;
  std::error_code error;
  const fs::path folder = ledger.has_parent_path() ? ledger.parent_path() : ".";
  for (fs::directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    if (it->path().filename().string().starts_with(prefix)) {
      files.push_back(it->path().string());
    }
  }
  if (error) {
    return Fail(ErrorKind::kIo, fmt::format("cannot read {}: {}",
                                            folder.string(), error.message()));
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace plog
