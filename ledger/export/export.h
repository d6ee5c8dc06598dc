#ifndef PLOG_LEDGER_EXPORT_EXPORT_H_
#define PLOG_LEDGER_EXPORT_EXPORT_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/instant.h"
#include "ledger/base/result.h"
#include "ledger/event/labels.h"
#include "ledger/store/ledger_reader.h"

namespace plog {

// A self-contained evidence package (`.plog`), in the shape that ProvenLog
// documents, with `checkpoint` and `hash_profile` added:
//
//   {"version", "exported_at",
//    "filter":{"agent_id","since","until",["session_id"],["labels":{}]},
//    "merkle_root", "tree_size", "hash_profile", "checkpoint",
//    "events":[…], "merkle_proofs":[{"event_id",
//      "proof":{"leaf_hash","leaf_index","siblings","tree_size"}}]}
//
// The n-th proof is that of the n-th event. `hash_profile` is a name, or an
// object of names by agent if the agents differ, or null.

struct ExportOptions {
  std::string agent_id;    // empty: all agents
  std::string session_id;  // empty: all sessions
  // Every one of them must be a label of the event, with this string.
  LabelSelection labels;
  std::optional<Instant> since;  // [since, until), by effective time: no event
  std::optional<Instant> until;  // inside of a chain is left out
  Instant exported_at;
};

struct ExportSummary {
  uint64_t events = 0;
  uint64_t tree_size = 0;
};

// Receives the text piece by piece; an error ends the export.
using TextSink = std::function<Status(std::string_view)>;

// Reads the ledger three times: for the root, the events and the proofs. So
// memory is one event and 64 bytes per 1024 events; for an interval of time
// also what EffectiveClock takes. The root is that of the events, not the
// stored one. Nothing exported is not an error here.
Result<ExportSummary> ExportLedger(const LedgerReader& reader,
                                   const ExportOptions& options,
                                   const TextSink& sink);

}  // namespace plog

#endif  // PLOG_LEDGER_EXPORT_EXPORT_H_
