#ifndef PLOG_LEDGER_INGEST_RECORD_PREPARER_H_
#define PLOG_LEDGER_INGEST_RECORD_PREPARER_H_

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "ledger/event/line_parser.h"
#include "ledger/ingest/batch_circuit.h"
#include "ledger/ingest/note_taker.h"
#include "ledger/ingest/prepared_record.h"
#include "ledger/ingest/sealed_ids.h"
#include "ledger/json/canonical_writer.h"

namespace plog {

// Profiles of recorded chains as far as they are settled: told by the thread
// that stores, asked by those that prepare, so that content is seldom made
// twice. Only speed depends on it.
class ProfileHints {
 public:
  void Set(const std::string& agent_id, const HashProfile* profile);
  const HashProfile* Get(const std::string& agent_id) const;  // or native

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, const HashProfile*> profiles_;
};

// Prepares collected records: parses strictly, seals or checks the recorded
// hash, refuses what is no event. One per thread; they share `ids` and `hints`,
// which must outlive them.
class RecordPreparer {
 public:
  // `note_taker` may be null.
  RecordPreparer(SealedIds* ids, const ProfileHints* hints,
                 const MakeNoteTaker& note_taker = {});

  // Every record of the batch that was not refused when it was collected.
  void Prepare(PreparedBatch* batch);
  // All batches that are collected, one after the other. What it throws stops
  // the circuit.
  void Run(BatchCircuit* circuit);

 private:
  void PrepareEvent(PreparedRecord* out, PreparedBatch* batch);
  void Complete(const Instant& now, PreparedRecord* out);
  void SealContent(const Instant& now, PreparedRecord* out, TextArena* texts);
  void TakeNote(PreparedRecord* out);
  void CheckRecorded(PreparedRecord* out, TextArena* texts);

  SealedIds* ids_;
  const ProfileHints* hints_;
  std::unique_ptr<NoteTaker> note_taker_;  // or null
  EventLineParser parser_;
  ParsedEvent parsed_;
  CanonicalWriter writer_;
  Sha256 sha_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_RECORD_PREPARER_H_
