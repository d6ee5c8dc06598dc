#include "cli/state_file.h"

#include <fcntl.h>
#include <fmt/format.h>
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
  return static_cast<uint64_t>(file.st_size);
}

Result<size_t> StateFile::Read(char* to, size_t size) {
  while (true) {
    const ssize_t got = read(fd_, to, size);
    if (got >= 0) return static_cast<size_t>(got);
    if (errno != EINTR) return CannotRead(*path_);
  }
}

void StateFile::Begin() {
  Close();
  next_.reset();
  written_ = {};
  auto created = AtomicFile::Create(*path_, true);
  if (created) {
    next_.emplace(std::move(*created));
  } else {
    written_ = tl::make_unexpected(created.error());
  }
}

void StateFile::Write(std::string_view bytes) {
  if (written_) written_ = next_->Write(bytes);
}

Status StateFile::Keep(const Report& report, Console* console) {
  if (!path_) return {};
  if (!report.state->incremental && !full_) {
    console->Warn(fmt::format("{}: all events were evaluated: {}", *path_,
                              report.state->reason));
  }
  if (!written_) return written_;
  if (next_) return next_->Commit();
  console->Warn(fmt::format(
      "{} was not written: no later run could go on from it", *path_));
  return {};
}

}  // namespace plog
