#include "ledger/ingest/ingestor.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

#include "ledger/crypto/uuid.h"
#include "ledger/ingest/batch_queue.h"
#include "ledger/ingest/batch_storer.h"
#include "ledger/ingest/chain_appender.h"
#include "ledger/ingest/record_preparer.h"
#include "ledger/ingest/source_decoder.h"
#include "ledger/ingest/source_survey.h"

namespace plog {
namespace {

constexpr size_t kBatches = 6;

// Everything known about a source before its events are touched.
struct SourcePlan {
  std::string head;  // the beginning of the source
  bool head_is_all = false;
  bool reopened = false;  // the head will be read again
  DetectedFormat format;
  std::optional<SourceRow> known;   // the part ingested before
  bool complete = false;            // ... and nothing was added since
  std::optional<SourceRow> broken;  // a rewritten source's earlier row
  Digest digest{};                  // of all bytes, if there was a first pass
};

Status ReadHead(ByteSource* bytes, SourcePlan* plan) {
  while (plan->head.size() < InputHead::kBytes) {
    const Result<std::string_view> block = bytes->Read();
    if (!block) return tl::make_unexpected(block.error());
    plan->head_is_all = block->empty();
    if (block->empty()) break;
    plan->head += *block;
  }
  return {};
}

// The one member that every event has is not there, nor does any format fit.
bool IsNoLog(const SourcePlan& plan) {
  return !plan.format.claimed &&
         plan.head.find("\"agent_id\"") == std::string::npos;
}

std::string DeterministicId(const std::string& digest, uint64_t record,
                            uint64_t nth) {
  if (nth == 0) return NameUuid(fmt::format("{}:{}", digest, record));
  return NameUuid(fmt::format("{}:{}:{}", digest, record, nth));
}

}  // namespace

struct Ingestor::Impl {
  Impl(LedgerWriter* ledger, IngestOptions chosen)
      : writer(ledger), options(std::move(chosen)) {
    appender.emplace(writer, options.profile, &hints);
  }

  Status Ingest(const std::string& path, bool found);
  Status Plan(InputFile* file, std::unique_ptr<ByteSource>* bytes,
              SourcePlan* plan, SourceSummary* source);
  Status ChooseFormat(const std::string& name,
                      const std::optional<SourceRow>& named, SourcePlan* plan);
  Status SurveyIfNeeded(InputFile* file, std::unique_ptr<ByteSource>* bytes,
                        const std::vector<SourceRow>& rows,
                        const std::optional<SourceRow>& named, SourcePlan* plan,
                        const std::string& name);
  Status Reopen(InputFile* file, std::unique_ptr<ByteSource>* bytes,
                const std::string& name);
  Status NoteRewritten(const SourcePlan& plan);
  static SourceRow RowOf(const SourcePlan& plan, const std::string& identity);
  DecodeTask TaskOf(const SourcePlan& plan, const std::string& name) const;
  Status Run(const SourcePlan& plan, const InputFile& file, ByteSource* bytes,
             SourceSummary* source);
  Status StoreAll(BatchQueue* queue, BatchStorer* storer,
                  const std::function<void(uint64_t records)>& progress);
  std::function<void(uint64_t records)> ProgressOf(const InputFile& file,
                                                   std::string_view name) const;
  Status FinishCommit(BatchStorer* storer);
  void Count(const BatchStorer& storer, SourceSummary* source);
  Seal MakeSeal(const SourcePlan& plan) const;

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
  Status done = Plan(&*file, &bytes, &plan, &source);
  if (done && found && IsNoLog(plan)) {
    source.left_out = true;
    summary.sources.push_back(std::move(source));
    return done;
  }
  if (done && plan.broken) {
    source.rewritten = true;
    done = NoteRewritten(plan);
  }
  const bool skip = plan.broken && !options.force;
  if (done && plan.known && !skip) {
    source.continued = true;
    source.already_present = plan.known->events;
    source.rejected = plan.known->rejects;
  }
  // A source that is complete under this very name needs no new row.
  const bool nothing_new =
      plan.complete && plan.known && plan.known->name == file->identity();
  if (done && !skip && !nothing_new) {
    done = Run(plan, *file, bytes.get(), &source);
  }
  source.read = source.committed + source.already_present + source.rejected;
  summary.read += source.read;
  summary.committed += source.committed;
  summary.already_present += source.already_present;
  summary.rejected += source.rejected;
  summary.sources.push_back(std::move(source));
  return done;
}

Status Ingestor::Impl::Plan(InputFile* file, std::unique_ptr<ByteSource>* bytes,
                            SourcePlan* plan, SourceSummary* source) {
  std::optional<SourceRow> named;
  if (file->identity() != "-") {
    Result<std::optional<SourceRow>> found =
        writer->FindSource(file->identity());
    if (!found) return tl::make_unexpected(found.error());
    named = std::move(*found);
  }
  // Whether a second pass is needed shows only after the head, which cannot be
  // put back into a pipe; hence the copy where it is possible at all.
  const Result<std::vector<SourceRow>> rows = writer->reader().Sources();
  if (!rows) return tl::make_unexpected(rows.error());
  const bool may_repeat = options.deterministic_ids || !rows->empty() ||
                          options.format == nullptr ||
                          options.format->needs_digest;
  if (may_repeat) {
    if (Status done = file->MakeRewindable(); !done) return done;
  }
  Result<std::unique_ptr<ByteSource>> opened =
      ByteSource::Open(*file, source->name, options.bytes);
  if (!opened) return tl::make_unexpected(opened.error());
  *bytes = std::move(*opened);
  Status done = ReadHead(bytes->get(), plan);
  if (done) done = ChooseFormat(source->name, named, plan);
  if (!done) return done;
  source->compression = (*bytes)->compression();
  source->format = plan->format.format->name;
  source->format_reason = plan->format.reason;
  done = SurveyIfNeeded(file, bytes, *rows, named, plan, source->name);
  if (done && named && named->bytes == 0 && !plan->known) plan->known = named;
  return done;
}

Status Ingestor::Impl::ChooseFormat(const std::string& name,
                                    const std::optional<SourceRow>& named,
                                    SourcePlan* plan) {
  if (options.format != nullptr) {
    plan->format = {options.format, "as --format says", true};
    return {};
  }
  if (named && FindInputFormat(named->format) != nullptr) {
    plan->format = {FindInputFormat(named->format), "as it was ingested before",
                    true};
    return {};
  }
  const InputHead head(plan->head, plan->head_is_all);
  Result<DetectedFormat> detected = DetectInputFormat(head, name);
  if (!detected) return tl::make_unexpected(detected.error());
  plan->format = std::move(*detected);
  return {};
}

Status Ingestor::Impl::SurveyIfNeeded(InputFile* file,
                                      std::unique_ptr<ByteSource>* bytes,
                                      const std::vector<SourceRow>& rows,
                                      const std::optional<SourceRow>& named,
                                      SourcePlan* plan,
                                      const std::string& name) {
  if (named && named->bytes > 0) plan->broken = named;  // unless it is found
  const std::vector<SourceRow> plausible = PlausiblePrefixes(rows, plan->head);
  if (!options.deterministic_ids && !plan->format.format->needs_digest &&
      plausible.empty()) {
    return {};
  }
  if (Status done = Reopen(file, bytes, name); !done) return done;
  const Result<SourceSurvey> survey = SurveySource(bytes->get(), plausible);
  if (!survey) return tl::make_unexpected(survey.error());
  plan->reopened = true;
  plan->digest = survey->digest;
  for (const SourceRow& row : survey->prefixes) {
    const bool is_named = named && row.key == named->key;
    if (is_named) plan->broken.reset();
    if (row.format != plan->format.format->name) continue;
    // The row of this very name wins over longer ones of others.
    if (plan->known && named && plan->known->key == named->key) continue;
    plan->known = row;
    plan->complete = row.bytes == survey->bytes;
  }
  return Reopen(file, bytes, name);
}

Status Ingestor::Impl::Reopen(InputFile* file,
                              std::unique_ptr<ByteSource>* bytes,
                              const std::string& name) {
  if (Status done = file->MakeRewindable(); !done) return done;
  if (Status done = file->Rewind(); !done) return done;
  Result<std::unique_ptr<ByteSource>> opened =
      ByteSource::Open(*file, name, options.bytes);
  if (!opened) return tl::make_unexpected(opened.error());
  *bytes = std::move(*opened);
  return {};
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

Seal Ingestor::Impl::MakeSeal(const SourcePlan& plan) const {
  Seal seal;
  seal.now = options.now;
  if (options.deterministic_ids) {
    seal.id = [digest = ToHex(plan.digest)](uint64_t record, uint64_t nth) {
      return DeterministicId(digest, record, nth);
    };
  } else {
    seal.id = [this](uint64_t, uint64_t) { return options.random_uuid(); };
  }
  return seal;
}

// The row that is kept up to date while the source is ingested.
SourceRow Ingestor::Impl::RowOf(const SourcePlan& plan,
                                const std::string& identity) {
  SourceRow row;
  if (plan.known) row = *plan.known;
  if (row.name != identity) {  // a new source, or a copy under another name
    row.key = 0;
    row.rewritten = false;
  }
  row.name = identity;
  row.format = plan.format.format->name;
  return row;
}

DecodeTask Ingestor::Impl::TaskOf(const SourcePlan& plan,
                                  const std::string& name) const {
  DecodeTask task;
  task.format = plan.format.format;
  task.info = {name, "", options.max_line};
  if (task.format->needs_digest) task.info.sha256_hex = ToHex(plan.digest);
  task.max_line = options.max_line;
  if (!plan.reopened) task.head = plan.head;
  if (plan.known) {
    task.known = {plan.known->bytes, plan.known->lines, plan.known->digest};
  }
  return task;
}

Status Ingestor::Impl::Run(const SourcePlan& plan, const InputFile& file,
                           ByteSource* bytes, SourceSummary* source) {
  RecordPreparer preparer(MakeSeal(plan), &hints);
  BatchQueue queue(kBatches);
  SourceDecoder decoder(TaskOf(plan, source->name), bytes, &preparer, &queue);
  BatchStorer storer(writer, &*appender, RowOf(plan, file.identity()),
                     plan.head, true, [this, source](const RejectRow& reject) {
                       if (options.on_reject)
                         options.on_reject(source->name, reject);
                     });
  Status decoded;
  Status stored;
  {
    const std::jthread preparing(
        [&decoder, &decoded] { decoded = decoder.Run(); });
    stored = StoreAll(&queue, &storer, ProgressOf(file, source->name));
    if (!stored) queue.GiveUp();
  }
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
    BatchQueue* queue, BatchStorer* storer,
    const std::function<void(uint64_t records)>& progress) {
  uint64_t records = 0;
  if (Status begun = writer->Begin(); !begun) return begun;
  while (std::unique_ptr<PreparedBatch> batch = queue->Pop()) {
    Status done = storer->Store(*batch);
    records += batch->used;
    queue->Return(std::move(batch));
    if (done && storer->Full()) {
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

namespace {

Seal SealOfLines(std::span<const std::string_view> lines,
                 const IngestOptions& options) {
  Seal seal{options.now, [random_uuid = options.random_uuid](
                             uint64_t, uint64_t) { return random_uuid(); }};
  if (!options.deterministic_ids) return seal;
  Sha256 sha;
  for (const std::string_view line : lines) {
    sha.Update(line);
    sha.Update("\n");
  }
  seal.id = [digest = ToHex(sha.Finish())](uint64_t record, uint64_t nth) {
    return DeterministicId(digest, record, nth);
  };
  return seal;
}

Status StoreLines(std::span<const std::string_view> lines,
                  RecordPreparer* preparer, BatchStorer* storer) {
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find_first_not_of(" \t\r\n") == std::string_view::npos) {
      continue;
    }
    PreparedBatch batch;
    preparer->SetBatch(&batch);
    preparer->Event({lines[i], i + 1, i + 1, 1});
    batch.end.lines = i + 1;
    if (Status done = storer->Store(batch); !done) return done;
  }
  return {};
}

}  // namespace

Result<IngestSummary> IngestLines(LedgerWriter* writer,
                                  std::span<const std::string_view> lines,
                                  const IngestOptions& options) {
  ProfileHints hints;
  ChainAppender appender(writer, options.profile, &hints);
  RecordPreparer preparer(SealOfLines(lines, options), &hints);
  SourceRow row;
  row.name = "-";
  BatchStorer storer(writer, &appender, row, "", false,
                     [&](const RejectRow& reject) {
                       if (options.on_reject) options.on_reject("-", reject);
                     });
  Status done = writer->Begin();
  if (done) done = StoreLines(lines, &preparer, &storer);
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
