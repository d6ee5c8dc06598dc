#ifndef PLOG_LEDGER_INGEST_RECORD_COLLECTOR_H_
#define PLOG_LEDGER_INGEST_RECORD_COLLECTOR_H_

#include <cstdint>
#include <optional>

#include "ledger/event/line_parser.h"
#include "ledger/ingest/input_format.h"
#include "ledger/ingest/prepared_record.h"

namespace plog {

// Takes down what a decoder finds in a source, as records that are yet to be
// prepared, in the batch it is given.
class RecordCollector : public RecordSink {
 public:
  void SetBatch(PreparedBatch* batch) { batch_ = batch; }
  // Records up to this number were committed before: not looked at.
  void SkipTo(uint64_t record) { skip_to_ = record; }
  // While the incomplete last line is decoded: its offset in the source.
  void SetTornAt(std::optional<uint64_t> offset) { torn_at_ = offset; }
  // Whether something in that line is broken as only a cut breaks it: it is to
  // be read again when the source has grown.
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

  PreparedBatch* batch_ = nullptr;
  uint64_t skip_to_ = 0;
  uint64_t last_record_ = 0;
  uint64_t nth_ = 0;  // events of last_record_ so far
  std::optional<uint64_t> torn_at_;
  bool saw_torn_ = false;
};

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_RECORD_COLLECTOR_H_
