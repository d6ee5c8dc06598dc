#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "ledger/base/file_descriptor.h"
#include "ledger/ingest/byte_source.h"

namespace plog {
namespace {

tl::unexpected<Error> CannotRead(const std::string& path, int error) {
  return Fail(ErrorKind::kIo,
              fmt::format("{}: cannot read: {}", path, std::strerror(error)));
}

Status KeepCopy(int copy, std::string_view bytes) {
  const int fault = WriteAll(copy, bytes);
  if (fault == 0) return {};
  return Fail(
      ErrorKind::kIo,
      fmt::format("cannot keep a copy of the input: {}", std::strerror(fault)),
      "free space in the folder for temporary files (TMPDIR)");
}

// Deleted as soon as it exists: nothing to clean up, whatever happens.
int UnnamedTemporaryFile() {
  const char* folder = std::getenv("TMPDIR");
  std::string path =
      std::string(folder == nullptr || *folder == '\0' ? "/tmp" : folder) +
      "/plog-input-XXXXXX";
  const int descriptor = mkostemp(path.data(), O_CLOEXEC);
  if (descriptor >= 0) unlink(path.c_str());
  return descriptor;
}

}  // namespace

Result<InputFile> InputFile::Open(const std::string& path) {
  InputFile file;
  file.identity_ = "-";
  file.descriptor_ = path == "-" ? dup(STDIN_FILENO)
                                 : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file.descriptor_ < 0) return CannotRead(path, errno);
  struct stat status;
  if (fstat(file.descriptor_, &status) != 0) return CannotRead(path, errno);
  if (S_ISDIR(status.st_mode)) {
    return Fail(ErrorKind::kUsage, fmt::format("{}: is a directory", path),
                "read all files in it with -r");
  }
  if (!S_ISREG(status.st_mode)) return file;
  file.begin_ = lseek(file.descriptor_, 0, SEEK_CUR);
  if (path == "-") return file;
  const std::unique_ptr<char, decltype(&std::free)> absolute(
      realpath(path.c_str(), nullptr), &std::free);
  file.identity_ = absolute == nullptr ? path : absolute.get();
  return file;
}

InputFile::~InputFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

InputFile::InputFile(InputFile&& other) noexcept
    : identity_(std::move(other.identity_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      begin_(other.begin_) {}

uint64_t InputFile::position() const {
  const off_t at = begin_ < 0 ? -1 : lseek(descriptor_, 0, SEEK_CUR);
  return at < begin_ ? 0 : static_cast<uint64_t>(at - begin_);
}

uint64_t InputFile::size() const {
  struct stat status;
  if (begin_ < 0 || fstat(descriptor_, &status) != 0) return 0;
  return status.st_size < begin_
             ? 0
             : static_cast<uint64_t>(status.st_size - begin_);
}

Status InputFile::Rewind() {
  if (lseek(descriptor_, begin_, SEEK_SET) == begin_) return {};
  return Fail(ErrorKind::kIo,
              fmt::format("{}: cannot be read a second time", identity_));
}

Status InputFile::MakeRewindable() {
  if (begin_ >= 0) return {};
  const int copy = UnnamedTemporaryFile();
  if (copy < 0) return CannotRead("temporary file", errno);
  std::string buffer(256 * 1024, '\0');
  Status done;
  while (done) {
    const ssize_t got = read(descriptor_, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) done = CannotRead(identity_, errno);
    if (got <= 0) break;
    done = KeepCopy(copy, {buffer.data(), static_cast<size_t>(got)});
  }
  Replace(copy);
  if (!done) return done;
  return Rewind();
}

void InputFile::Replace(int descriptor) {
  close(std::exchange(descriptor_, descriptor));
  begin_ = 0;
}

Status InputFile::MakeSeekable(const ByteLimits& limits) {
  if (Status done = MakeRewindable(); !done) return done;
  const auto source = ByteSource::Open(*this, identity_, limits);
  if (!source) return tl::make_unexpected(source.error());
  if ((*source)->compression() == "plain") return {};
  const int copy = UnnamedTemporaryFile();
  if (copy < 0) return CannotRead("temporary file", errno);
  Status done;
  while (done) {
    const Result<std::string_view> block = (*source)->Read();
    if (!block) done = tl::make_unexpected(block.error());
    if (!block || block->empty()) break;
    done = KeepCopy(copy, *block);
  }
  Replace(copy);
  return done;
}

Result<size_t> InputFile::ReadAt(uint64_t offset, std::span<char> out) const {
  const auto begin = static_cast<uint64_t>(begin_);
  size_t filled = 0;
  while (filled < out.size()) {
    const ssize_t got =
        pread(descriptor_, out.data() + filled, out.size() - filled,
              static_cast<off_t>(begin + offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return CannotRead(identity_, errno);
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  return filled;
}

Result<std::vector<std::string>> ListInputs(
    const std::vector<std::string>& paths, bool recursive) {
  namespace fs = std::filesystem;
  std::vector<std::string> inputs;
  for (const std::string& path : paths) {
    std::error_code error;
    if (path == "-" || !recursive || !fs::is_directory(path, error)) {
      inputs.push_back(path);
      continue;
    }
    std::vector<std::string> found;
    fs::recursive_directory_iterator it(path, error);
    for (; !error && it != fs::recursive_directory_iterator();
         it.increment(error)) {
      const fs::file_status status = it->symlink_status(error);
      if (error) break;
      if (it->path().filename().string().starts_with('.')) {
        it.disable_recursion_pending();
      } else if (fs::is_regular_file(status)) {
        found.push_back(it->path().string());
      }
    }
    if (error) return CannotRead(path, error.value());
    std::sort(found.begin(), found.end());
    inputs.insert(inputs.end(), found.begin(), found.end());
  }
  return inputs;
}

}  // namespace plog
