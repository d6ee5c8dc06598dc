#include "ledger/export/json_stream.h"

#include <fmt/format.h>

#include <utility>

#include "ledger/json/json_value_end.h"

namespace plog {

namespace {

constexpr size_t kBlockBytes = size_t{256} << 10;

}  // namespace

// Adds a block behind what is left of the present one.
bool JsonStream::ReadMore() {
  if (!status_) return false;
  offset_ += at_;
  block_.erase(0, at_);
  at_ = 0;
  const size_t kept = block_.size();
  block_.resize(kept + kBlockBytes);
  const auto got = (*bytes_)(offset_ + kept, std::span(block_).subspan(kept));
  if (!got) status_ = tl::make_unexpected(got.error());
  block_.resize(kept + got.value_or(0));
  return block_.size() > kept;
}

// False at the end of the text.
bool JsonStream::SkipSpace() {
  while (true) {
    const size_t found = Rest().find_first_not_of(" \t\r\n");
    at_ = found == std::string_view::npos ? block_.size() : at_ + found;
    if (at_ < block_.size()) return true;
    if (!ReadMore()) return false;
  }
}

bool JsonStream::AtEnd() { return !SkipSpace(); }

bool JsonStream::Take(char byte) {
  if (!SkipSpace() || block_[at_] != byte) return false;
  ++at_;
  return true;
}

std::optional<std::string_view> JsonStream::Value() {
  if (!SkipSpace()) return std::nullopt;
  JsonValueEnd end;
  size_t size = end.Feed(Rest());
  while (!end.found() && size <= max_value_) {
    if (!ReadMore()) return std::nullopt;
    size += end.Feed(Rest().substr(size));
  }
  if (size > max_value_) {
    status_ = Fail(ErrorKind::kInput,
                   fmt::format("a value of more than {} bytes begins at byte "
                               "{}",
                               max_value_, position()),
                   "raise --max-line if this is intended");
    return std::nullopt;
  }
  if (size == 0) return std::nullopt;
  const std::string_view value = Rest().substr(0, size);
  at_ += size;
  return value;
}

std::optional<uint64_t> JsonStream::PassValue() {
  if (!SkipSpace()) return std::nullopt;
  const uint64_t begin = position();
  JsonValueEnd end;
  at_ += end.Feed(Rest());
  while (!end.found()) {
    if (!ReadMore()) return std::nullopt;
    at_ += end.Feed(Rest());
  }
  return begin == position() ? std::nullopt : std::optional(begin);
}

std::optional<std::string_view> JsonArrayStream::Next() {
  if (ended_) return std::nullopt;
  const bool first = !std::exchange(begun_, true);
  ended_ = first && !text_.Take('[');
  if (!ended_ && text_.Take(']')) {
    ended_ = true;
    ok_ = text_.position() == end_;
  }
  ended_ = ended_ || (!first && !text_.Take(','));
  if (ended_) return std::nullopt;
  const auto value = text_.Value();
  ended_ = !value;
  return value;
}

}  // namespace plog
