#include "ledger/hook/hook_appender.h"

#include <fmt/format.h>
#include <unistd.h>

#include <memory>
#include <utility>
#include <vector>

#include "ledger/hook/call_search.h"
#include "ledger/hook/hook_line.h"
#include "ledger/hook/hook_spool.h"
#include "ledger/importers/claude_code_hooks.h"
#include "ledger/ingest/batch_storer.h"
#include "ledger/ingest/record_collector.h"
#include "ledger/ingest/record_preparer.h"
#include "ledger/ingest/sealed_ids.h"

namespace plog {
namespace {

// Each waits for SQLite's busy timeout, 200 ms.
constexpr int kOpenAttempts = 3;

Result<std::unique_ptr<LedgerWriter>> OpenPatiently(const std::string& ledger) {
  auto writer = LedgerWriter::Open(ledger);
  for (int i = 1; i < kOpenAttempts && !writer &&
                  writer.error().kind == ErrorKind::kLocked;
       ++i) {
    writer = LedgerWriter::Open(ledger);
  }
  return writer;
}

// The events of one line, and its fault if it is none.
void Collect(const std::string& line, LedgerWriter* writer,
             RecordCollector* collector, size_t max_line) {
  if (line.size() > max_line) {
    return collector->RefuseLong(
        {line, 1, 1, 1}, Sha256Of(line),
        {RejectCode::kLineTooLong, 1,
         fmt::format("the hook was given {} bytes, more than {}", line.size(),
                     max_line)});
  }
  const SourceInfo source{"-", ToHex(Sha256Of(line)), max_line};
  const auto decoder = MakeHookDecoder(source, SearchCallsIn(writer));
  decoder->Line({line, 1}, collector);
  decoder->Finish(collector);
}

// Stores the events of `line`; their ids come back, also if that failed.
Status StoreLine(const std::string& line, LedgerWriter* writer,
                 const IngestOptions& options, HookOutcome* outcome,
                 std::vector<std::string>* ids) {
  ProfileHints hints;
  RecordCollector collector;
  PreparedBatch batch;
  collector.SetBatch(&batch);
  Collect(line, writer, &collector, options.max_line);
  SealedIds sealed_ids(options);
  batch.collected_at = options.now();
  RecordPreparer(&sealed_ids, &hints).Prepare(&batch);
  batch.end.lines = 1;
  for (size_t i = 0; i < batch.used; ++i) ids->push_back(batch.records[i].id);

  ChainAppender appender(writer, nullptr, &hints);
  SourceRow row;
  row.name = "-";
  BatchStorer storer(writer, &appender, row, "", false, nullptr);
  Status done = writer->Begin();
  if (done) done = storer.Store(batch);
  if (done) done = storer.CommitAndRelease();
  outcome->events = storer.durable().committed;
  outcome->rejects = storer.durable().rejected;
  return done;
}

// Whether an event of that id is among the last of the ledger.
bool IsThere(const LedgerReader& reader, const std::string& id) {
  constexpr uint64_t kLookBack = 256;
  const uint64_t last = reader.event_count();
  Result<EventCursor> cursor =
      reader.Scan(last > kLookBack ? last - kLookBack : 1, last);
  if (!cursor) return false;
  const std::string member = fmt::format(R"("id":"{}")", id);
  StoredEvent row;
  for (auto more = cursor->Next(&row); more && *more;
       more = cursor->Next(&row)) {
    if (row.content.find(member) != std::string_view::npos) return true;
  }
  return false;
}

// A commit that reports an error may have happened: if the folder could not be
// synced after the journal was gone, it has. To be asked of a new writer, which
// has rolled back what was not committed.
bool HappenedAllTheSame(const std::string& ledger,
                        const std::vector<std::string>& ids) {
  if (ids.empty() || ids.front().empty()) return false;
  const auto writer = OpenPatiently(ledger);
  return writer && IsThere((*writer)->reader(), ids.front());
}

Status AppendTo(const std::string& ledger, const std::string& line,
                const IngestOptions& options, HookOutcome* outcome) {
  std::vector<std::string> ids;
  Status done;
  {
    const auto writer = OpenPatiently(ledger);
    if (!writer) return tl::make_unexpected(writer.error());
    const auto waited = IngestHookSpool(ledger, writer->get(), options);
    if (!waited) outcome->still_waiting = waited.error();
    done = StoreLine(line, writer->get(), options, outcome, &ids);
  }
  if (done || !HappenedAllTheSame(ledger, ids)) return done;
  outcome->events = ids.size();
  return {};
}

}  // namespace

HookOutcome AppendHook(const std::string& ledger, std::string_view input,
                       const IngestOptions& options) {
  HookOutcome outcome;
  const std::string line = HookLine(input, options.now());
  const Status done = AppendTo(ledger, line, options, &outcome);
  if (done) return outcome;
  outcome.fault = done.error();
  const HookSpool spool(ledger);
  if (const Status kept = spool.Append(line); !kept) {
    outcome.fault->message += "; " + kept.error().message;
    return outcome;
  }
  outcome.spool = spool.path();
  return outcome;
}

Result<IngestSummary> IngestHookSpool(const std::string& ledger,
                                      LedgerWriter* writer,
                                      IngestOptions options) {
  options.format = FindInputFormat("claude-code-hooks");
  const auto files = HookSpool(ledger).Take();
  if (!files) return tl::make_unexpected(files.error());
  Ingestor ingestor(writer, std::move(options));
  for (const std::string& file : *files) {
    if (Status done = ingestor.Ingest(file); !done) {
      return tl::make_unexpected(done.error());
    }
    if (unlink(file.c_str()) != 0) {
      return Fail(ErrorKind::kIo, fmt::format("cannot remove {}", file),
                  "its events are in the ledger: remove it");
    }
  }
  return ingestor.summary();
}

}  // namespace plog
