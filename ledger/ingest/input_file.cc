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

#include "ledger/base/temporary_file.h"
#include "ledger/ingest/byte_source.h"

namespace plog {
namespace {

tl::unexpected<Error> CannotRead(const std::string& path, int error) {
  return Fail(ErrorKind::kIo,
              fmt::format("{}: cannot read: {}", path, std::strerror(error)));
}

// A copy of the input, written from its beginning on.
class Copy {
 public:
  static Result<Copy> Create() {
    const char* folder = std::getenv("TMPDIR");
    auto file = TemporaryFile::Create(FolderForTemporaryFiles(
        folder == nullptr ? std::nullopt : std::optional<std::string>(folder)));
    if (!file) return tl::make_unexpected(file.error());
    return Copy(std::move(*file));
  }

  Status Append(std::string_view bytes) {
    Status written = file_.Write(size_, bytes);
    size_ += bytes.size();
    return written;
  }
  TemporaryFile& file() { return file_; }

 private:
  explicit Copy(TemporaryFile file) : file_(std::move(file)) {}

  TemporaryFile file_;
  uint64_t size_ = 0;
};

}  // namespace

Result<InputFile> InputFile::Open(const std::string& path) {
  InputFile file;
  file.identity_ = "-";
  file.file_ =
      FileDescriptor(path == "-" ? dup(STDIN_FILENO)
                                 : open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.file_) return CannotRead(path, errno);
  struct stat status;
  if (fstat(file.file_.get(), &status) != 0) return CannotRead(path, errno);
  if (S_ISDIR(status.st_mode)) {
    return Fail(ErrorKind::kUsage, fmt::format("{}: is a directory", path),
                "`plog ingest -r` reads all files in it");
  }
  if (!S_ISREG(status.st_mode)) return file;
  file.begin_ = lseek(file.file_.get(), 0, SEEK_CUR);
  if (path == "-") return file;
  const std::unique_ptr<char, decltype(&std::free)> absolute(
      realpath(path.c_str(), nullptr), &std::free);
  file.identity_ = absolute == nullptr ? path : absolute.get();
  return file;
}

uint64_t InputFile::position() const {
  const off_t at = begin_ < 0 ? -1 : lseek(file_.get(), 0, SEEK_CUR);
  return at < begin_ ? 0 : static_cast<uint64_t>(at - begin_);
}

uint64_t InputFile::size() const {
  struct stat status;
  if (begin_ < 0 || fstat(file_.get(), &status) != 0) return 0;
  return status.st_size < begin_
             ? 0
             : static_cast<uint64_t>(status.st_size - begin_);
}

Status InputFile::Rewind() {
  if (lseek(file_.get(), begin_, SEEK_SET) == begin_) return {};
  return Fail(ErrorKind::kIo,
              fmt::format("{}: cannot be read a second time", identity_));
}

Status InputFile::MakeRewindable() {
  if (begin_ >= 0) return {};
  auto copy = Copy::Create();
  if (!copy) return tl::make_unexpected(copy.error());
  std::string buffer(256 * 1024, '\0');
  Status done;
  while (done) {
    const ssize_t got = read(file_.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) done = CannotRead(identity_, errno);
    if (got <= 0) break;
    done = copy->Append({buffer.data(), static_cast<size_t>(got)});
  }
  Replace(copy->file().Release());
  if (!done) return done;
  return Rewind();
}

void InputFile::Replace(FileDescriptor copy) {
  file_ = std::move(copy);
  begin_ = 0;
}

Status InputFile::MakeSeekable(const ByteLimits& limits) {
  if (Status done = MakeRewindable(); !done) return done;
  const auto source = ByteSource::Open(*this, identity_, limits);
  if (!source) return tl::make_unexpected(source.error());
  if ((*source)->compression() == "plain") return {};
  auto copy = Copy::Create();
  if (!copy) return tl::make_unexpected(copy.error());
  Status done;
  while (done) {
    const Result<std::string_view> block = (*source)->Read();
    if (!block) done = tl::make_unexpected(block.error());
    if (!block || block->empty()) break;
    done = copy->Append(*block);
  }
  Replace(copy->file().Release());
  return done;
}

Result<size_t> InputFile::ReadAt(uint64_t offset, std::span<char> out) const {
  const auto begin = static_cast<uint64_t>(begin_);
  size_t filled = 0;
  while (filled < out.size()) {
    const ssize_t got =
        pread(file_.get(), out.data() + filled, out.size() - filled,
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
