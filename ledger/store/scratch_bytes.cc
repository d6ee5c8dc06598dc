#include "ledger/store/scratch_bytes.h"

#include <algorithm>

namespace plog {
namespace {

constexpr size_t kTailBytes = size_t{1} << 20;

}  // namespace

Result<uint64_t> ScratchBytes::Append(std::span<const std::string_view> parts) {
  const uint64_t start = file_bytes_ + tail_.size();
  for (const std::string_view part : parts) tail_.append(part);
  if (tail_.size() < kTailBytes) return start;
  const Status spilled = Spill();
  if (!spilled) return tl::make_unexpected(spilled.error());
  return start;
}

// Whole pieces: none lies partly in the file.
Status ScratchBytes::Spill() {
  if (!file_) {
    auto file = TemporaryFile::Create(folder_);
    if (!file) return tl::make_unexpected(file.error());
    file_ = std::move(*file);
  }
  if (Status done = file_->Write(file_bytes_, tail_); !done) return done;
  file_bytes_ += tail_.size();
  // A huge piece has come and gone.
  if (tail_.capacity() > 4 * kTailBytes) std::string().swap(tail_);
  tail_.clear();
  tail_.reserve(kTailBytes + kTailBytes / 8);
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
