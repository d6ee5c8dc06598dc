#ifndef PLOG_CHECKER_STATE_SAVED_PASS_H_
#define PLOG_CHECKER_STATE_SAVED_PASS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/engine/event_record.h"
#include "ledger/audit/audit_snapshot.h"
#include "ledger/base/instant.h"
#include "ledger/crypto/sha256.h"
#include "ledger/store/rows.h"

namespace plog {

// What a run was asked that its facts depend on.
struct StateFrame {
  std::string versions;                 // see VersionText
  std::string selection;                // see SelectionText
  std::vector<AgentRow> agents;         // id, kind and hash profile only
  std::vector<std::string> predicates;  // their texts
  std::vector<std::string> extractors;  // ExtractorText
  // In which events the extractors were read: see ExtractionTexts.
  std::vector<std::string> extractions;
};

// The facts of some events, somewhere in the file, and behind them the leaves
// of these events. The digest is only of the facts: a leaf that was damaged
// makes an event look changed, never an event that was changed look as it was.
struct BlockPlace {
  uint64_t offset = 0;
  uint64_t size = 0;  // of the facts
  uint32_t events = 0;
  Digest digest{};

  uint64_t leaves() const { return offset + size; }
  uint64_t end() const { return leaves() + events * sizeof(LeafMark); }
};

// What the rules made of the events, and what that depends on besides them.
struct SavedOutcomes {
  Instant as_of;
  std::optional<Instant> since;
  std::optional<Instant> until;
  struct OfRule {
    Digest rule{};         // RuleDigest
    std::string outcomes;  // AppendOutcome
  };
  std::vector<OfRule> rules;
};

// What the pass over the bytes of a ledger found out, and what that depends on:
// with the facts of the blocks, all that a later run needs to go on behind
// those events.
struct SavedPass {
  StateFrame frame;
  AuditSnapshot audit;
  std::vector<BlockPlace> blocks;  // in the order of the events
  SavedOutcomes outcomes;
};

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_SAVED_PASS_H_
