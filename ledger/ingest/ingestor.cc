#include "ledger/ingest/ingestor.h"

#include <optional>
#include <utility>

#include "ledger/base/joined_thread.h"
#include "ledger/ingest/batch_circuit.h"
#include "ledger/ingest/batch_storer.h"
#include "ledger/ingest/chain_appender.h"
#include "ledger/ingest/record_preparer.h"
#include "ledger/ingest/sealed_ids.h"
#include "ledger/ingest/source_decoder.h"
#include "ledger/ingest/source_digest.h"
#include "ledger/ingest/source_planner.h"

namespace plog {
namespace {

constexpr size_t kBatches = 12;

}  // namespace

struct Ingestor::Impl {
  Impl(LedgerWriter* ledger, IngestOptions chosen)
      : writer(ledger), options(std::move(chosen)) {
    appender.emplace(writer, options.profile, &hints);
  }

  Status Ingest(const std::string& path, bool found);
  Status RunPlanned(const SourcePlan& plan, const InputFile& file,
                    ByteSource* bytes, SourceSummary* source);
  Status NoteRewritten(const SourcePlan& plan);
  Status Run(const SourcePlan& plan, const InputFile& file, ByteSource* bytes,
             SourceSummary* source);
  Status StoreAll(BatchCircuit* circuit, RecordPreparer* preparer,
                  BatchStorer* storer, const SourceDigest& digest,
                  bool in_pieces,
                  const std::function<void(uint64_t records)>& progress);
  std::function<void(uint64_t records)> ProgressOf(const InputFile& file,
                                                   std::string_view name) const;
  Status FinishCommit(BatchStorer* storer);
  void Count(const BatchStorer& storer, SourceSummary* source);
  void Sum(SourceSummary source);

  LedgerWriter* writer;
  IngestOptions options;
  ProfileHints hints;
  std::optional<ChainAppender> appender;
  IngestSummary summary;
};

Ingestor::Ingestor(LedgerWriter* writer, IngestOptions options)
    : impl_(std::make_unique<Impl>(writer, std::move(options))) {}
Ingestor::~Ingestor() = default;
const IngestSummary& Ingestor::summary() const { return impl_->summary; }
Status Ingestor::Ingest(const std::string& path, bool found) {
  return impl_->Ingest(path, found);
}

Status Ingestor::Impl::Ingest(const std::string& path, bool found) {
  Result<InputFile> file = InputFile::Open(path);
  if (!file) return tl::make_unexpected(file.error());
  SourceSummary source;
  source.name = path;
  std::unique_ptr<ByteSource> bytes;
  SourcePlan plan;
  Status done =
      SourcePlanner(writer, options, &*file, path).Plan(&bytes, &plan);
  if (bytes) source.compression = bytes->compression();
  if (plan.format.format != nullptr) {
    source.format = plan.format.format->name;
    source.format_reason = plan.format.reason;
  }
  source.left_out = done && found && plan.IsNoLog();
  if (done && !source.left_out) {
    done = RunPlanned(plan, *file, bytes.get(), &source);
  }
  Sum(std::move(source));
  return done;
}

Status Ingestor::Impl::RunPlanned(const SourcePlan& plan, const InputFile& file,
                                  ByteSource* bytes, SourceSummary* source) {
  source->rewritten = plan.broken.has_value();
  if (plan.broken) {
    if (Status noted = NoteRewritten(plan); !noted) return noted;
    if (!options.force) return {};
  }
  if (plan.known) {
    source->continued = true;
    source->already_present = plan.known->events;
    source->rejected = plan.known->rejects;
  }
  // A source that is complete under this very name needs no new row.
  const bool nothing_new =
      plan.complete && plan.known && plan.known->name == file.identity();
  return nothing_new ? Status{} : Run(plan, file, bytes, source);
}

void Ingestor::Impl::Sum(SourceSummary source) {
  source.read = source.committed + source.already_present + source.rejected;
  summary.read += source.read;
  summary.committed += source.committed;
  summary.already_present += source.already_present;
  summary.rejected += source.rejected;
  summary.sources.push_back(std::move(source));
}

Status Ingestor::Impl::NoteRewritten(const SourcePlan& plan) {
  SourceRow row = *plan.broken;
  if (row.rewritten) return {};
  row.rewritten = true;
  if (Status begun = writer->Begin(); !begun) return begun;
  const Result<uint64_t> key = writer->PutSource(row);
  if (!key) return tl::make_unexpected(key.error());
  return writer->Commit();
}

Status Ingestor::Impl::Run(const SourcePlan& plan, const InputFile& file,
                           ByteSource* bytes, SourceSummary* source) {
  BatchCircuit circuit(kBatches);
  SourceDecoder decoder(plan.TaskOf(source->name, options), bytes, &circuit);
  SourceDigest digest(&file, source->name, options.bytes, plan.digest);
  SealedIds ids(options, [&digest] { return digest.Get(); });
  RecordPreparer preparer(&ids, &hints, options.note_taker);
  RecordPreparer beside_storing(&ids, &hints, options.note_taker);
  BatchStorer storer(writer, &*appender, plan.RowOf(file.identity()), plan.head,
                     options.keep_sources,
                     [this, source](const RejectRow& reject) {
                       if (options.on_reject)
                         options.on_reject(source->name, reject);
                     });
  Status decoded;
  Status stored;
  {
    JoinedThread collecting;
    JoinedThread preparing;
    const StopsCircuit stops(&circuit);  // before the threads are joined
    collecting = JoinedThread([&] { decoded = decoder.Run(); });
    preparing = JoinedThread([&] { preparer.Run(&circuit); });
    stored = StoreAll(&circuit, &beside_storing, &storer, digest,
                      !plan.format.format->holds_back,
                      ProgressOf(file, source->name));
    circuit.Stop();
    collecting.Join();
    preparing.Join();
  }
  if (decoded) decoded = digest.status();
  if (stored && decoded) {
    stored = FinishCommit(&storer);
  } else if (stored) {
    // What came before the fault is not to be told apart from the fault.
    (void)writer->Rollback();
    appender.emplace(writer, options.profile, &hints);
  }
  Count(storer, source);
  return stored ? decoded : stored;
}

std::function<void(uint64_t records)> Ingestor::Impl::ProgressOf(
    const InputFile& file, std::string_view name) const {
  if (!options.on_progress) return [](uint64_t) {};
  return [this, &file, name, before = summary.read](uint64_t records) {
    options.on_progress({name, file.position(), file.size(), before + records});
  };
}

Status Ingestor::Impl::StoreAll(
    BatchCircuit* circuit, RecordPreparer* preparer, BatchStorer* storer,
    const SourceDigest& digest, bool in_pieces,
    const std::function<void(uint64_t records)>& progress) {
  const BatchCircuit::Prepare prepare = [preparer](PreparedBatch* batch) {
    preparer->Prepare(batch);
  };
  uint64_t records = 0;
  if (Status begun = writer->Begin(); !begun) return begun;
  while (BatchCircuit::Batch batch = circuit->TakePrepared(prepare)) {
    if (digest.failed()) return {};  // so its ids are none
    Status done = storer->Store(*batch);
    records += batch->used;
    batch->Clear();
    circuit->PutEmpty(std::move(batch));
    if (done && in_pieces && storer->Full()) {
      done = FinishCommit(storer);
      if (done) done = writer->Begin();
    }
    if (!done) return done;
    progress(records);
  }
  return {};
}

Status Ingestor::Impl::FinishCommit(BatchStorer* storer) {
  if (Status done = storer->Commit(); !done) return done;
  if (options.on_commit) {
    options.on_commit(summary.committed + storer->durable().committed);
  }
  return {};
}

void Ingestor::Impl::Count(const BatchStorer& storer, SourceSummary* source) {
  const BatchStorer::Counts& counts = storer.durable();
  source->committed += counts.committed;
  source->already_present += counts.already_present;
  source->rejected += counts.rejected;
  for (const auto& [code, count] : counts.warnings) {
    summary.warnings[code] += count;
  }
  for (const auto& [note, count] : counts.notes) summary.notes[note] += count;
}

}  // namespace plog
