#include "checker/state/state_bytes.h"

#include <bit>
#include <cstring>

#include "ledger/base/text.h"

namespace plog {
namespace {

constexpr size_t kFlushBytes = size_t{1} << 20;
// Years 0000 to 9999, and what an offset from UTC can add to them.
constexpr int64_t kFirstSecond = -62167219200 - 86400;
constexpr int64_t kEndSecond = 253402300800 + 86400;
constexpr int32_t kNanosPerSecond = 1'000'000'000;

}  // namespace

bool CanBeWritten(const Instant& time) {
  return time.seconds >= kFirstSecond && time.seconds < kEndSecond &&
         time.nanos >= 0 && time.nanos < kNanosPerSecond;
}

void StateWriter::Raw(const char* bytes, size_t size) {
  buffer_.append(bytes, size);
  if (buffer_.size() >= kFlushBytes) Flush();
}

void StateWriter::operator()(const std::string& text) {
  (*this)(static_cast<uint32_t>(text.size()));
  Raw(text.data(), text.size());
}

void StateWriter::operator()(const Digest& digest) {
  const std::string_view bytes = AsBytes(digest);
  Raw(bytes.data(), bytes.size());
}

void StateWriter::operator()(const Instant& time) {
  (*this)(std::bit_cast<uint64_t>(time.seconds));
  (*this)(static_cast<uint32_t>(time.nanos));
}

void StateWriter::Flush() {
  sha_.Update(buffer_);
  store_.Write(buffer_);
  buffer_.clear();
}

void StateWriter::Finish() {
  Flush();
  const Digest digest = sha_.Finish();
  store_.Write(AsBytes(digest));
}

bool StateReader::ReadFully(char* to, size_t size) {
  size_t got = 0;
  while (got < size) {
    const Result<size_t> more = store_.Read(to + got, size - got);
    if (!more || *more == 0) return false;  // cut short since it was opened
    got += *more;
  }
  return true;
}

bool StateReader::Fill() {
  if (fault_ || left_ == 0) return false;
  buffer_.resize(kBufferBytes);
  const auto wanted =
      static_cast<size_t>(std::min<uint64_t>(left_, buffer_.size()));
  if (!ReadFully(buffer_.data(), wanted)) return false;
  sha_.Update(std::string_view(buffer_).substr(0, wanted));
  left_ -= wanted;
  at_ = 0;
  filled_ = wanted;
  return true;
}

void StateReader::Raw(char* to, size_t size) {
  while (size > 0) {
    if (at_ == filled_ && !Fill()) {
      Reject();
      std::memset(to, 0, size);
      return;
    }
    const size_t piece = std::min(size, filled_ - at_);
    std::memcpy(to, buffer_.data() + at_, piece);
    at_ += piece;
    to += piece;
    size -= piece;
  }
}

void StateReader::operator()(std::string& text) {
  uint32_t size = 0;
  (*this)(size);
  text.clear();
  if (size > left()) return Reject();
  text.resize(size);
  Raw(text.data(), size);
  if (!IsValidUtf8(text)) Reject();
}

void StateReader::operator()(Digest& digest) {
  char bytes[kDigestBytes];
  Raw(bytes, sizeof(bytes));
  std::memcpy(digest.data(), bytes, sizeof(bytes));
}

void StateReader::operator()(Instant& time) {
  uint64_t seconds = 0;
  uint32_t nanos = 0;
  (*this)(seconds);
  (*this)(nanos);
  time = {std::bit_cast<int64_t>(seconds), static_cast<int32_t>(nanos)};
  if (!CanBeWritten(time)) {
    Reject();
    time = Instant();
  }
}

void StateReader::operator()(bool& value) {
  uint8_t byte = 0;
  (*this)(byte);
  if (byte > 1) Reject();
  value = byte == 1 && ok();
}

bool StateReader::Finish() {
  if (fault_ || left() != 0) return false;
  char stored[kDigestBytes];
  if (!ReadFully(stored, sizeof(stored))) return false;
  const Digest digest = sha_.Finish();
  return std::memcmp(stored, digest.data(), sizeof(stored)) == 0;
}

}  // namespace plog
