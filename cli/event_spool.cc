#include "cli/event_spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "cli/output.h"
#include "ledger/base/file_descriptor.h"

namespace plog {
namespace {

constexpr size_t kMaxSpoolBytes = size_t{1} << 30;

tl::unexpected<Error> Fault(std::string_view what, const std::string& path) {
  const int error = errno;
  return Fail(ErrorKind::kIo, fmt::format("cannot {} the spool {}: {}", what,
                                          path, std::strerror(error)));
}

bool IsStill(const std::string& path, const struct stat& held) {
  struct stat named {};
  return lstat(path.c_str(), &named) == 0 && named.st_dev == held.st_dev &&
         named.st_ino == held.st_ino;
}

std::string Joined(const std::vector<std::string>& events) {
  std::string text;
  for (const std::string& event : events) text += event;
  return text;
}

}  // namespace

Result<EventSpool> EventSpool::Open(const std::string& path) {
  while (true) {
    EventSpool spool(
        path,
        open(path.c_str(),
             O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
    if (spool.fd_ < 0) return Fault("open", path);
    struct stat status {};
    if (fstat(spool.fd_, &status) != 0) return Fault("open", path);
    if (!S_ISREG(status.st_mode)) {
      return Fail(ErrorKind::kUsage,
                  fmt::format("the spool {} is not a file", path));
    }
    while (flock(spool.fd_, LOCK_EX) != 0) {
      if (errno != EINTR) return Fault("lock", path);
    }
    // The run that held the lock may have replaced the file.
    if (!IsStill(path, status)) continue;
    if (Status read = spool.ReadEvents(); !read) {
      return tl::make_unexpected(read.error());
    }
    return spool;
  }
}

EventSpool::EventSpool(EventSpool&& other) noexcept
    : path_(std::move(other.path_)),
      fd_(std::exchange(other.fd_, -1)),
      events_(std::move(other.events_)) {}

EventSpool::~EventSpool() {
  if (fd_ < 0) return;
  if (events_.empty()) {
    struct stat status {};
    // Made by Open and never needed.
    if (fstat(fd_, &status) == 0 && status.st_size == 0 &&
        IsStill(path_, status)) {
      unlink(path_.c_str());
    }
  }
  close(fd_);
}

Status EventSpool::ReadEvents() {
  const auto text = ReadWholeFile(path_, kMaxSpoolBytes);
  if (!text) return tl::make_unexpected(text.error());
  size_t at = 0;
  while (true) {
    const size_t end = text->find('\n', at);
    if (end == std::string::npos) break;
    events_.push_back(text->substr(at, end + 1 - at));
    at = end + 1;
  }
  // The rest was being appended when a run broke off, before it was promised
  // to anybody; it must not become part of the next line.
  if (at < text->size() && ftruncate(fd_, static_cast<off_t>(at)) != 0) {
    return Fault("repair", path_);
  }
  return {};
}

Status EventSpool::Append(const std::vector<std::string>& events) {
  const std::string text = Joined(events);
  if (lseek(fd_, 0, SEEK_END) < 0) return Fault("write", path_);
  if (WriteAll(fd_, text) != 0 || fsync(fd_) != 0) {
    return Fault("write", path_);
  }
  events_.insert(events_.end(), events.begin(), events.end());
  return {};
}

Status EventSpool::Replace(const std::vector<std::string>& events) {
  if (events.empty()) {
    if (unlink(path_.c_str()) != 0) return Fault("remove", path_);
  } else if (events != events_) {
    Status written = WriteFileAtomically(path_, Joined(events), true);
    if (!written) return written;
  }
  events_ = events;
  return {};
}

}  // namespace plog
