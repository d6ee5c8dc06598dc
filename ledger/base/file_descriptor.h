#ifndef PLOG_LEDGER_BASE_FILE_DESCRIPTOR_H_
#define PLOG_LEDGER_BASE_FILE_DESCRIPTOR_H_

#include <string_view>
#include <utility>

namespace plog {

// Owns a file descriptor of POSIX; a negative one is none.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) : fd_(fd) {}
  ~FileDescriptor() { Close(); }
  FileDescriptor(FileDescriptor&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  // 0 or the errno of close(2), which may be that of a write before it.
  int Close();

 private:
  int fd_;
};

// Writes all of it, however many calls that takes; a signal interrupts none.
// Returns 0 or the errno of the call that failed, before which some may have
// been written.
int WriteAll(int fd, std::string_view bytes);

}  // namespace plog

#endif  // PLOG_LEDGER_BASE_FILE_DESCRIPTOR_H_
