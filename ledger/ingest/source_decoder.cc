#include "ledger/ingest/source_decoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace plog {
namespace {

constexpr size_t kBatchRecords = 256;
constexpr size_t kBatchBytes = 1 << 20;
// Chunks of a source without lines are cut, so that one of them does not fill
// more than a batch.
constexpr size_t kChunkBytes = 64 * 1024;

bool IsBlank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

SourceDecoder::SourceDecoder(DecodeTask task, ByteSource* source,
                             BatchCircuit* circuit)
    : task_(std::move(task)),
      source_(source),
      circuit_(circuit),
      decoder_(task_.format->make(task_.info)),
      splitter_(task_.max_line, task_.keeps_digest) {}

Status SourceDecoder::Run() {
  const struct Ends {
    BatchCircuit* circuit;
    ~Ends() { circuit->EndCollecting(); }
  } ends{circuit_};
  return RunFormat();
}

Status SourceDecoder::RunFormat() {
  batch_ = circuit_->TakeEmpty();
  if (batch_ == nullptr) return {};  // the storing side gave up
  collector_.SetBatch(batch_.get());
  collector_.SkipTo(task_.known.lines);
  Status done =
      task_.format->unit == InputFormat::Unit::kLines ? RunLines() : RunBytes();
  if (done) Flush(true);
  return done;
}

Result<std::string_view> SourceDecoder::Read() {
  if (!std::exchange(head_given_, true) && !task_.head.empty()) {
    return std::string_view(task_.head);
  }
  return source_->Read();
}

Status SourceDecoder::RunLines() {
  const LineSplitter::OnLine on_line = [this](const SplitLine& line) {
    OnLine(line);
  };
  std::string_view rest;
  if (task_.format->stateless && task_.known.bytes > 0) {
    if (Status skipped = SkipKnownBytes(&rest); !skipped) return skipped;
  }
  splitter_.Feed(rest, on_line);
  while (!gone_) {
    const Result<std::string_view> block = Read();
    if (!block) return tl::make_unexpected(block.error());
    if (block->empty()) break;
    splitter_.Feed(*block, on_line);
  }
  if (gone_) return {};
  splitter_.Finish(on_line);
  if (!gone_) decoder_->Finish(&collector_);
  return {};
}

// The bytes ingested before pass by without being decoded. If they end in a
// line without newline, what the source has there now is the rest of it: a
// newline alone, usually.
Status SourceDecoder::SkipKnownBytes(std::string_view* rest) {
  uint64_t left = task_.known.bytes;
  char last = '\n';
  while (left > 0) {
    const Result<std::string_view> block = Read();
    if (!block) return tl::make_unexpected(block.error());
    if (block->empty()) break;
    const auto part =
        static_cast<size_t>(std::min<uint64_t>(left, block->size()));
    splitter_.PassKnown(block->substr(0, part));
    last = (*block)[part - 1];
    left -= part;
    *rest = block->substr(part);
  }
  if (left > 0 || splitter_.PassedDigest() != task_.known.digest) {
    return Fail(ErrorKind::kInput,
                fmt::format("{}: changed while it was read", task_.info.name),
                "ingest it again when nothing writes to it");
  }
  lines_ = task_.known.lines;
  open_line_ = last != '\n';
  return {};
}

void SourceDecoder::OnLine(const SplitLine& line) {
  if (gone_) return;
  if (std::exchange(open_line_, false) && IsBlank(line.text)) {
    if (line.complete) EndOfLine();
    return;
  }
  const uint64_t number = lines_ + 1;
  if (line.too_long) {
    collector_.RefuseLong(
        {line.text, number, number, 1}, line.sha256,
        {RejectCode::kLineTooLong, 1,
         fmt::format("the line has {} bytes, more than {} (--max-line)",
                     line.size, task_.max_line)});
  } else if (!IsBlank(line.text)) {
    if (!line.complete) collector_.SetTornAt(splitter_.passed_bytes());
    decoder_->Line({line.text, number}, &collector_);
    collector_.SetTornAt(std::nullopt);
  }
  // A torn line is not passed: when the source has grown, it is read again.
  if (collector_.saw_torn()) return;
  lines_ = number;
  if (!line.complete) splitter_.AcceptLast();
  EndOfLine();
}

void SourceDecoder::EndOfLine() { gone_ = !Flush(false); }

// A chunk ends where the source ended before, if that matters.
size_t SourceDecoder::ChunkSize() const {
  if (!task_.format->holds_back || bytes_ >= task_.known.bytes) {
    return kChunkBytes;
  }
  return static_cast<size_t>(
      std::min<uint64_t>(kChunkBytes, task_.known.bytes - bytes_));
}

bool SourceDecoder::EndedHereBefore() const {
  return task_.format->holds_back && bytes_ == task_.known.bytes;
}

Status SourceDecoder::RunBytes() {
  while (!gone_) {
    const Result<std::string_view> block = Read();
    if (!block) return tl::make_unexpected(block.error());
    if (block->empty()) break;
    std::string_view rest = *block;
    while (!rest.empty() && !gone_) {
      const std::string_view chunk = rest.substr(0, ChunkSize());
      rest.remove_prefix(chunk.size());
      if (task_.keeps_digest) digest_.Update(chunk);
      bytes_ += chunk.size();
      decoder_->Chunk(chunk, &collector_);
      if (EndedHereBefore()) decoder_->EndedBefore(&collector_);
      lines_ = collector_.last_record();
      gone_ = !Flush(false);
    }
  }
  if (!gone_) decoder_->Finish(&collector_);
  lines_ = collector_.last_record();
  return {};
}

bool SourceDecoder::Flush(bool force) {
  if (gone_) return false;
  const bool full =
      batch_->used >= kBatchRecords || batch_->text_bytes >= kBatchBytes;
  if (!force && !full) return true;
  if (task_.format->unit == InputFormat::Unit::kLines) {
    batch_->end = {splitter_.passed_bytes(), lines_, splitter_.PassedDigest()};
  } else {
    batch_->end = {bytes_, lines_,
                   task_.keeps_digest ? digest_.SoFar() : Digest{}};
  }
  batch_->collected_at = task_.now();
  circuit_->PutCollected(std::move(batch_));
  if (force) return true;
  batch_ = circuit_->TakeEmpty();
  collector_.SetBatch(batch_.get());
  return batch_ != nullptr;
}

}  // namespace plog
