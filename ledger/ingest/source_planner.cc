#include "ledger/ingest/source_planner.h"

#include <utility>

#include "ledger/ingest/source_survey.h"

namespace plog {
namespace {

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

}  // namespace

bool SourcePlan::IsNoLog() const {
  return !format.claimed && head.find("\"agent_id\"") == std::string::npos;
}

SourceRow SourcePlan::RowOf(const std::string& identity) const {
  SourceRow row;
  if (known) row = *known;
  if (row.name != identity) {  // a new source, or a copy under another name
    row.key = 0;
    row.rewritten = false;
  }
  row.name = identity;
  row.format = format.format->name;
  return row;
}

DecodeTask SourcePlan::TaskOf(const std::string& name,
                              const IngestOptions& options) const {
  DecodeTask task;
  task.format = format.format;
  task.info = {name, "", options.max_line};
  if (task.format->needs_digest) task.info.sha256_hex = ToHex(*digest);
  task.max_line = options.max_line;
  task.keeps_digest = options.keep_sources;
  task.now = options.now;
  if (!reopened) task.head = head;
  if (known) task.known = {known->bytes, known->lines, known->digest};
  return task;
}

Status SourcePlanner::Plan(std::unique_ptr<ByteSource>* bytes,
                           SourcePlan* plan) {
  if (file_->identity() != "-") {
    Result<std::optional<SourceRow>> found =
        writer_->FindSource(file_->identity());
    if (!found) return tl::make_unexpected(found.error());
    named_ = std::move(*found);
  }
  // Whether a second pass is needed shows only after the head, which cannot be
  // put back into a pipe; hence the copy where it is possible at all.
  const Result<std::vector<SourceRow>> rows = writer_->reader().Sources();
  if (!rows) return tl::make_unexpected(rows.error());
  const bool may_repeat = options_.deterministic_ids || !rows->empty() ||
                          options_.format == nullptr ||
                          options_.format->needs_digest;
  if (may_repeat) {
    if (Status done = file_->MakeRewindable(); !done) return done;
  }
  Status done = Open(bytes);
  if (done) done = ReadHead(bytes->get(), plan);
  if (done) done = ChooseFormat(plan);
  if (done) done = SurveyIfNeeded(*rows, bytes, plan);
  if (done && named_ && named_->bytes == 0 && !plan->known) {
    plan->known = named_;
  }
  return done;
}

Status SourcePlanner::Open(std::unique_ptr<ByteSource>* bytes) {
  Result<std::unique_ptr<ByteSource>> opened =
      ByteSource::Open(*file_, name_, options_.bytes);
  if (!opened) return tl::make_unexpected(opened.error());
  *bytes = std::move(*opened);
  return {};
}

Status SourcePlanner::Reopen(std::unique_ptr<ByteSource>* bytes) {
  if (Status done = file_->MakeRewindable(); !done) return done;
  if (Status done = file_->Rewind(); !done) return done;
  return Open(bytes);
}

Status SourcePlanner::ChooseFormat(SourcePlan* plan) const {
  if (options_.format != nullptr) {
    plan->format = {options_.format, "as the command says", true};
    return {};
  }
  if (named_ && FindInputFormat(named_->format) != nullptr) {
    plan->format = {FindInputFormat(named_->format),
                    "as it was ingested before", true};
    return {};
  }
  const InputHead head(plan->head, plan->head_is_all);
  Result<DetectedFormat> detected = DetectInputFormat(head, name_);
  if (!detected) return tl::make_unexpected(detected.error());
  plan->format = std::move(*detected);
  return {};
}

Status SourcePlanner::SurveyIfNeeded(const std::vector<SourceRow>& rows,
                                     std::unique_ptr<ByteSource>* bytes,
                                     SourcePlan* plan) {
  if (named_ && named_->bytes > 0) plan->broken = named_;  // unless it is found
  const std::vector<SourceRow> plausible = PlausiblePrefixes(rows, plan->head);
  if (!plan->format.format->needs_digest && plausible.empty()) return {};
  if (Status done = Reopen(bytes); !done) return done;
  const Result<SourceSurvey> survey = SurveySource(bytes->get(), plausible);
  if (!survey) return tl::make_unexpected(survey.error());
  plan->reopened = true;
  plan->digest = survey->digest;
  for (const SourceRow& row : survey->prefixes) {
    const bool is_named = named_ && row.key == named_->key;
    if (is_named) plan->broken.reset();
    if (row.format != plan->format.format->name) continue;
    // The row of this very name wins over longer ones of others.
    if (plan->known && named_ && plan->known->key == named_->key) continue;
    plan->known = row;
    plan->complete = row.bytes == survey->bytes;
  }
  return Reopen(bytes);
}

}  // namespace plog
