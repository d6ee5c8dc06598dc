#include "ledger/base/temporary_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace plog {

std::string FolderForTemporaryFiles(const std::optional<std::string>& tmpdir) {
  if (tmpdir && !tmpdir->empty()) return *tmpdir;
  return access("/var/tmp", W_OK | X_OK) == 0 ? "/var/tmp" : "/tmp";
}

tl::unexpected<Error> TemporaryFile::Fault(std::string_view what,
                                           int error) const {
  return Fail(ErrorKind::kIo,
              fmt::format("cannot {} a temporary file in {}: {}", what, folder_,
                          std::strerror(error)),
              fmt::format("free space there, or name another folder in TMPDIR"
                          "{}",
                          advice_));
}

Result<TemporaryFile> TemporaryFile::Create(const std::string& folder,
                                            std::string_view advice) {
  std::string path = folder + "/plog-XXXXXX";
  TemporaryFile file(folder, advice, mkostemp(path.data(), O_CLOEXEC));
  if (!file.file_) return file.Fault("create", errno);
  unlink(path.c_str());
  return file;
}

Status TemporaryFile::Write(uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = pwrite(file_.get(), bytes.data(), bytes.size(),
                                   static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Fault("write", errno);
    bytes.remove_prefix(static_cast<size_t>(written));
    offset += static_cast<uint64_t>(written);
  }
  return {};
}

Status TemporaryFile::Read(uint64_t offset, char* to, size_t size) const {
  while (size > 0) {
    const ssize_t got =
        pread(file_.get(), to, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Fault("read", got < 0 ? errno : EIO);
    to += got;
    size -= static_cast<size_t>(got);
    offset += static_cast<uint64_t>(got);
  }
  return {};
}

}  // namespace plog
