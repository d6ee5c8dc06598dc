#ifndef PLOG_RULES_TYPES_MONITOR_H_
#define PLOG_RULES_TYPES_MONITOR_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "ledger/base/instant.h"

namespace plog {

// A value taken from an event while its bytes were at hand.
struct KeyValue {
  bool present = false;  // false: absent or null (or no number)
  uint64_t high = 0;     // identity: 128 bits of SHA-256 over the canonical
  uint64_t low = 0;      //   text; number: `low` holds the double's bits
};

// One event of a scope instance as a monitor sees it: integers and bits.
struct ScopeEvent {
  uint32_t ordinal = 0;  // identifies the event within the run
  bool selected = true;  // judged; unselected events only serve as partners
  Instant time;          // effective time, never decreasing in a scope
  uint32_t roles = 0;    // bit i: the rule's predicate i holds
  std::span<const KeyValue> keys;  // one per extractor of the rule, or empty
                                   // if no extractor applies to the event
};

// A rule's objection. Carries no text: the rule's Describe writes it, later
// and only for the findings that are listed.
struct Finding {
  std::optional<uint32_t> trigger;
  std::optional<uint32_t> offending;
  bool about_instance = false;  // the fault is the scope instance's (presence,
                                // ratio): selected if any of its events is
  uint32_t variant = 0;         // which of the type's objections
  uint64_t count = 0;           // matches counted, or the like
  uint64_t total = 0;           // out of how many, where there is a share
  std::optional<Duration> interval;
  std::string amount;  // exact decimal total of `sum`
};

// Receives what monitors find. Counts are of selected events only: pass the
// event's `selected` flag.
class FindingSink {
 public:
  virtual ~FindingSink() = default;
  virtual void Add(Finding finding) = 0;
  virtual void Activation(bool selected, uint64_t count = 1) = 0;
  virtual void Fulfilled(bool selected, uint64_t count = 1) = 0;
  virtual void Pending(bool selected, uint64_t count = 1) = 0;
  virtual void NotEvaluated(bool selected, uint64_t count = 1) = 0;
};

// What a monitor that counts has reached, for whoever explains it.
struct RunningTotal {
  uint64_t count = 0;
  std::string sum;  // exact decimal with `sum`, else empty
};

// Walks one scope instance after the other, each in the order of the contract
// (policies §3): Reset, Observe for every event that passes the label filter,
// Finish. The cost of a step does not depend on `within`, `window` or the
// number of open obligations.
class Monitor {
 public:
  virtual ~Monitor() = default;
  virtual void Reset() = 0;
  virtual void Observe(const ScopeEvent& event, FindingSink* sink) = 0;
  virtual void Finish(const Instant& as_of, FindingSink* sink) = 0;

  // Events that have none of these roles leave nothing behind but counts,
  // whatever else is in their instance: Count may be told of many at once, in
  // place of Reset, Observe and Finish. By default there are no such events.
  virtual uint32_t ObservedRoles() const { return ~uint32_t{0}; }
  // That so many events, all selected or none, have exactly these roles.
  virtual void Count(uint32_t /*roles*/, bool /*selected*/, uint64_t /*events*/,
                     FindingSink* /*sink*/) {}

  // Of the period or window of the latest match, that match included; nullopt
  // before the first, and for monitors that do not count.
  virtual std::optional<RunningTotal> Total() const { return std::nullopt; }
};

}  // namespace plog

#endif  // PLOG_RULES_TYPES_MONITOR_H_
