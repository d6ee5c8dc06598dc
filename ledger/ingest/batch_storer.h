#ifndef PLOG_LEDGER_INGEST_BATCH_STORER_H_
#define PLOG_LEDGER_INGEST_BATCH_STORER_H_

#include <functional>
#include <map>
#include <string>

#include "ledger/ingest/chain_appender.h"
#include "ledger/ingest/prepared_record.h"
#include "ledger/store/ledger_writer.h"

namespace plog {

// The storing side for one source: batches go into a transaction, and Commit
// makes them durable together with how far the source was read.
class BatchStorer {
 public:
  // What happened; only what is durable, but for `pending`.
  struct Counts {
    uint64_t committed = 0;
    uint64_t already_present = 0;
    uint64_t rejected = 0;
    std::map<std::string, uint64_t, std::less<>> warnings;
    std::map<std::string, uint64_t, std::less<>> notes;
  };
  using OnReject = std::function<void(const RejectRow&)>;

  // `source` is the row to be kept up to date; its name is that of the
  // rejects. `head`: the beginning of the source, for the row. With
  // `keep_source` false no row is written.
  BatchStorer(LedgerWriter* writer, ChainAppender* appender, SourceRow source,
              std::string head, bool keep_source, OnReject on_reject);

  // REQUIRES: a transaction.
  Status Store(const PreparedBatch& batch);
  // Whether so much is pending that it should be committed.
  bool Full() const;
  Status Commit();
  Status CommitAndRelease();  // as the writer's

  const Counts& durable() const { return durable_; }

 private:
  Status CommitBy(Status (LedgerWriter::*commit)());
  Status StoreReject(const PreparedRecord& record, RejectCode code,
                     const std::string& message);
  Status StoreRecord(const PreparedRecord& record, uint64_t last_passed);
  void AdvanceSource(const SourcePosition& end);

  LedgerWriter* writer_;
  ChainAppender* appender_;
  SourceRow source_;
  std::string head_;
  bool keep_source_;
  OnReject on_reject_;
  Counts durable_;
  Counts pending_;
  size_t pending_bytes_ = 0;
};

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_BATCH_STORER_H_
