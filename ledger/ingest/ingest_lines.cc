#include <functional>
#include <span>
#include <string_view>

#include "ledger/ingest/batch_storer.h"
#include "ledger/ingest/chain_appender.h"
#include "ledger/ingest/ingestor.h"
#include "ledger/ingest/record_collector.h"
#include "ledger/ingest/record_preparer.h"
#include "ledger/ingest/sealed_ids.h"

namespace plog {
namespace {

Digest DigestOf(std::span<const std::string_view> lines) {
  Sha256 sha;
  for (const std::string_view line : lines) {
    sha.Update(line);
    sha.Update("\n");
  }
  return sha.Finish();
}

Status StoreLines(std::span<const std::string_view> lines,
                  const std::function<Instant()>& now, RecordPreparer* preparer,
                  BatchStorer* storer) {
  RecordCollector collector;
  PreparedBatch batch;
  collector.SetBatch(&batch);
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find_first_not_of(" \t\r\n") == std::string_view::npos) {
      continue;
    }
    collector.Event({lines[i], i + 1, i + 1, 1});
    batch.collected_at = now();
    preparer->Prepare(&batch);
    batch.end.lines = i + 1;
    if (Status done = storer->Store(batch); !done) return done;
    batch.Clear();
  }
  return {};
}

}  // namespace

Result<IngestSummary> IngestLines(LedgerWriter* writer,
                                  std::span<const std::string_view> lines,
                                  const IngestOptions& options) {
  ProfileHints hints;
  ChainAppender appender(writer, options.profile, &hints);
  SealedIds ids(options, [lines] { return DigestOf(lines); });
  RecordPreparer preparer(&ids, &hints, options.note_taker);
  SourceRow row;
  row.name = "-";
  BatchStorer storer(writer, &appender, row, "", false,
                     [&](const RejectRow& reject) {
                       if (options.on_reject) options.on_reject("-", reject);
                     });
  Status done = writer->Begin();
  if (done) done = StoreLines(lines, options.now, &preparer, &storer);
  if (done) done = storer.Commit();
  if (!done) return tl::make_unexpected(done.error());
  const BatchStorer::Counts& counts = storer.durable();
  IngestSummary summary;
  summary.committed = counts.committed;
  summary.already_present = counts.already_present;
  summary.rejected = counts.rejected;
  summary.read = counts.committed + counts.already_present + counts.rejected;
  summary.warnings = counts.warnings;
  return summary;
}

}  // namespace plog
