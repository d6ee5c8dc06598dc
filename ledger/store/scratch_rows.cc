#include "ledger/store/scratch_rows.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <type_traits>

namespace plog {
namespace {

// To read at once: for one row, most of which are smaller, and for many.
constexpr size_t kColumnBytes = size_t{1} << 8;
constexpr size_t kLongTextBytes = size_t{1} << 12;
constexpr size_t kMostBytes = size_t{1} << 18;

// The columns of a row are this and then its short texts, in the order of the
// sizes; its long texts, which follow each other as well, are elsewhere.
struct RowHead {
  enum Text { kSession, kActionType, kUnhashed, kNote, kShortTexts };
  enum LongText { kContent, kOriginal, kLongTexts };
  static constexpr uint32_t kHasTime = 1;
  static constexpr uint32_t kHasSession = 2;
  static constexpr uint32_t kHasOriginal = 4;

  uint64_t sequence = 0;
  int64_t time_seconds = 0;
  uint64_t long_start = 0;
  Digest hash{};
  Digest prev_hash{};
  uint32_t agent = 0;
  uint32_t flags = 0;
  int32_t time_nanos = 0;
  uint32_t unused = 0;  // or there would be bytes without a value
  std::array<uint32_t, kShortTexts> sizes{};
  std::array<uint32_t, kLongTexts> long_sizes{};
};

// Written as it is in memory.
static_assert(std::has_unique_object_representations_v<RowHead>);

using ShortTexts = std::array<std::string_view, RowHead::kShortTexts>;
using LongTexts = std::array<std::string_view, RowHead::kLongTexts>;

ShortTexts ShortTextsOf(const StoredEvent& row) {
  return {row.session.value_or(""), row.action_type, row.unhashed, row.note};
}

LongTexts LongTextsOf(const StoredEvent& row) {
  return {row.content, row.original.value_or("")};
}

template <class Sizes>
size_t Sum(const Sizes& sizes) {
  size_t bytes = 0;
  for (const uint32_t size : sizes) bytes += size;
  return bytes;
}

// False if one of the texts is too long.
template <class Texts, class Sizes>
bool SetSizes(const Texts& texts, Sizes* sizes) {
  for (size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].size() > std::numeric_limits<uint32_t>::max()) return false;
    (*sizes)[i] = static_cast<uint32_t>(texts[i].size());
  }
  return true;
}

template <class Sizes>
auto Cut(std::string_view bytes, const Sizes& sizes) {
  std::array<std::string_view, std::tuple_size_v<Sizes>> texts;
  for (size_t i = 0; i < texts.size(); ++i) {
    texts[i] = bytes.substr(0, sizes[i]);
    bytes.remove_prefix(sizes[i]);
  }
  return texts;
}

RowHead HeadOf(const StoredEvent& row) {
  RowHead head;
  head.sequence = row.sequence;
  head.hash = row.hash;
  head.prev_hash = row.prev_hash;
  head.agent = row.agent;
  if (row.time_seconds) {
    head.flags |= RowHead::kHasTime;
    head.time_seconds = *row.time_seconds;
    head.time_nanos = row.time_nanos;
  }
  if (row.session) head.flags |= RowHead::kHasSession;
  if (row.original) head.flags |= RowHead::kHasOriginal;
  return head;
}

void TakeHead(const RowHead& head, StoredEvent* row) {
  row->agent = head.agent;
  row->sequence = head.sequence;
  row->hash = head.hash;
  row->prev_hash = head.prev_hash;
  row->time_seconds.reset();
  row->time_nanos = head.time_nanos;
  if ((head.flags & RowHead::kHasTime) != 0) {
    row->time_seconds = head.time_seconds;
  }
  row->hashed_here = (head.flags & RowHead::kHasOriginal) == 0;
}

void TakeShortTexts(const RowHead& head, std::string_view bytes,
                    StoredEvent* row) {
  const ShortTexts texts = Cut(bytes, head.sizes);
  row->session.reset();
  if ((head.flags & RowHead::kHasSession) != 0) {
    row->session = texts[RowHead::kSession];
  }
  row->action_type = texts[RowHead::kActionType];
  row->unhashed = texts[RowHead::kUnhashed];
  row->note = texts[RowHead::kNote];
}

// As many bytes as rows will be wanted.
size_t BytesAhead(uint64_t rows, size_t bytes) {
  return static_cast<size_t>(std::min<uint64_t>(rows, kMostBytes / bytes)) *
         bytes;
}

}  // namespace

struct ScratchRowReader::Columns {
  RowHead head;
};

Result<uint64_t> ScratchRows::Write(const StoredEvent& row) {
  const ShortTexts texts = ShortTextsOf(row);
  const LongTexts long_texts = LongTextsOf(row);
  RowHead head = HeadOf(row);
  if (!SetSizes(texts, &head.sizes) ||
      !SetSizes(long_texts, &head.long_sizes)) {
    return Fail(ErrorKind::kInput, "an event has more than 4 GiB");
  }
  head.long_start = long_texts_.AppendLater(long_texts);
  std::array<std::string_view, 1 + RowHead::kShortTexts> parts;
  parts[0] = {reinterpret_cast<const char*>(&head), sizeof(head)};
  std::copy(texts.begin(), texts.end(), parts.begin() + 1);
  return columns_.Append(parts);
}

Status ScratchRows::Append(const StoredEvent& row) {
  const Result<uint64_t> start = Write(row);
  if (!start) return tl::make_unexpected(start.error());
  starts_.push_back(*start);
  return {};
}

Status ScratchRows::Flush() { return long_texts_.Flush(); }

Status ScratchRows::ReplaceContent(uint64_t index, std::string_view content) {
  if (Status done = Flush(); !done) return done;
  ScratchRowReader reader(*this);
  StoredEvent row;
  if (Status read = reader.Read(index, 1, &row); !read) return read;
  if (row.content == content) return {};
  row.content = content;
  // What the row refers to may be in memory that grows.
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
  return Flush();
}

void ScratchRows::Commit() {
  committed_ = starts_.size();
  replaced_.clear();
}

void ScratchRows::RollBack() {
  long_texts_.DropPending();
  // The oldest last: a row may have been replaced twice.
  for (auto one = replaced_.rbegin(); one != replaced_.rend(); ++one) {
    starts_[static_cast<size_t>(one->first - 1)] = one->second;
  }
  replaced_.clear();
  starts_.resize(static_cast<size_t>(committed_));
}

Result<ScratchRowReader::Columns> ScratchRowReader::ReadColumns(
    uint64_t index, uint64_t ahead, StoredEvent* row) {
  const uint64_t start = rows_.starts_[static_cast<size_t>(index - 1)];
  // Who reads one row often reads one close behind it.
  const size_t wanted =
      std::max(BytesAhead(ahead, kColumnBytes), kLongTextBytes);
  auto bytes = columns_.Read(start, sizeof(RowHead), wanted);
  if (!bytes) return tl::make_unexpected(bytes.error());
  Columns columns;
  std::memcpy(&columns.head, bytes->data(), sizeof(RowHead));
  bytes =
      columns_.Read(start, sizeof(RowHead) + Sum(columns.head.sizes), wanted);
  if (!bytes) return tl::make_unexpected(bytes.error());
  row->index = index;
  TakeHead(columns.head, row);
  TakeShortTexts(columns.head, bytes->substr(sizeof(RowHead)), row);
  return columns;
}

Status ScratchRowReader::ReadLongTexts(const Columns& columns, uint64_t ahead,
                                       StoredEvent* row) {
  const RowHead& head = columns.head;
  const auto bytes = long_texts_.Read(head.long_start, Sum(head.long_sizes),
                                      BytesAhead(ahead, kLongTextBytes));
  if (!bytes) return tl::make_unexpected(bytes.error());
  const LongTexts texts = Cut(*bytes, head.long_sizes);
  row->content = texts[RowHead::kContent];
  row->original.reset();
  if ((head.flags & RowHead::kHasOriginal) != 0) {
    row->original = texts[RowHead::kOriginal];
  }
  return {};
}

Status ScratchRowReader::Read(uint64_t index, uint64_t ahead,
                              StoredEvent* row) {
  const Result<Columns> columns = ReadColumns(index, ahead, row);
  if (!columns) return tl::make_unexpected(columns.error());
  row->note = {};
  return ReadLongTexts(*columns, ahead, row);
}

Status ScratchRowReader::ReadNoted(uint64_t index, uint64_t ahead,
                                   StoredEvent* row) {
  const Result<Columns> columns = ReadColumns(index, ahead, row);
  if (!columns) return tl::make_unexpected(columns.error());
  if (row->note.empty()) return ReadLongTexts(*columns, ahead, row);
  row->content = {};
  row->original.reset();
  return {};
}

}  // namespace plog
