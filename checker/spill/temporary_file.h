#ifndef PLOG_CHECKER_SPILL_TEMPORARY_FILE_H_
#define PLOG_CHECKER_SPILL_TEMPORARY_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/base/result.h"

namespace plog {

// A file without a name: nobody else can open it, and it is gone with its
// descriptor, however the process ends. Errors are of kind kIo and name the
// folder.
class TemporaryFile {
 public:
  static Result<TemporaryFile> Create(const std::string& folder);
  ~TemporaryFile();
  TemporaryFile(TemporaryFile&& other) noexcept
      : folder_(std::move(other.folder_)),
        descriptor_(std::exchange(other.descriptor_, -1)) {}
  TemporaryFile& operator=(TemporaryFile&& other) noexcept {
    std::swap(folder_, other.folder_);
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }

  Status Write(uint64_t offset, std::string_view bytes);
  // Exactly that many bytes, else it is an error. Safe on several threads.
  Status Read(uint64_t offset, char* to, size_t size) const;

 private:
  TemporaryFile(std::string folder, int descriptor)
      : folder_(std::move(folder)), descriptor_(descriptor) {}

  std::string folder_;
  int descriptor_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_SPILL_TEMPORARY_FILE_H_
