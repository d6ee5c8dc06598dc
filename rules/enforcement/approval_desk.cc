#include "rules/enforcement/approval_desk.h"

#include <algorithm>
#include <utility>

namespace plog {

bool ApprovalDesk::InTime(const HeldCall& call, const Instant& earlier,
                          const Instant& later) {
  return !call.timeout || later - earlier <= *call.timeout;
}

void ApprovalDesk::Hold(const CallKey& key, HeldCall call,
                        const Settle& settle) {
  Case& held = cases_[key];
  while (!held.early.empty()) {
    const Decision decision = held.early.front();
    held.early.pop_front();
    if (!InTime(call, decision.time, call.time)) continue;  // stale
    if (decision.approved) {
      if (!call.executed) ++held.approved_running;
      return settle(call, HoldEnd::kApproved, decision.ordinal);
    }
    settle(call, HoldEnd::kRefused, decision.ordinal);
    if (call.executed) {
      return settle(call, HoldEnd::kAfterRejection, std::nullopt);
    }
    held.open.push_back({std::move(call), true});
    return;
  }
  if (call.executed) return settle(call, HoldEnd::kExecutedFirst, std::nullopt);
  held.open.push_back({std::move(call), false});
}

void ApprovalDesk::Decide(const CallKey& key, uint32_t ordinal,
                          const Instant& time, bool approved,
                          const Settle& settle) {
  Case& held = cases_[key];
  const auto open = std::find_if(held.open.begin(), held.open.end(),
                                 [](const Open& one) { return !one.rejected; });
  if (open == held.open.end()) {
    held.early.push_back({ordinal, time, approved});
    return;
  }
  if (!approved) {
    open->rejected = true;
    return settle(open->call, HoldEnd::kRefused, ordinal);
  }
  const bool in_time = InTime(open->call, open->call.time, time);
  ++held.approved_running;
  settle(open->call, in_time ? HoldEnd::kApproved : HoldEnd::kLate, ordinal);
  held.open.erase(open);
}

void ApprovalDesk::Result(const CallKey& key, uint32_t ordinal,
                          const Settle& settle) {
  const auto found = cases_.find(key);
  if (found == cases_.end()) return;
  Case& held = found->second;
  if (held.approved_running > 0) {
    --held.approved_running;
    return;
  }
  if (held.open.empty()) return;
  const Open& first = held.open.front();
  settle(first.call,
         first.rejected ? HoldEnd::kAfterRejection : HoldEnd::kExecutedFirst,
         ordinal);
  held.open.pop_front();
}

void ApprovalDesk::Finish(const Instant& as_of, const Settle& settle) {
  for (const auto& [key, held] : cases_) {
    for (const Open& open : held.open) {
      const bool time_left =
          open.call.timeout && as_of < open.call.time + *open.call.timeout;
      const HoldEnd end = open.rejected ? HoldEnd::kNotExecuted
                          : time_left   ? HoldEnd::kPending
                                        : HoldEnd::kMissing;
      settle(open.call, end, std::nullopt);
    }
  }
  cases_.clear();
}

}  // namespace plog
