#include "ledger/ingest/record_collector.h"

#include <fmt/format.h>

#include <algorithm>

namespace plog {
namespace {

// Distinct notes per batch; a hostile source could invent a new one per line.
constexpr size_t kMaxNotes = 100;

}  // namespace

PreparedRecord* RecordCollector::Next(const InputRecord& record) {
  if (record.record != last_record_) nth_ = 0;
  last_record_ = std::max(last_record_, record.record);
  if (record.record != 0 && record.record <= skip_to_) return nullptr;
  if (batch_->used == batch_->records.size()) batch_->records.emplace_back();
  PreparedRecord* out = &batch_->records[batch_->used++];
  batch_->text_bytes += record.json.size();
  out->record = record.record;
  out->nth = nth_;
  out->line = record.line;
  out->column = record.column;
  out->torn_at = torn_at_;
  out->text = batch_->texts.Keep(record.json);
  out->reject.reset();
  return out;
}

void RecordCollector::Event(const InputRecord& record) {
  if (Next(record) == nullptr) return;
  ++nth_;
  if (!torn_at_) return;
  // Parsed here as well, at most once a source: how far it is read depends on
  // it.
  ParsedEvent parsed;
  const auto reject = EventLineParser().Parse(record.json, &parsed);
  saw_torn_ = saw_torn_ || (reject && ComesFromCut(reject->code));
}

void RecordCollector::Refuse(const InputRecord& record, const Reject& reject) {
  RefuseLong(record, Sha256Of(record.json), reject);
}

void RecordCollector::RefuseLong(const InputRecord& record,
                                 const Digest& sha256, const Reject& reject) {
  PreparedRecord* out = Next(record);
  if (out == nullptr) return;
  out->raw_sha256 = sha256;
  saw_torn_ = saw_torn_ || (torn_at_ && ComesFromCut(reject.code));
  plog::Refuse(reject, out);
}

void RecordCollector::Note(std::string_view code, std::string_view detail) {
  std::string key = fmt::format("{}: {}", code, detail.substr(0, 200));
  if (batch_->notes.size() >= kMaxNotes && !batch_->notes.contains(key)) {
    key = fmt::format("{}: others", code);
  }
  CountOne(key, &batch_->notes);
}

}  // namespace plog
