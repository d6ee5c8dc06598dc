#ifndef PLOG_RULES_ENFORCEMENT_APPROVAL_DESK_H_
#define PLOG_RULES_ENFORCEMENT_APPROVAL_DESK_H_

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "rules/enforcement/enforcement_state.h"

namespace plog {

// What ties a call, its result and the decisions about it together: tool,
// session and metadata.call_id, each as 128 bits. Absent is equal to absent.
using CallKey = std::array<uint64_t, 6>;

struct HeldCall {
  uint32_t ordinal = 0;
  Instant time;
  bool selected = true;
  bool executed = false;  // the event carries its own output
  size_t rule = 0;        // that held it
  std::optional<Duration> timeout;
  std::vector<Booking> bookings;
};

enum class HoldEnd : uint8_t {
  kApproved,        // in time, and before it was executed
  kRefused,         // rejected; the hold is not over: it may still be executed
  kNotExecuted,     // rejected, and nothing happened since
  kPending,         // undecided, and there is time left
  kMissing,         // nobody decided
  kExecutedFirst,   // executed before anybody approved
  kLate,            // approved after the timeout
  kAfterRejection,  // executed all the same
};

// Matches held calls with decisions and results, in the order of the trail.
//
// An approval covers one call: the oldest open one of its key, if it comes at
// most `timeout` after the call; or, recorded before the call, the next one of
// its key, if that comes at most `timeout` later. Both are written in practice:
// an agent's own trail has the call first, a gateway's the approval.
class ApprovalDesk {
 public:
  // `partner` is the event that ended the hold, if one did.
  using Settle = std::function<void(const HeldCall& call, HoldEnd end,
                                    std::optional<uint32_t> partner)>;

  void Clear() { cases_.clear(); }
  void Hold(const CallKey& key, HeldCall call, const Settle& settle);
  void Decide(const CallKey& key, uint32_t ordinal, const Instant& time,
              bool approved, const Settle& settle);
  void Result(const CallKey& key, uint32_t ordinal, const Settle& settle);
  void Finish(const Instant& as_of, const Settle& settle);

 private:
  struct Decision {
    uint32_t ordinal = 0;
    Instant time;
    bool approved = false;
  };
  struct Open {
    HeldCall call;
    bool rejected = false;
  };
  struct Case {
    std::deque<Decision> early;  // that no call has used yet
    std::deque<Open> open;
    uint64_t approved_running = 0;  // whose results are still to come
  };
  static bool InTime(const HeldCall& call, const Instant& earlier,
                     const Instant& later);

  std::map<CallKey, Case> cases_;
};

}  // namespace plog

#endif  // PLOG_RULES_ENFORCEMENT_APPROVAL_DESK_H_
