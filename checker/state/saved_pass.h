#ifndef PLOG_CHECKER_STATE_SAVED_PASS_H_
#define PLOG_CHECKER_STATE_SAVED_PASS_H_

#include <cstdint>
#include <string>
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
  std::vector<std::string> predicates;  // their texts, as in facts.holding
  std::vector<std::string> extractors;  // ExtractorText, as in facts.keys
  // In which events the extractors were read: see ExtractionTexts.
  std::vector<std::string> extractions;
  AuditSnapshot audit;
  std::vector<uint64_t> id_keys;
  Facts facts;  // without agents and audit
};

// The same of a run that is under way, whose parts are written from where they
// are.
struct PassView {
  const SavedPass& frame;  // without the last three
  const AuditSnapshot& audit;
  const std::vector<uint64_t>& id_keys;
  const Facts& facts;
};

// REQUIRES: as many id keys and leaves as events, each of an agent of the
// frame.
void WriteState(const PassView& pass, StateStore* store);

enum class StateFault {
  kNone,
  kForeign,  // not a state at all: somebody else's file
  kNewer,    // of a later plog
  kDamaged,
};

// What the beginning of a file of `size` bytes says about it.
StateFault IdentifyState(StateStore* store, uint64_t size);
// Reads a file of `size` bytes. What it gives can be used without further
// checks of ranges, whoever wrote the file.
StateFault ReadState(StateStore* store, uint64_t size, SavedPass* pass);

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_SAVED_PASS_H_
