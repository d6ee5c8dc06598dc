#ifndef PLOG_CLI_PROGRESS_H_
#define PLOG_CLI_PROGRESS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "cli/invocation.h"

namespace plog {

// How far something is. `done` of `total` says how much of the work is behind
// us, in any unit; total 0: not known.
struct ProgressState {
  uint64_t done = 0;
  uint64_t total = 0;
  uint64_t events = 0;
  Duration elapsed;
};

// "verify [########            ]  40% 1,234 events, 617/s, 3s left", at most 79
// columns.
std::string ProgressText(std::string_view label, const ProgressState& state);

// A line on stderr, on a terminal only and not with --no-progress or --quiet,
// that is drawn ten times a second at most. May be called from any thread, one
// call at a time. The invocation must outlive it.
class ProgressLine {
 public:
  ProgressLine(const Invocation& run, std::string label, uint64_t total = 0);

  void Show(std::string_view label, uint64_t done, uint64_t total,
            uint64_t events);
  // For work that is counted in events. Must not outlive the line.
  std::function<void(uint64_t events)> Counter();

 private:
  const Invocation& run_;
  std::string label_;
  uint64_t total_;
  Instant begin_;
  Instant drawn_;
};

}  // namespace plog

#endif  // PLOG_CLI_PROGRESS_H_
