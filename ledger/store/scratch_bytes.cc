#include "ledger/store/scratch_bytes.h"

#include <algorithm>

namespace plog {
namespace {

constexpr size_t kTailBytes = size_t{1} << 20;
// From this size on, a call to write them costs less than a copy.
constexpr size_t kLongRun = size_t{1} << 15;

}  // namespace

Result<uint64_t> ScratchBytes::Append(std::span<const std::string_view> parts) {
  const uint64_t start = file_bytes_ + tail_.size();
  for (const std::string_view part : parts) tail_.append(part);
  if (tail_.size() < kTailBytes) return start;
  const Status spilled = Spill();
  if (!spilled) return tl::make_unexpected(spilled.error());
  return start;
}

uint64_t ScratchBytes::AppendLater(std::span<const std::string_view> parts) {
  const uint64_t start = file_bytes_ + tail_.size() + pending_bytes_;
  for (const std::string_view part : parts) {
    if (part.empty()) continue;
    pending_bytes_ += part.size();
    const bool follows =
        !pending_.empty() &&
        pending_.back().data() + pending_.back().size() == part.data();
    if (follows) {
      std::string_view& run = pending_.back();
      run = {run.data(), run.size() + part.size()};
    } else {
      pending_.push_back(part);
    }
  }
  return start;
}

// Whole pieces: none lies partly in the file.
Status ScratchBytes::Flush() {
  if (pending_.empty()) return {};
  const bool few =
      !file_ && tail_.size() + pending_bytes_ < uint64_t{kTailBytes};
  const bool long_runs = pending_bytes_ >= pending_.size() * kLongRun;
  if (!few && long_runs) {
    if (Status done = Spill(); !done) return done;
    for (const std::string_view run : pending_) {
      if (Status done = WriteToFile(run); !done) return done;
    }
  } else {
    for (const std::string_view run : pending_) tail_.append(run);
  }
  DropPending();
  return tail_.size() < kTailBytes ? Status() : Spill();
}

void ScratchBytes::DropPending() {
  pending_.clear();
  pending_bytes_ = 0;
}

Status ScratchBytes::Spill() {
  if (Status done = WriteToFile(tail_); !done) return done;
  // A huge piece has come and gone.
  if (tail_.capacity() > 4 * kTailBytes) std::string().swap(tail_);
  tail_.clear();
  tail_.reserve(kTailBytes + kTailBytes / 8);
  return {};
}

Status ScratchBytes::WriteToFile(std::string_view bytes) {
  if (bytes.empty()) return {};
  if (!file_) {
    auto file = TemporaryFile::Create(folder_);
    if (!file) return tl::make_unexpected(file.error());
    file_ = std::move(*file);
  }
  if (Status done = file_->Write(file_bytes_, bytes); !done) return done;
  file_bytes_ += bytes.size();
  return {};
}

Result<std::string_view> ScratchBytesReader::Read(uint64_t start, size_t size,
                                                  size_t ahead) {
  if (start >= bytes_.file_bytes_) {
    return std::string_view(bytes_.tail_)
        .substr(static_cast<size_t>(start - bytes_.file_bytes_), size);
  }
  const bool inside =
      start >= begin_ && start - begin_ + size <= uint64_t{filled_};
  if (!inside) {
    const auto more = static_cast<size_t>(
        std::min<uint64_t>(std::max(size, ahead), bytes_.file_bytes_ - start));
    if (buffer_.size() < more) buffer_ = std::vector<char>(more);
    filled_ = 0;
    const Status read = bytes_.file_->Read(start, buffer_.data(), more);
    if (!read) return tl::make_unexpected(read.error());
    begin_ = start;
    filled_ = more;
  }
  return std::string_view(buffer_.data() + (start - begin_), size);
}

}  // namespace plog
