#ifndef PLOG_CLI_OUTPUT_H_
#define PLOG_CLI_OUTPUT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/result.h"

namespace plog {

// A result file that appears whole or not at all: written to a temporary name
// beside it, and renamed by Commit. Without Commit nothing is left behind. What
// is no regular file (/dev/stdout, a pipe) is written to as it is.
class AtomicFile {
 public:
  // Mode 0644 before the umask, or 0600 where `secret`.
  static Result<AtomicFile> Create(const std::string& path,
                                   bool secret = false);
  ~AtomicFile();
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;

  // Buffered: an error may show only in a later call, the last is Commit.
  Status Write(std::string_view bytes);
  // Replaces bytes that were written before. Not for what is no regular file.
  Status WriteAt(uint64_t offset, std::string_view bytes);
  Status Commit();

 private:
  AtomicFile(std::string path, std::string temporary, int fd)
      : path_(std::move(path)), temporary_(std::move(temporary)), fd_(fd) {}
  Status Flush();

  std::string path_;
  std::string temporary_;  // empty: `path_` itself is written
  std::string pending_;
  int fd_;
};

// Writes a result file so that an interrupted run leaves the old one: to a
// temporary name beside it, synced, renamed.
Status WriteFileAtomically(const std::string& path, std::string_view bytes,
                           bool secret = false);

// Whether both name one existing file, by device and inode.
bool IsSameFile(const std::string& path, const std::string& other);

// An output that is an input of the run is refused (by path and by inode).
Status RefuseOverwriting(const std::string& output,
                         const std::vector<std::string>& inputs);

// A whole file, or stdin for "-"; at most `limit` bytes. Refuses directories.
// kUnreadable if there is no such file for us, kInput if it is larger, kIo if
// the system failed.
Result<std::string> ReadWholeFile(const std::string& path, size_t limit);

// The same for a file that says what to do (policies, waivers, settings): what
// is wrong with it is kUsage, and a failure of the system is not.
Result<std::string> ReadSettingsFile(const std::string& path, size_t limit);
// kIo, or `mistake` for an error number that says that a name is wrong.
ErrorKind KindOfReadFault(int error_number, ErrorKind mistake);

}  // namespace plog

#endif  // PLOG_CLI_OUTPUT_H_
