#ifndef PLOG_CHECKER_STATE_SAVED_PASS_H_
#define PLOG_CHECKER_STATE_SAVED_PASS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checker/engine/facts.h"
#include "checker/state/state_store.h"
#include "ledger/audit/audit_snapshot.h"
#include "ledger/base/result.h"

namespace plog {

// What the pass over the bytes of a ledger found out, and what that depends on:
// all that a later run needs to go on behind those events.
struct SavedPass {
  std::string versions;                 // see VersionText
  std::string selection;                // see SelectionText
  std::vector<AgentRow> agents;         // id, kind and hash profile only
  std::vector<std::string> predicates;  // their texts
  std::vector<std::string> extractors;  // ExtractorText
  // In which events the extractors were read: see ExtractionTexts.
  std::vector<std::string> extractions;
  AuditSnapshot audit;
  std::vector<uint64_t> id_keys;
};

// The same of a run that is under way, whose parts are written from where they
// are.
struct PassView {
  const SavedPass& frame;  // without the last two
  const AuditSnapshot& audit;
  const std::vector<uint64_t>& id_keys;
  const Facts& facts;
};

// REQUIRES: as many id keys and leaves as events, each of an agent of the
// frame; nothing more is added to the facts. If reading them back fails, the
// state has no end, and the log of the facts the error.
void WriteState(const PassView& pass, StateStore* store);

enum class StateFault {
  kNone,
  kForeign,  // not a state at all: somebody else's file
  kNewer,    // of a later plog
  kOlder,    // of an earlier plog
  kDamaged,
};

// What the beginning of a file of `size` bytes says about it.
StateFault IdentifyState(StateStore* store, uint64_t size);
// Where the facts of a state go while it is read. What came may have to be
// forgotten again: only the end of a state says whether it is whole.
class StateVisitor {
 public:
  virtual ~StateVisitor() = default;
  // The frame and the audit; whether the rest is wanted.
  virtual bool Begin(const SavedPass& pass) = 0;
  // The ids of all sessions, in their order.
  virtual void Session(std::string_view id) = 0;
  // Of all events, in their order. Predicates and extractors are those of the
  // frame.
  virtual void Event(const EventRecord& record, const LeafMark& leaf,
                     Answers* answers) = 0;
};

// Reads a file of `size` bytes. What it gives can be used without further
// checks of ranges, whoever wrote the file. A state that is not wanted is read
// as well, to say whether it is damaged.
StateFault ReadState(StateStore* store, uint64_t size, SavedPass* pass,
                     StateVisitor* visitor);

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_SAVED_PASS_H_
