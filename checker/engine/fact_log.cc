#include "checker/engine/fact_log.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

namespace plog {
namespace {

constexpr size_t kSmallBuffer = size_t{1} << 12;
constexpr size_t kLargeBuffer = size_t{1} << 20;

std::string_view BytesOf(const EventRecord& record) {
  return {reinterpret_cast<const char*>(&record), sizeof(record)};
}
std::string_view BytesOf(const LeafMark& leaf) {
  return {reinterpret_cast<const char*>(leaf.data()), leaf.size()};
}

}  // namespace

Result<std::unique_ptr<FactLog>> FactLog::Create(const SpillOptions& options,
                                                 size_t predicates,
                                                 size_t extractors,
                                                 bool keep_leaves) {
  auto records = TemporaryFile::Create(options.folder, kMoreMemory);
  if (!records) return tl::make_unexpected(records.error());
  auto leaves = TemporaryFile::Create(options.folder, kMoreMemory);
  if (!leaves) return tl::make_unexpected(leaves.error());
  auto answers = TemporaryFile::Create(options.folder, kMoreMemory);
  if (!answers) return tl::make_unexpected(answers.error());
  return std::unique_ptr<FactLog>(new FactLog(
      options, predicates, extractors, keep_leaves, std::move(*records),
      std::move(*leaves), std::move(*answers)));
}

FactLog::FactLog(const SpillOptions& options, size_t predicates,
                 size_t extractors, bool keep_leaves, TemporaryFile records,
                 TemporaryFile leaves, TemporaryFile answers)
    : predicates_(predicates),
      extractors_(extractors),
      keep_leaves_(keep_leaves),
      buffer_bytes_(static_cast<size_t>(std::clamp<uint64_t>(
          options.buffers / 32, kSmallBuffer, kLargeBuffer))),
      record_file_(std::move(records)),
      leaf_file_(std::move(leaves)),
      answer_file_(std::move(answers)),
      records_(&record_file_, 0, buffer_bytes_),
      leaves_(&leaf_file_, 0, buffer_bytes_),
      answers_(&answer_file_, 0, buffer_bytes_) {}

void FactLog::Append(const EventRecord& record, const LeafMark* leaf,
                     const Answers& answers) {
  records_.Append(BytesOf(record));
  if (leaf != nullptr) {
    leaves_.Append(BytesOf(*leaf));
  } else {
    first_leaf_ = size_ + 1;
  }
  row_.clear();
  AppendAnswers(answers, &row_);
  AppendRow(row_, &answers_);
  ++size_;
}

void FactLog::Close() {
  Note(records_.Flush());
  Note(leaves_.Flush());
  Note(answers_.Flush());
}

void FactLog::Note(const Status& status) const {
  const std::lock_guard lock(mutex_);
  if (status_) status_ = status;
}

Status FactLog::status() const {
  for (const FileWriter* writer : {&records_, &leaves_, &answers_}) {
    if (!writer->status()) return writer->status();
  }
  const std::lock_guard lock(mutex_);
  return status_;
}

EventRecord FactLog::At(uint32_t ordinal) const {
  EventRecord record;
  const Status read =
      record_file_.Read(uint64_t{ordinal} * sizeof(record),
                        reinterpret_cast<char*>(&record), sizeof(record));
  if (read) return record;
  Note(read);
  return {};
}

bool FactLog::ReadBlock(uint64_t first, std::vector<EventRecord>* block) const {
  block->resize(
      static_cast<size_t>(std::min<uint64_t>(kBlockRecords, size_ - first)));
  const Status read = record_file_.Read(first * sizeof(EventRecord),
                                        reinterpret_cast<char*>(block->data()),
                                        block->size() * sizeof(EventRecord));
  Note(read);
  return read.has_value();
}

void FactLog::WriteBlock(uint64_t first,
                         const std::vector<EventRecord>& block) {
  Note(record_file_.Write(first * sizeof(EventRecord),
                          {reinterpret_cast<const char*>(block.data()),
                           block.size() * sizeof(EventRecord)}));
}

FactLog::Cursor::Cursor(const FactLog& log, bool with_leaves, bool with_answers)
    : log_(log),
      with_leaves_(with_leaves && log.keep_leaves_),
      with_answers_(with_answers),
      records_(&log.record_file_, 0, log.size_ * sizeof(EventRecord),
               log.buffer_bytes_),
      leaves_(&log.leaf_file_, 0, log.leaves_.end(), log.buffer_bytes_),
      rows_(&log.answer_file_, 0, log.answers_.end(), log.buffer_bytes_) {}

bool FactLog::Cursor::Next() {
  if (next_ == log_.size_) return false;
  const std::string_view record = records_.Take(sizeof(record_));
  if (record.empty()) {
    log_.Note(records_.status());
    return false;
  }
  std::memcpy(&record_, record.data(), sizeof(record_));
  if (with_leaves_ && next_ >= log_.first_leaf_) {
    const std::string_view leaf = leaves_.Take(leaf_.size());
    log_.Note(leaves_.status());
    if (leaf.empty()) return false;
    std::memcpy(leaf_.data(), leaf.data(), leaf_.size());
  }
  if (with_answers_) {
    std::string_view row;
    const bool whole =
        TakeRow(&rows_, &row) &&
        ReadAnswers(row, log_.predicates_, log_.extractors_, &answers_);
    log_.Note(rows_.status());
    if (!whole) {
      log_.Note(Fail(ErrorKind::kDefect, "a temporary file was changed"));
      return false;
    }
  }
  ordinal_ = static_cast<uint32_t>(next_++);
  return true;
}

}  // namespace plog
