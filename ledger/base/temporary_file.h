#ifndef PLOG_LEDGER_BASE_TEMPORARY_FILE_H_
#define PLOG_LEDGER_BASE_TEMPORARY_FILE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/base/file_descriptor.h"
#include "ledger/base/result.h"

namespace plog {

// Where temporary files go: the value of TMPDIR, unless that is empty; else
// /var/tmp, which is on a disk more often than /tmp, else /tmp.
std::string FolderForTemporaryFiles(const std::optional<std::string>& tmpdir);

// A file without a name: nobody else can open it, and it is gone with its
// descriptor, however the process ends. Errors are of kind kIo and name the
// folder.
class TemporaryFile {
 public:
  // `advice` is what else a user may do about a folder that is full, and must
  // live as long as the file: ", or …" behind what can be done to the folder.
  static Result<TemporaryFile> Create(const std::string& folder,
                                      std::string_view advice = "");

  Status Write(uint64_t offset, std::string_view bytes);
  // Exactly that many bytes, else it is an error. Safe on several threads.
  Status Read(uint64_t offset, char* to, size_t size) const;

  // Gives the file up to whoever reads it by its descriptor.
  FileDescriptor Release() { return std::move(file_); }

 private:
  TemporaryFile(std::string folder, std::string_view advice, int descriptor)
      : folder_(std::move(folder)), advice_(advice), file_(descriptor) {}
  tl::unexpected<Error> Fault(std::string_view what, int error) const;

  std::string folder_;
  std::string_view advice_;
  FileDescriptor file_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_BASE_TEMPORARY_FILE_H_
