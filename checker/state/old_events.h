#ifndef PLOG_CHECKER_STATE_OLD_EVENTS_H_
#define PLOG_CHECKER_STATE_OLD_EVENTS_H_

#include <cstdint>

#include "checker/engine/facts.h"
#include "checker/state/increment.h"
#include "ledger/audit/audit.h"
#include "ledger/event/content.h"

namespace plog {

// Judges the events that an increment did not hash, when one of them is read
// for a violation: whether it is still what the state was made from. Not
// thread-safe.
class OldEvents {
 public:
  // All must outlive it.
  OldEvents(const Facts& facts, Increment* increment);

  bool Contains(uint32_t ordinal) const {
    return ordinal < increment_->taken();
  }
  // Hashes the row again and compares its leaf and its findings; a change is
  // told to the increment. `content` becomes what it says, and empty if that
  // cannot be parsed. REQUIRES: Contains its ordinal.
  bool IsUnchanged(const StoredEvent& row, EventContent* content);
  // The same for an event that is gone.
  void NoteGone(uint32_t ordinal);

 private:
  bool HasSameFindings(const AuditedEvent& event) const;

  Increment* increment_;
  EventAuditor auditor_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_OLD_EVENTS_H_
