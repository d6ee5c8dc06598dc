#include "checker/spill/temporary_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace plog {
namespace {

tl::unexpected<Error> Fault(const std::string& folder, std::string_view what,
                            int error) {
  return Fail(ErrorKind::kIo,
              fmt::format("cannot {} a temporary file in {}: {}", what, folder,
                          std::strerror(error)),
              "free space there, name another folder in TMPDIR, or give the "
              "check more memory (--memory)");
}

}  // namespace

Result<TemporaryFile> TemporaryFile::Create(const std::string& folder) {
  std::string path = folder + "/plog-check-XXXXXX";
  const int descriptor = mkostemp(path.data(), O_CLOEXEC);
  if (descriptor < 0) return Fault(folder, "create", errno);
  unlink(path.c_str());
  return TemporaryFile(folder, descriptor);
}

TemporaryFile::~TemporaryFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

Status TemporaryFile::Write(uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = pwrite(descriptor_, bytes.data(), bytes.size(),
                                   static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Fault(folder_, "write", errno);
    bytes.remove_prefix(static_cast<size_t>(written));
    offset += static_cast<uint64_t>(written);
  }
  return {};
}

Status TemporaryFile::Read(uint64_t offset, char* to, size_t size) const {
  while (size > 0) {
    const ssize_t got =
        pread(descriptor_, to, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Fault(folder_, "read", got < 0 ? errno : EIO);
    to += got;
    size -= static_cast<size_t>(got);
    offset += static_cast<uint64_t>(got);
  }
  return {};
}

}  // namespace plog
