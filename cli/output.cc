#include "cli/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "ledger/base/file_descriptor.h"
#include "ledger/crypto/uuid.h"

namespace plog {
namespace {

tl::unexpected<Error> SystemFault(std::string_view what,
                                  const std::string& path) {
  const int fault = errno;
  return Fail(ErrorKind::kIo, fmt::format("cannot {} {}: {}", what, path,
                                          std::strerror(fault)));
}

tl::unexpected<Error> ReadFault(const std::string& path) {
  const ErrorKind kind = KindOfReadFault(errno, ErrorKind::kUnreadable);
  auto fault = SystemFault("read", path);
  fault.value().kind = kind;
  return fault;
}

std::string DirectoryOf(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path();
  return parent.empty() ? "." : parent;
}

}  // namespace

Result<AtomicFile> AtomicFile::Create(const std::string& path, bool secret) {
  // A device or a pipe is written to. Renaming over it would replace it.
  struct stat target {};
  const bool exists = stat(path.c_str(), &target) == 0;
  if (exists && !S_ISREG(target.st_mode)) {
    const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0) return SystemFault("write", path);
    return AtomicFile(path, "", fd);
  }
  // Where `path` is a symbolic link, the file that it means is replaced.
  std::error_code fault;
  const std::string real =
      exists ? std::filesystem::canonical(path, fault).string() : path;
  std::string temporary =
      fmt::format("{}.{}.tmp", real, RandomUuid().substr(0, 8));
  const int fd = open(temporary.c_str(),
                      O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                      secret ? 0600 : 0644);
  // The temporary name would mean nothing to whoever reads the message.
  if (fd < 0) return SystemFault("create", path);
  return AtomicFile(real, std::move(temporary), fd);
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      pending_(std::move(other.pending_)),
      fd_(std::exchange(other.fd_, -1)) {}

AtomicFile::~AtomicFile() {
  if (fd_ < 0) return;
  close(fd_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

Status AtomicFile::Write(std::string_view bytes) {
  constexpr size_t kBuffer = size_t{256} << 10;
  pending_ += bytes;
  return pending_.size() < kBuffer ? Status() : Flush();
}

Status AtomicFile::Flush() {
  const bool written = WriteAll(fd_, pending_) == 0;
  pending_.clear();
  return written ? Status() : SystemFault("write", path_);
}

Status AtomicFile::WriteAt(uint64_t offset, std::string_view bytes) {
  if (Status flushed = Flush(); !flushed) return flushed;
  const bool written = lseek(fd_, static_cast<off_t>(offset), SEEK_SET) >= 0 &&
                       WriteAll(fd_, bytes) == 0 &&
                       lseek(fd_, 0, SEEK_END) >= 0;
  return written ? Status() : SystemFault("write", path_);
}

Status AtomicFile::Commit() {
  if (Status flushed = Flush(); !flushed) return flushed;
  if (temporary_.empty()) {
    if (close(std::exchange(fd_, -1)) != 0) return SystemFault("write", path_);
    return {};
  }
  if (fsync(fd_) != 0 || rename(temporary_.c_str(), path_.c_str()) != 0) {
    return SystemFault("write", path_);
  }
  close(std::exchange(fd_, -1));
  const FileDescriptor directory(
      open(DirectoryOf(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() >= 0) fsync(directory.get());
  return {};
}

Status WriteFileAtomically(const std::string& path, std::string_view bytes,
                           bool secret) {
  auto file = AtomicFile::Create(path, secret);
  if (!file) return tl::make_unexpected(file.error());
  if (Status written = file->Write(bytes); !written) return written;
  return file->Commit();
}

bool IsSameFile(const std::string& path, const std::string& other) {
  struct stat left {};
  struct stat right {};
  return stat(path.c_str(), &left) == 0 && stat(other.c_str(), &right) == 0 &&
         left.st_dev == right.st_dev && left.st_ino == right.st_ino;
}

Status RefuseOverwriting(const std::string& output,
                         const std::vector<std::string>& inputs) {
  for (const std::string& input : inputs) {
    if (input == output || IsSameFile(input, output)) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("the output {} is an input of this run", output),
                  "write to another file");
    }
  }
  return {};
}

ErrorKind KindOfReadFault(int error_number, ErrorKind mistake) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
    case EISDIR:
    case EACCES:
    case ELOOP:
    case ENAMETOOLONG:
    case EINVAL:
      return mistake;
    default:
      return ErrorKind::kIo;
  }
}

Result<std::string> ReadSettingsFile(const std::string& path, size_t limit) {
  auto text = ReadWholeFile(path, limit);
  if (!text && text.error().kind != ErrorKind::kIo) {
    text.error().kind = ErrorKind::kUsage;
  }
  return text;
}

Result<std::string> ReadWholeFile(const std::string& path, size_t limit) {
  FileDescriptor file(path == "-" ? dup(STDIN_FILENO)
                                  : open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return ReadFault(path);
  std::string bytes;
  char buffer[65536];
  while (true) {
    const ssize_t got = read(file.get(), buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ReadFault(path);
    if (got == 0) return bytes;
    bytes.append(buffer, static_cast<size_t>(got));
    if (bytes.size() > limit) {
      return Fail(ErrorKind::kInput,
                  fmt::format("{} is larger than {} bytes", path, limit));
    }
  }
}

}  // namespace plog
