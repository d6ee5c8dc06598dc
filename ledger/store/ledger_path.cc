#include "ledger/store/ledger_path.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

namespace plog {
namespace {

constexpr char kJournal[] = "-journal";

struct SplitPath {
  std::string folder;
  std::string name;
};

SplitPath Split(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {".", path};
  return {slash == 0 ? "/" : path.substr(0, slash), path.substr(slash + 1)};
}

std::optional<struct stat> LinkStatus(const std::string& path) {
  struct stat status;
  if (lstat(path.c_str(), &status) != 0) return std::nullopt;
  return status;
}

tl::unexpected<Error> Missing(const std::string& path) {
  return Fail(ErrorKind::kUnreadable, fmt::format("{}: no such ledger", path),
              "create one with `plog ingest`, or name another with --db");
}

// mkdir -p; only the folders made here are 0700.
Status MakeFolders(const std::string& folder) {
  if (mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return {};
  if (errno == ENOENT && folder.find('/', 1) != std::string::npos) {
    if (Status parent = MakeFolders(Split(folder).folder); !parent) {
      return parent;
    }
    if (mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return {};
  }
  return Fail(ErrorKind::kIo, fmt::format("{}: cannot create the folder: {}",
                                          folder, std::strerror(errno)));
}

Result<std::string> Absolute(const std::string& path) {
  const SplitPath split = Split(path);
  if (path.find('\0') != std::string::npos || split.name.empty() ||
      split.name == "." || split.name == "..") {
    return Fail(ErrorKind::kUsage,
                fmt::format("'{}' does not name a ledger file", path),
                "give the path of a file, for example --db ./ledger.db");
  }
  const std::unique_ptr<char, decltype(&std::free)> folder(
      realpath(split.folder.c_str(), nullptr), &std::free);
  if (folder == nullptr) return Missing(path);
  const std::string_view resolved = folder.get();
  return fmt::format("{}/{}", resolved == "/" ? "" : resolved, split.name);
}

Status RequireRegular(const std::string& path, const struct stat& status) {
  const char* what = nullptr;
  if (S_ISLNK(status.st_mode))
    what = "is a symbolic link";
  else if (S_ISDIR(status.st_mode))
    what = "is a directory";
  else if (!S_ISREG(status.st_mode))
    what = "is not a regular file";
  if (what == nullptr) return {};
  return Fail(ErrorKind::kUnreadable, fmt::format("{}: {}", path, what),
              "name the ledger file itself");
}

// A writer that keeps its lock ends a transaction by overwriting the header of
// the journal with zeros. If it could not delete the file after that, what is
// left is not hot: SQLite, too, looks at the first byte.
bool IsSpentJournal(const std::string& journal) {
  const int descriptor =
      open(journal.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return false;
  char first = 1;
  const bool read_it = read(descriptor, &first, 1) == 1;
  close(descriptor);
  return read_it && first == 0;
}

Status RequireNoSidecar(const std::string& path, const char* suffix) {
  const std::optional<struct stat> status = LinkStatus(path + suffix);
  if (!status || (S_ISREG(status->st_mode) && status->st_size == 0)) return {};
  const bool journal = std::string_view(suffix) == kJournal;
  if (journal && S_ISREG(status->st_mode) && IsSpentJournal(path + suffix)) {
    return {};
  }
  return Fail(ErrorKind::kUnreadable,
              fmt::format("{}: a write to it is unfinished ({}{} exists)", path,
                          Split(path).name, suffix),
              "run `plog ingest` again: it restores the last committed state; "
              "never delete that file by hand");
}

}  // namespace

Result<std::string> LedgerPathForReading(const std::string& path) {
  Result<std::string> absolute = Absolute(path);
  if (!absolute) return absolute;
  const std::optional<struct stat> status = LinkStatus(*absolute);
  if (!status) return Missing(path);
  Status checked = RequireRegular(path, *status);
  if (checked && status->st_size == 0) {
    checked = Fail(ErrorKind::kUnreadable, fmt::format("{}: empty file", path),
                   "create a ledger with `plog ingest`");
  }
  if (checked) checked = RequireNoSidecar(*absolute, kJournal);
  if (checked) checked = RequireNoSidecar(*absolute, "-wal");
  if (!checked) return tl::make_unexpected(checked.error());
  return absolute;
}

Result<std::string> LedgerPathForWriting(const std::string& path) {
  if (path.find('/', 1) != std::string::npos) {
    if (Status made = MakeFolders(Split(path).folder); !made) {
      return tl::make_unexpected(made.error());
    }
  }
  Result<std::string> absolute = Absolute(path);
  if (!absolute) return absolute;
  // SQLite would create the file with the umask's mode; its journal inherits
  // the mode of the file.
  const int made =
      open(absolute->c_str(),
           O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_RDWR, 0600);
  if (made >= 0) {
    close(made);
    return absolute;
  }
  if (errno != EEXIST) {
    return Fail(ErrorKind::kIo, fmt::format("{}: cannot create the ledger: {}",
                                            path, std::strerror(errno)));
  }
  const std::optional<struct stat> status = LinkStatus(*absolute);
  if (!status) return Missing(path);
  Status checked = RequireRegular(path, *status);
  if (checked) checked = RequireNoSidecar(*absolute, "-wal");
  if (!checked) return tl::make_unexpected(checked.error());
  return absolute;
}

}  // namespace plog
