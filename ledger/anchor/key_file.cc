#include "ledger/anchor/key_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "ledger/base/file_descriptor.h"
#include "ledger/crypto/uuid.h"

namespace plog {

namespace {

constexpr size_t kMaxKeyFile = 16 * 1024;

tl::unexpected<Error> OsFailure(const char* what, const std::string& path) {
  return Fail(ErrorKind::kIo,
              fmt::format("cannot {} {}: {}", what, path, strerror(errno)));
}

// Appends to `text` until the end of the file or the limit.
bool ReadAll(int fd, std::string* text) {
  char buffer[4096];
  bool ok = true;
  while (text->size() <= kMaxKeyFile) {
    const ssize_t count = read(fd, buffer, sizeof(buffer));
    if (count < 0 && errno == EINTR) continue;
    ok = count >= 0;
    if (count <= 0) break;
    text->append(buffer, static_cast<size_t>(count));
  }
  OPENSSL_cleanse(buffer, sizeof(buffer));
  return ok;
}

// Gives the file its name unless there is one already.
bool MoveToNew(const std::string& from, const std::string& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(),
                RENAME_NOREPLACE) == 0) {
    return true;
  }
  // NFS cannot rename so.
  return errno == EINVAL && link(from.c_str(), to.c_str()) == 0 &&
         unlink(from.c_str()) == 0;
}

}  // namespace

SecretText::SecretText(SecretText&& other) noexcept
    : text_(std::move(other.text_)) {}

SecretText& SecretText::operator=(SecretText&& other) noexcept {
  std::swap(text_, other.text_);
  return *this;
}

SecretText::~SecretText() { OPENSSL_cleanse(text_.data(), text_.size()); }

Result<SecretText> ReadKeyFile(const std::string& path) {
  // Without O_NONBLOCK a FIFO would make plog wait.
  const FileDescriptor file(
      open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (file.get() < 0) return OsFailure("open", path);
  struct stat info {};
  if (fstat(file.get(), &info) != 0) return OsFailure("examine", path);
  if (!S_ISREG(info.st_mode)) {
    return Fail(ErrorKind::kUsage, path + " is not a regular file");
  }
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Fail(ErrorKind::kUsage,
                path + " is a private key that others may read or change",
                "chmod 600 " + path);
  }
  std::string text;
  text.reserve(2 * kMaxKeyFile);  // never moves: one copy to overwrite
  const bool complete = ReadAll(file.get(), &text);
  SecretText secret(std::move(text));
  if (!complete) return OsFailure("read", path);
  if (secret.view().size() > kMaxKeyFile) {
    return Fail(ErrorKind::kUsage, path + " is too large to be a key");
  }
  return secret;
}

// Written under another name, so that half a key is never seen.
Status WriteKeyFile(const std::string& path, std::string text) {
  const SecretText secret(std::move(text));
  const std::string temporary = path + "." + RandomUuid().substr(0, 8) + ".tmp";
  const FileDescriptor file(open(
      temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
      S_IRUSR | S_IWUSR));
  if (file.get() < 0) return OsFailure("create", path);
  Status done;
  if (WriteAll(file.get(), secret.view()) != 0 || fsync(file.get()) != 0) {
    done = OsFailure("write", path);
  }
  if (done && !MoveToNew(temporary, path)) done = OsFailure("create", path);
  if (!done) unlink(temporary.c_str());
  return done;
}

}  // namespace plog
