#include "cli/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "ledger/crypto/uuid.h"

namespace plog {
namespace {

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return fd_; }
  // Closing can report a write that failed late.
  bool Close() { return close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

tl::unexpected<Error> SystemFault(std::string_view what,
                                  const std::string& path) {
  const int fault = errno;
  return Fail(ErrorKind::kIo, fmt::format("cannot {} {}: {}", what, path,
                                          std::strerror(fault)));
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

std::string DirectoryOf(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path();
  return parent.empty() ? "." : parent;
}

Status WriteAndSync(const std::string& path, std::string_view bytes,
                    mode_t mode) {
  FileDescriptor file(open(path.c_str(),
                           O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                           mode));
  if (file.get() < 0) return SystemFault("create", path);
  if (!WriteAll(file.get(), bytes) || fsync(file.get()) != 0 || !file.Close()) {
    return SystemFault("write", path);
  }
  return {};
}

// A device or a pipe: renaming a file over it would remove it.
Status WriteThrough(const std::string& path, std::string_view bytes) {
  FileDescriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
  if (file.get() < 0) return SystemFault("open", path);
  if (!WriteAll(file.get(), bytes) || !file.Close()) {
    return SystemFault("write", path);
  }
  return {};
}

std::string LinkTarget(const std::string& path) {
  std::error_code fault;
  if (!std::filesystem::is_symlink(path, fault)) return path;
  const auto target = std::filesystem::weakly_canonical(path, fault);
  return fault ? path : target.string();
}

}  // namespace

Status WriteFileAtomically(const std::string& given, std::string_view bytes,
                           bool secret) {
  struct stat target {};
  if (stat(given.c_str(), &target) == 0 && !S_ISREG(target.st_mode)) {
    return WriteThrough(given, bytes);
  }
  const std::string path = LinkTarget(given);
  const std::string temporary =
      fmt::format("{}.{}.tmp", path, RandomUuid().substr(0, 8));
  const mode_t mode = secret ? 0600 : 0644;
  if (Status written = WriteAndSync(temporary, bytes, mode); !written) {
    unlink(temporary.c_str());
    return written;
  }
  if (rename(temporary.c_str(), path.c_str()) != 0) {
    const auto fault = SystemFault("write", path);
    unlink(temporary.c_str());
    return fault;
  }
  const FileDescriptor directory(
      open(DirectoryOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() >= 0) fsync(directory.get());
  return {};
}

Status RefuseOverwriting(const std::string& output,
                         const std::vector<std::string>& inputs) {
  struct stat target {};
  const bool exists = stat(output.c_str(), &target) == 0;
  for (const std::string& input : inputs) {
    struct stat source {};
    const bool same_inode = exists && stat(input.c_str(), &source) == 0 &&
                            source.st_dev == target.st_dev &&
                            source.st_ino == target.st_ino;
    if (same_inode || input == output) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("the output {} is an input of this run", output),
                  "write to another file");
    }
  }
  return {};
}

Result<std::string> ReadWholeFile(const std::string& path, size_t limit) {
  FileDescriptor file(path == "-" ? dup(STDIN_FILENO)
                                  : open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return SystemFault("read", path);
  std::string bytes;
  char buffer[65536];
  while (true) {
    const ssize_t got = read(file.get(), buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemFault("read", path);
    if (got == 0) return bytes;
    bytes.append(buffer, static_cast<size_t>(got));
    if (bytes.size() > limit) {
      return Fail(ErrorKind::kInput,
                  fmt::format("{} is larger than {} bytes", path, limit));
    }
  }
}

}  // namespace plog
