#ifndef PLOG_RULES_ENFORCEMENT_ENFORCEMENT_STATE_H_
#define PLOG_RULES_ENFORCEMENT_ENFORCEMENT_STATE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rules/enforcement/enforcement_policy.h"

namespace plog {

// One call, as far as the policy looks at it.
struct EnforcedCall {
  const EnforcedTool* tool = nullptr;
  bool has_arguments = false;  // they were recorded
  uint32_t held_slots = 0;     // bit i: the conditions of slot i hold
  // Of each of EnforcementPolicy::amounts: the number there, if there is one.
  std::span<const std::optional<double>> amounts;
  Instant time;
};

enum class Ruling : uint8_t {
  kAllowed,
  kHidden,       // `hide`
  kUnlisted,     // `default: deny`
  kDenied,       // `action: deny`
  kArguments,    // a condition on an argument fails
  kState,        // a condition on a counter fails
  kOverLimit,    // a reservation would exceed its limit
  kNoAmount,     // the argument to be added is missing or no number
  kUndecidable,  // the arguments were not recorded
  kHeld,         // allowed once somebody approves
};

// What was added to a counter.
struct Booking {
  size_t counter = 0;
  int64_t period = 0;
  Decimal amount;
};

struct CallRuling {
  Ruling ruling = Ruling::kAllowed;
  std::optional<size_t> rule;  // position in EnforcementPolicy::rules
  // How many rules of the tool were asked before the decision.
  size_t asked = 0;
  std::optional<size_t> counter;  // kOverLimit, kState: which one,
  Decimal used;                   //   and what it was before the call
  std::vector<Booking> bookings;  // of an allowed or held call
};

// Judges calls one after the other, in this order:
//
//   1. hidden tool → deny          2. default: deny, tool not listed → deny
//   3. the tool's rules, then those of "*", in file order: `action: deny`
//      denies; else every condition must hold, with counters as they are before
//      the call. The first rule that denies decides.
//   4. reservations, in the same order: if counter + amount > limit → deny, and
//      the earlier reservations of the call are undone.
//   5. a rule that asks for approval holds the call, else it is allowed.
//
// A denied call moves no counter. A held call has reserved already, so that two
// of them cannot both be approved beyond a limit; Undo gives back. Rules that
// look at arguments cannot be asked about a call without any recorded: then the
// ruling is kUndecidable, never an allowance.
class EnforcementState {
 public:
  // `policy` must outlive it.
  explicit EnforcementState(const EnforcementPolicy& policy);

  void Reset();
  CallRuling Judge(const EnforcedCall& call);
  // Takes back what a call added, as far as its windows are still open; no
  // counter falls below 0 by that.
  void Undo(const std::vector<Booking>& bookings);

 private:
  struct Total {
    int64_t period = 0;
    Decimal amount;
  };

  Decimal Read(size_t counter, const Instant& time) const;
  // Ask and Reserve return whether the call may go on.
  bool Ask(const EnforcedCall& call, size_t position, CallRuling* ruling) const;
  bool Reserve(const EnforcedCall& call, size_t rule, CallRuling* ruling);
  std::optional<Decimal> AmountOf(const EnforcedCall& call,
                                  const Reservation& reservation) const;
  void Add(size_t counter, const Instant& time, const Decimal& amount,
           CallRuling* ruling);

  const EnforcementPolicy& policy_;
  std::vector<Total> totals_;  // of each counter
};

}  // namespace plog

#endif  // PLOG_RULES_ENFORCEMENT_ENFORCEMENT_STATE_H_
