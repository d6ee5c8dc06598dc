#ifndef PLOG_CHECKER_EXPLAIN_REPLAY_H_
#define PLOG_CHECKER_EXPLAIN_REPLAY_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "ledger/base/instant.h"
#include "rules/types/monitor.h"

namespace plog {

// Which event settled which, as the rule's own monitor sees it, for rules about
// pairs (sequence, absence). The monitor says only "an X was settled, and it is
// (not) selected". So the scope instance is walked once per bit of a position,
// with those events selected whose position has that bit; the answers, read
// together, spell the position of the X. Nothing of the monitor is imitated.
struct Replay {
  // Step `events` is the monitor's Finish.
  std::vector<std::optional<size_t>> fulfilled_at;  // by position of X: step
  std::vector<std::vector<size_t>> fulfilled_in;    // by step: positions of X
  std::vector<bool> pending;                        // by position of X
};

// `event_at(position)` is valid until it is called again.
Replay ReplayPairs(Monitor* monitor, size_t events,
                   const std::function<ScopeEvent(size_t)>& event_at,
                   const Instant& as_of);

// What a monitor that counts has reached once it has seen the first `events`.
std::optional<RunningTotal> ReplayTotal(
    Monitor* monitor, size_t events,
    const std::function<ScopeEvent(size_t)>& event_at);

}  // namespace plog

#endif  // PLOG_CHECKER_EXPLAIN_REPLAY_H_
