#include "ledger/ingest/batch_storer.h"

#include <algorithm>
#include <utility>

#include "ledger/store/id_table.h"

namespace plog {
namespace {

// A transaction stays within the page cache of the writer (32 MiB,
// ledger/store/sqlite_writer.cc), so that it is written once, at its end.
constexpr uint64_t kCommitRecords = 20000;
constexpr size_t kCommitBytes = size_t{16} << 20;

void Add(const std::map<std::string, uint64_t, std::less<>>& more,
         std::map<std::string, uint64_t, std::less<>>* counts) {
  for (const auto& [key, count] : more) (*counts)[key] += count;
}

}  // namespace

BatchStorer::BatchStorer(LedgerWriter* writer, ChainAppender* appender,
                         SourceRow source, std::string head, bool keep_source,
                         OnReject on_reject)
    : writer_(writer),
      appender_(appender),
      source_(std::move(source)),
      head_(std::move(head)),
      keep_source_(keep_source),
      on_reject_(std::move(on_reject)) {}

Status BatchStorer::Store(const PreparedBatch& batch) {
  constexpr size_t kAhead = IdTable::kAhead;
  for (size_t i = 0; i < batch.used; ++i) {
    if (i + kAhead < batch.used) {
      writer_->ExpectId(batch.records[i + kAhead].id_key);
    }
    Status done = StoreRecord(batch.records[i], batch.end.lines);
    if (!done) return done;
  }
  // The texts of the rows are the batch's.
  if (Status done = writer_->Flush(); !done) return done;
  Add(batch.warnings, &pending_.warnings);
  Add(batch.notes, &pending_.notes);
  pending_bytes_ += batch.text_bytes;
  AdvanceSource(batch.end);
  return {};
}

Status BatchStorer::StoreRecord(const PreparedRecord& record,
                                uint64_t last_passed) {
  // A torn last line is read again next time, and counted then.
  const bool passed = record.record <= last_passed;
  if (record.reject) {
    if (passed) ++source_.rejects;
    return StoreReject(record, record.reject->code, record.reject->message);
  }
  const Result<ChainAppender::Outcome> outcome = appender_->Add(record);
  if (!outcome) return tl::make_unexpected(outcome.error());
  if (*outcome == ChainAppender::Outcome::kMixedChain) {
    ++source_.rejects;
    return StoreReject(
        record, RejectCode::kMixedChain,
        record.link ? "a recorded event, but the agent's chain in the ledger "
                      "was sealed here"
                    : "a bare event, but the agent's chain in the ledger is a "
                      "recorded one");
  }
  ++source_.events;
  ++(*outcome == ChainAppender::Outcome::kAppended ? pending_.committed
                                                   : pending_.already_present);
  return {};
}

Status BatchStorer::StoreReject(const PreparedRecord& record, RejectCode code,
                                const std::string& message) {
  constexpr size_t kMaxRaw = 64 * 1024;
  RejectRow row;
  row.source = source_.name;
  row.line = record.line;
  row.column = record.column;
  row.code = Name(code);
  row.message = message;
  row.raw = record.text.substr(0, kMaxRaw);
  row.raw_sha256 = record.reject ? record.raw_sha256 : Sha256Of(record.text);
  ++pending_.rejected;
  if (on_reject_) on_reject_(row);
  return writer_->AddReject(row);
}

void BatchStorer::AdvanceSource(const SourcePosition& end) {
  source_.bytes = end.bytes;
  source_.lines = std::max(source_.lines, end.lines);
  source_.digest = end.digest;
}

bool BatchStorer::Full() const {
  return pending_.committed + pending_.already_present + pending_.rejected >=
             kCommitRecords ||
         pending_bytes_ >= kCommitBytes;
}

Status BatchStorer::Commit() { return CommitBy(&LedgerWriter::Commit); }

Status BatchStorer::CommitAndRelease() {
  return CommitBy(&LedgerWriter::CommitAndRelease);
}

Status BatchStorer::CommitBy(Status (LedgerWriter::*commit)()) {
  if (Status done = appender_->BeforeCommit(); !done) return done;
  if (keep_source_) {
    const auto head_size = static_cast<size_t>(
        std::min({source_.bytes, kSourceHeadBytes, uint64_t{head_.size()}}));
    source_.head = Sha256Of(std::string_view(head_).substr(0, head_size));
    const Result<uint64_t> key = writer_->PutSource(source_);
    if (!key) return tl::make_unexpected(key.error());
    source_.key = *key;
  }
  if (Status done = (writer_->*commit)(); !done) return done;
  durable_.committed += pending_.committed;
  durable_.already_present += pending_.already_present;
  durable_.rejected += pending_.rejected;
  Add(pending_.warnings, &durable_.warnings);
  Add(pending_.notes, &durable_.notes);
  pending_ = Counts();
  pending_bytes_ = 0;
  return {};
}

}  // namespace plog
