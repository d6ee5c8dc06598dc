#ifndef PLOG_LEDGER_INGEST_INGESTOR_H_
#define PLOG_LEDGER_INGEST_INGESTOR_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/instant.h"
#include "ledger/base/result.h"
#include "ledger/ingest/byte_source.h"
#include "ledger/ingest/input_format.h"
#include "ledger/ingest/note_taker.h"
#include "ledger/store/ledger_writer.h"

namespace plog {

// How far one source was read.
struct IngestProgress {
  std::string_view name;  // as the user gave it
  uint64_t bytes = 0;     // of the file as it is, compressed or not
  uint64_t size = 0;      // of the file; 0: not known, as of a pipe
  uint64_t events = 0;    // stored, found present or rejected, of all
};

struct IngestOptions {
  // Ids of bare events without one: UUID v5 of source digest and line instead
  // of random ones. Costs a second pass over a source that has such events.
  bool deterministic_ids = false;
  // False, for a ledger that is forgotten: nothing is kept of how far a source
  // was read, and a source that is offered again is read again.
  bool keep_sources = true;
  bool force = false;                    // ingest a source that was rewritten
  const InputFormat* format = nullptr;   // nullptr: detect
  const HashProfile* profile = nullptr;  // for recorded chains without one
  size_t max_line = size_t{16} << 20;
  ByteLimits bytes;
  MakeNoteTaker note_taker;  // for a scratch ledger; null: no notes
  // Time and randomness. May be called on other threads, one call at a time.
  // The clock is read for a batch of events, when they were read.
  std::function<Instant()> now;              // REQUIRED
  std::function<std::string()> random_uuid;  // REQUIRED
  // Called for every reject, in order, on the calling thread; `name` is the
  // source as the user gave it. May be null.
  std::function<void(std::string_view name, const RejectRow& reject)> on_reject;
  // Called when events became durable, with their number so far. May be null.
  std::function<void(uint64_t committed)> on_commit;
  // Called after every batch, on the calling thread. May be null.
  std::function<void(const IngestProgress&)> on_progress;
};

// What became of one source. Counts are of what is durable: an error leaves
// what was committed before it.
struct SourceSummary {
  std::string name;  // as given
  std::string format;
  std::string format_reason;  // why it is that format
  std::string compression;    // "plain", "gzip"
  uint64_t read = 0;          // = committed + already_present + rejected
  uint64_t committed = 0;
  uint64_t already_present = 0;
  uint64_t rejected = 0;   // of the part ingested earlier as well
  bool continued = false;  // a part of it was ingested earlier
  // What had been ingested of it is no longer there. Without `force`, nothing
  // of it was ingested.
  bool rewritten = false;
  // Found in a folder and no log: nothing of it was ingested.
  bool left_out = false;
};

struct IngestSummary {
  uint64_t read = 0;
  uint64_t committed = 0;
  uint64_t already_present = 0;
  uint64_t rejected = 0;
  std::map<std::string, uint64_t, std::less<>> warnings;  // by code
  std::map<std::string, uint64_t, std::less<>> notes;     // "code: detail"
  std::vector<SourceSummary> sources;
};

// Brings sources into a ledger. Three threads: one reads and decodes, one
// parses and hashes, the calling one stores and, when there is nothing to
// store, parses and hashes too (and the writer hashes the tree on one more).
// Everything of a source becomes durable in bounded batches, each together with
// the offset up to which the source was read; so what is committed is a
// gap-free prefix, and a rerun converges.
//
//   Ingestor ingestor(writer, options);
//   for (path : *ListInputs(paths, recursive)) ingestor.Ingest(path) …
//   print(ingestor.summary());
class Ingestor {
 public:
  // `writer` must outlive it and have no transaction open.
  Ingestor(LedgerWriter* writer, IngestOptions options);
  ~Ingestor();

  // A file, or "-" for standard input. One that was only `found` in a folder is
  // left out if no format claims it and its beginning does not mention agent_id
  // either: folders of agents hold other files, too. Rejected lines and a
  // rewritten source are no errors: see the summary. After an error of kind
  // kUsage or kInput (format, damaged compression) other sources may be tried;
  // after any other, stop: the ledger could not be written.
  Status Ingest(const std::string& path, bool found = false);

  const IngestSummary& summary() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Events from lines of native JSON, in one transaction, for ledgers that
// are forgotten (policy tests). Nothing is recorded about the source; rejects
// carry the source name "-". `options.format`, `force` and `bytes` do not
// apply; deterministic ids are of all lines joined by newlines.
Result<IngestSummary> IngestLines(LedgerWriter* writer,
                                  std::span<const std::string_view> lines,
                                  const IngestOptions& options);

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_INGESTOR_H_
