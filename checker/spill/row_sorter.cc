#include "checker/spill/row_sorter.h"

#include <algorithm>
#include <cstring>
#include <queue>
#include <utility>

namespace plog {
namespace {

constexpr uint64_t kMostMemory = uint64_t{1} << 30;  // starts are 32 bits wide
constexpr size_t kLengthBytes = sizeof(uint32_t);
constexpr size_t kSmallBuffer = size_t{1} << 12;
constexpr size_t kLargeBuffer = size_t{1} << 20;
constexpr size_t kMostMerged = 64;

std::string_view RowAt(const std::string& rows, uint32_t start) {
  uint32_t size = 0;
  std::memcpy(&size, rows.data() + start, sizeof(size));
  return {rows.data() + start + kLengthBytes, size};
}

// A run that is being merged, and its next row.
struct Source {
  FileReader reader;
  std::string_view row;
};

}  // namespace

RowSorter::RowSorter(size_t key_bytes, const SpillOptions& options)
    : key_bytes_(key_bytes),
      folder_(options.folder),
      memory_(static_cast<size_t>(std::min(options.buffers, kMostMemory))),
      fan_in_(
          std::clamp<size_t>(memory_ / (kSmallBuffer * 16), 2, kMostMerged)),
      buffer_bytes_(
          std::clamp(memory_ / (fan_in_ + 1), kSmallBuffer, kLargeBuffer)) {}

// An eighth is for the starts, the rest for the rows.
bool RowSorter::IsFull(size_t more) const {
  return rows_.size() + more > memory_ - memory_ / 8 ||
         (starts_.size() + 1) * sizeof(uint32_t) > memory_ / 8;
}

void RowSorter::Add(std::string_view row) {
  if (!status_) return;
  if (!starts_.empty() && IsFull(kLengthBytes + row.size())) {
    status_ = WriteRun();
  }
  if (starts_.empty()) {  // untouched pages cost nothing
    rows_.reserve(memory_ - memory_ / 8);
    starts_.reserve(memory_ / 8 / sizeof(uint32_t));
  }
  starts_.push_back(static_cast<uint32_t>(rows_.size()));
  const auto size = static_cast<uint32_t>(row.size());
  char length[kLengthBytes];
  std::memcpy(length, &size, sizeof(size));
  rows_.append(length, sizeof(length));
  rows_.append(row);
}

Status RowSorter::WriteRun() {
  if (!level_) {
    auto file = TemporaryFile::Create(folder_, kMoreMemory);
    if (!file) return tl::make_unexpected(file.error());
    level_.emplace(Level{std::move(*file), {}, 0});
  }
  std::sort(starts_.begin(), starts_.end(), [this](uint32_t a, uint32_t b) {
    return std::memcmp(rows_.data() + a + kLengthBytes,
                       rows_.data() + b + kLengthBytes, key_bytes_) < 0;
  });
  FileWriter writer(&level_->file, level_->end, buffer_bytes_);
  for (const uint32_t start : starts_) {
    AppendRow(RowAt(rows_, start), &writer);
  }
  Status written = writer.Flush();
  level_->runs.push_back({level_->end, writer.end()});
  level_->end = writer.end();
  rows_.clear();
  starts_.clear();
  return written;
}

Status RowSorter::Merge(const Level& level, size_t first, size_t last,
                        FileWriter* writer) const {
  std::vector<Source> sources;
  for (size_t i = first; i < last; ++i) {
    const Run& run = level.runs[i];
    sources.push_back(
        {FileReader(&level.file, run.begin, run.end, buffer_bytes_), {}});
  }
  const auto later = [&](size_t a, size_t b) {
    return std::memcmp(sources[a].row.data(), sources[b].row.data(),
                       key_bytes_) > 0;
  };
  std::priority_queue<size_t, std::vector<size_t>, decltype(later)> next(later);
  const auto advance = [&](size_t source) {
    if (TakeRow(&sources[source].reader, &sources[source].row)) {
      next.push(source);
    }
    return sources[source].reader.status();
  };
  for (size_t i = 0; i < sources.size(); ++i) {
    if (Status read = advance(i); !read) return read;
  }
  while (!next.empty()) {
    const size_t source = next.top();
    next.pop();
    AppendRow(sources[source].row, writer);
    if (Status read = advance(source); !read) return read;
  }
  return writer->status();
}

Result<RowSorter::Level> RowSorter::MergeLevel(const Level& level) {
  auto file = TemporaryFile::Create(folder_, kMoreMemory);
  if (!file) return tl::make_unexpected(file.error());
  Level merged{std::move(*file), {}, 0};
  for (size_t first = 0; first < level.runs.size(); first += fan_in_) {
    const size_t last = std::min(level.runs.size(), first + fan_in_);
    FileWriter writer(&merged.file, merged.end, buffer_bytes_);
    Status done = Merge(level, first, last, &writer);
    if (done) done = writer.Flush();
    if (!done) return tl::make_unexpected(done.error());
    merged.runs.push_back({merged.end, writer.end()});
    merged.end = writer.end();
  }
  return merged;
}

Result<SortedRows> RowSorter::Finish() {
  if (status_) status_ = WriteRun();
  if (!status_) return tl::make_unexpected(status_.error());
  // Assigning an empty one would keep the memory.
  std::string().swap(rows_);
  std::vector<uint32_t>().swap(starts_);
  while (level_->runs.size() > 1) {
    auto merged = MergeLevel(*level_);
    if (!merged) return tl::make_unexpected(merged.error());
    level_.emplace(std::move(*merged));
  }
  return SortedRows{std::move(level_->file), level_->end};
}

}  // namespace plog
