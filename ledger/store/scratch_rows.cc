#include "ledger/store/scratch_rows.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <type_traits>

namespace plog {
namespace {

constexpr size_t kTailBytes = size_t{1} << 20;
// To read at once: for one row, most of which are smaller, and for many.
constexpr size_t kRowBytes = size_t{1} << 12;
constexpr size_t kMostBytes = size_t{1} << 18;

// A row is this and then its texts, in the order of the sizes.
struct RowHead {
  enum Text { kContent, kSession, kActionType, kUnhashed, kOriginal, kTexts };
  static constexpr uint32_t kHasTime = 1;
  static constexpr uint32_t kHasSession = 2;
  static constexpr uint32_t kHasOriginal = 4;

  uint64_t sequence = 0;
  int64_t time_seconds = 0;
  Digest hash{};
  Digest prev_hash{};
  uint32_t agent = 0;
  uint32_t flags = 0;
  std::array<uint32_t, kTexts> sizes{};
  uint32_t unused = 0;  // or there would be bytes without a value

  size_t text_bytes() const {
    size_t bytes = 0;
    for (const uint32_t size : sizes) bytes += size;
    return bytes;
  }
};

// Written as it is in memory.
static_assert(std::has_unique_object_representations_v<RowHead>);

using RowTexts = std::array<std::string_view, RowHead::kTexts>;

RowTexts TextsOf(const StoredEvent& row) {
  return {row.content, row.session.value_or(""), row.action_type, row.unhashed,
          row.original.value_or("")};
}

RowHead HeadOf(const StoredEvent& row, const RowTexts& texts) {
  RowHead head;
  head.sequence = row.sequence;
  head.hash = row.hash;
  head.prev_hash = row.prev_hash;
  head.agent = row.agent;
  if (row.time_seconds) {
    head.flags |= RowHead::kHasTime;
    head.time_seconds = *row.time_seconds;
  }
  if (row.session) head.flags |= RowHead::kHasSession;
  if (row.original) head.flags |= RowHead::kHasOriginal;
  for (size_t i = 0; i < texts.size(); ++i) {
    head.sizes[i] = static_cast<uint32_t>(texts[i].size());
  }
  return head;
}

void TakeHead(const RowHead& head, StoredEvent* row) {
  row->agent = head.agent;
  row->sequence = head.sequence;
  row->hash = head.hash;
  row->prev_hash = head.prev_hash;
  row->time_seconds.reset();
  if ((head.flags & RowHead::kHasTime) != 0) {
    row->time_seconds = head.time_seconds;
  }
}

void TakeTexts(const RowHead& head, std::string_view bytes, StoredEvent* row) {
  RowTexts texts;
  for (size_t i = 0; i < texts.size(); ++i) {
    texts[i] = bytes.substr(0, head.sizes[i]);
    bytes.remove_prefix(head.sizes[i]);
  }
  row->content = texts[RowHead::kContent];
  row->session.reset();
  if ((head.flags & RowHead::kHasSession) != 0) {
    row->session = texts[RowHead::kSession];
  }
  row->action_type = texts[RowHead::kActionType];
  row->unhashed = texts[RowHead::kUnhashed];
  row->original.reset();
  if ((head.flags & RowHead::kHasOriginal) != 0) {
    row->original = texts[RowHead::kOriginal];
  }
  row->hashed_here = !row->original;
}

}  // namespace

Result<uint64_t> ScratchRows::Write(const StoredEvent& row) {
  const RowTexts texts = TextsOf(row);
  for (const std::string_view text : texts) {
    if (text.size() <= std::numeric_limits<uint32_t>::max()) continue;
    return Fail(ErrorKind::kInput, "an event has more than 4 GiB");
  }
  const RowHead head = HeadOf(row, texts);
  const uint64_t start = file_bytes_ + tail_.size();
  tail_.append(reinterpret_cast<const char*>(&head), sizeof(head));
  for (const std::string_view text : texts) tail_.append(text);
  if (tail_.size() < kTailBytes) return start;
  const Status spilled = Spill();
  if (!spilled) return tl::make_unexpected(spilled.error());
  return start;
}

// Whole rows: none lies partly in the file.
Status ScratchRows::Spill() {
  if (!file_) {
    auto file = TemporaryFile::Create(folder_);
    if (!file) return tl::make_unexpected(file.error());
    file_ = std::move(*file);
  }
  if (Status done = file_->Write(file_bytes_, tail_); !done) return done;
  file_bytes_ += tail_.size();
  // A huge row has come and gone.
  if (tail_.capacity() > 4 * kTailBytes) std::string().swap(tail_);
  tail_.clear();
  tail_.reserve(kTailBytes + kTailBytes / 8);
  return {};
}

Status ScratchRows::Append(const StoredEvent& row) {
  const Result<uint64_t> start = Write(row);
  if (!start) return tl::make_unexpected(start.error());
  starts_.push_back(*start);
  return {};
}

Status ScratchRows::ReplaceContent(uint64_t index, std::string_view content) {
  ScratchRowReader reader(*this);
  StoredEvent row;
  if (Status read = reader.Read(index, 1, &row); !read) return read;
  if (row.content == content) return {};
  row.content = content;
  // What the row refers to may be in `tail_`, which grows.
  const std::string texts[] = {
      std::string(row.session.value_or("")), std::string(row.action_type),
      std::string(row.unhashed), std::string(row.original.value_or(""))};
  if (row.session) row.session = texts[0];
  row.action_type = texts[1];
  row.unhashed = texts[2];
  if (row.original) row.original = texts[3];
  const Result<uint64_t> start = Write(row);
  if (!start) return tl::make_unexpected(start.error());
  uint64_t& known = starts_[static_cast<size_t>(index - 1)];
  if (index <= committed_) replaced_.emplace_back(index, known);
  known = *start;
  return {};
}

void ScratchRows::Commit() {
  committed_ = starts_.size();
  replaced_.clear();
}

void ScratchRows::RollBack() {
  // The oldest last: a row may have been replaced twice.
  for (auto one = replaced_.rbegin(); one != replaced_.rend(); ++one) {
    starts_[static_cast<size_t>(one->first - 1)] = one->second;
  }
  replaced_.clear();
  starts_.resize(static_cast<size_t>(committed_));
}

Status ScratchRowReader::Read(uint64_t index, uint64_t ahead,
                              StoredEvent* row) {
  const uint64_t start = rows_.starts_[static_cast<size_t>(index - 1)];
  const auto wanted = static_cast<size_t>(
      std::min<uint64_t>(ahead, kMostBytes / kRowBytes) * kRowBytes);
  auto bytes = Bytes(start, sizeof(RowHead), wanted);
  if (!bytes) return tl::make_unexpected(bytes.error());
  RowHead head;
  std::memcpy(&head, bytes->data(), sizeof(head));
  bytes = Bytes(start, sizeof(head) + head.text_bytes(), wanted);
  if (!bytes) return tl::make_unexpected(bytes.error());
  row->index = index;
  TakeHead(head, row);
  TakeTexts(head, bytes->substr(sizeof(head)), row);
  return {};
}

Result<std::string_view> ScratchRowReader::Bytes(uint64_t start, size_t size,
                                                 size_t ahead) {
  if (start >= rows_.file_bytes_) {
    return std::string_view(rows_.tail_)
        .substr(static_cast<size_t>(start - rows_.file_bytes_), size);
  }
  const bool inside =
      start >= begin_ && start - begin_ + size <= uint64_t{filled_};
  if (!inside) {
    const auto more = static_cast<size_t>(
        std::min<uint64_t>(std::max(size, ahead), rows_.file_bytes_ - start));
    if (buffer_.size() < more) buffer_ = std::vector<char>(more);
    filled_ = 0;
    const Status read = rows_.file_->Read(start, buffer_.data(), more);
    if (!read) return tl::make_unexpected(read.error());
    begin_ = start;
    filled_ = more;
  }
  return std::string_view(buffer_.data() + (start - begin_), size);
}

}  // namespace plog
