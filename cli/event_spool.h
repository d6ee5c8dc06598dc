#ifndef PLOG_CLI_EVENT_SPOOL_H_
#define PLOG_CLI_EVENT_SPOOL_H_

#include <string>
#include <vector>

#include "ledger/base/result.h"

namespace plog {

// Violation events that wait for delivery: a file of JSON Lines, mode 0600,
// which exists only while there are any. Locked while an EventSpool lives, so
// that two runs do not deliver the same event twice.
class EventSpool {
 public:
  // Waits for the lock. kIo if the file cannot be read; kUsage if it is not a
  // regular file.
  static Result<EventSpool> Open(const std::string& path);
  ~EventSpool();
  EventSpool(EventSpool&& other) noexcept;
  EventSpool& operator=(EventSpool&&) = delete;

  // The waiting events, each with its newline, oldest first.
  const std::vector<std::string>& events() const { return events_; }
  // Adds events; when it returns they survive a crash.
  Status Append(const std::vector<std::string>& events);
  // Replaces the content; without events the file goes away.
  Status Replace(const std::vector<std::string>& events);

 private:
  EventSpool(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  Status ReadEvents();

  std::string path_;
  int fd_ = -1;
  std::vector<std::string> events_;
};

}  // namespace plog

#endif  // PLOG_CLI_EVENT_SPOOL_H_
