#ifndef PLOG_LEDGER_INGEST_RECORD_PREPARER_H_
#define PLOG_LEDGER_INGEST_RECORD_PREPARER_H_

#include <functional>
#include <mutex>
#include <string>
#include <unordered_map>

#include "ledger/base/instant.h"
#include "ledger/ingest/input_format.h"
#include "ledger/ingest/prepared_record.h"

namespace plog {

// Profiles of recorded chains as far as they are settled: told by the thread
// that stores, asked by the one that prepares, so that content is seldom made
// twice. Only speed depends on it.
class ProfileHints {
 public:
  void Set(const std::string& agent_id, const HashProfile* profile);
  const HashProfile* Get(const std::string& agent_id) const;  // or native

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, const HashProfile*> profiles_;
};

// What sealing gives an event that lacks it.
struct Seal {
  std::function<Instant()> now;
  // The id of the event number `nth` (from 0) of record `record`.
  std::function<std::string(uint64_t record, uint64_t nth)> id;
};

// Turns the records of a decoder into prepared ones: parses strictly, seals or
// checks the recorded hash, describes rejects. Fills the batch it is given.
class RecordPreparer : public RecordSink {
 public:
  RecordPreparer(Seal seal, const ProfileHints* hints);

  void SetBatch(PreparedBatch* batch) { batch_ = batch; }
  // Records up to this number were committed before: not looked at.
  void SkipTo(uint64_t record) { skip_to_ = record; }
  // While the incomplete last line is decoded: faults that a cut would cause
  // become kTornLine and name `offset`, that of the line in the source.
  void SetTornAt(std::optional<uint64_t> offset) { torn_at_ = offset; }
  bool saw_torn() const { return saw_torn_; }
  // Largest record number seen.
  uint64_t last_record() const { return last_record_; }

  void Event(const InputRecord& record) override;
  void Refuse(const InputRecord& record, const Reject& reject) override;
  void Note(std::string_view code, std::string_view detail) override;
  // A refused line of which only the beginning is at hand.
  void RefuseLong(const InputRecord& record, const Digest& sha256,
                  const Reject& reject);

 private:
  PreparedRecord* Next(const InputRecord& record);
  void SealContent(PreparedRecord* out);
  void CheckRecorded(PreparedRecord* out);
  void DescribeReject(Reject reject, PreparedRecord* out);

  Seal seal_;
  const ProfileHints* hints_;
  PreparedBatch* batch_ = nullptr;
  uint64_t skip_to_ = 0;
  uint64_t last_record_ = 0;
  uint64_t nth_ = 0;  // events of last_record_ so far
  std::optional<uint64_t> torn_at_;
  bool saw_torn_ = false;
  EventLineParser parser_;
  ParsedEvent parsed_;
  Sha256 sha_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_RECORD_PREPARER_H_
