#include "cli/state_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace plog {
namespace {

tl::unexpected<Error> NoFile(const std::string& path) {
  return Fail(ErrorKind::kUsage,
              fmt::format("--state {}: it is not a regular file", path),
              "name a file that only this check writes");
}

tl::unexpected<Error> CannotRead(const std::string& path) {
  const int fault = errno;
  return Fail(ErrorKind::kIo,
              fmt::format("cannot read {}: {}", path, std::strerror(fault)));
}

tl::unexpected<Error> CannotWrite(const std::string& path, int fault) {
  return Fail(ErrorKind::kIo,
              fmt::format("cannot write {}: {}", path, std::strerror(fault)));
}

}  // namespace

StateFile::~StateFile() { Close(); }

void StateFile::Close() {
  if (fd_ >= 0) close(std::exchange(fd_, -1));
}

void StateFile::Declare(OptionSet* options) {
  options->Text("--state", "FILE",
                "go on from the run that wrote FILE, and write it anew: only "
                "new events are hashed and parsed",
                &path_);
  options->Flag("--full",
                "with --state: evaluate all events, and write the state anew",
                &full_);
}

std::vector<std::string> StateFile::inputs() const {
  return path_ ? std::vector<std::string>{*path_} : std::vector<std::string>();
}

Status StateFile::Prepare(const std::vector<std::string>& inputs,
                          CheckOptions* check) {
  if (!path_) {
    if (!full_) return {};
    return Fail(ErrorKind::kUsage, "--full overrides a state",
                "it needs --state; without one every run is full");
  }
  if (Status fine = RefuseOverwriting(*path_, inputs); !fine) return fine;
  struct stat file {};
  if (stat(path_->c_str(), &file) == 0 && !S_ISREG(file.st_mode)) {
    return NoFile(*path_);
  }
  check->state = this;
  check->full = full_;
  return {};
}

Result<std::optional<uint64_t>> StateFile::Open() {
  Close();
  // Not to wait for a writer, should it have become a pipe by now.
  fd_ = open(path_->c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd_ < 0 && errno == ENOENT) return std::nullopt;
  struct stat file {};
  if (fd_ < 0 || fstat(fd_, &file) != 0) return CannotRead(*path_);
  if (!S_ISREG(file.st_mode)) return NoFile(*path_);
  opened_ = {static_cast<uint64_t>(file.st_size), file.st_mtim.tv_sec,
             file.st_mtim.tv_nsec};
  return opened_.size;
}

Result<size_t> StateFile::ReadAt(uint64_t offset, char* to, size_t size) {
  while (true) {
    const ssize_t got = pread(fd_, to, size, static_cast<off_t>(offset));
    if (got >= 0) return static_cast<size_t>(got);
    if (errno != EINTR) return CannotRead(*path_);
  }
}

void StateFile::Discard() {
  added_.Close();
  next_.reset();
  seal_.clear();
  written_ = {};
}

void StateFile::Begin() {
  Discard();
  auto created = AtomicFile::Create(*path_, true);
  if (created) {
    next_.emplace(std::move(*created));
  } else {
    written_ = tl::make_unexpected(created.error());
  }
}

// Only a file that could as well have been made by this run: of one name, for
// its owner only, that no other run adds to or has added to.
bool StateFile::Continue(uint64_t size) {
  FileDescriptor file(open(path_->c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat old {};
  struct stat now {};
  if (file.get() < 0 || flock(file.get(), LOCK_EX | LOCK_NB) != 0 ||
      fstat(fd_, &old) != 0 || fstat(file.get(), &now) != 0) {
    return false;
  }
  const bool same = old.st_dev == now.st_dev && old.st_ino == now.st_ino &&
                    now.st_nlink == 1 && (now.st_mode & 0177U) == 0 &&
                    static_cast<uint64_t>(now.st_size) == opened_.size &&
                    now.st_mtim.tv_sec == opened_.seconds &&
                    now.st_mtim.tv_nsec == opened_.nanos;
  if (!same || size > opened_.size) return false;
  Discard();
  added_ = std::move(file);
  added_at_ = size;
  return true;
}

Status StateFile::WriteAdded(uint64_t offset, std::string_view bytes) {
  if (lseek(added_.get(), static_cast<off_t>(offset), SEEK_SET) < 0) {
    return CannotWrite(*path_, errno);
  }
  const int fault = WriteAll(added_.get(), bytes);
  return fault == 0 ? Status() : CannotWrite(*path_, fault);
}

void StateFile::Write(std::string_view bytes) {
  if (!written_) return;
  if (added_.get() < 0) {
    written_ = next_->Write(bytes);
    return;
  }
  written_ = WriteAdded(added_at_, bytes);
  added_at_ += bytes.size();
}

void StateFile::Seal(uint64_t offset, std::string_view bytes) {
  seal_at_ = offset;
  seal_ = bytes;
}

// What the seal leads to is on the disk before the seal is.
Status StateFile::Commit() {
  if (next_) {
    const Status sealed = next_->WriteAt(seal_at_, seal_);
    return sealed ? next_->Commit() : sealed;
  }
  if (fdatasync(added_.get()) == 0) {
    const Status sealed = WriteAdded(seal_at_, seal_);
    if (!sealed || fdatasync(added_.get()) == 0) return sealed;
  }
  return CannotWrite(*path_, errno);
}

Status StateFile::Keep(const Report& report, Console* console) {
  if (!path_) return {};
  if (!report.state->incremental && !full_) {
    console->Warn(fmt::format("{}: all events were evaluated: {}", *path_,
                              report.state->reason));
  }
  if (!written_) return written_;
  if (!seal_.empty()) return Commit();
  console->Warn(fmt::format(
      "{} was not written: no later run could go on from it", *path_));
  return {};
}

}  // namespace plog
