#include "checker/state/state_bytes.h"

#include <bit>
#include <cstring>

#include "ledger/base/text.h"

namespace plog {
namespace {

// Years 0000 to 9999, and what an offset from UTC can add to them.
constexpr int64_t kFirstSecond = -62167219200 - 86400;
constexpr int64_t kEndSecond = 253402300800 + 86400;
constexpr int32_t kNanosPerSecond = 1'000'000'000;

}  // namespace

bool CanBeWritten(const Instant& time) {
  return time.seconds >= kFirstSecond && time.seconds < kEndSecond &&
         time.nanos >= 0 && time.nanos < kNanosPerSecond;
}

void StateWriter::operator()(const std::string& text) {
  (*this)(static_cast<uint32_t>(text.size()));
  Raw(text.data(), text.size());
}

void StateWriter::Bytes(std::string_view bytes) {
  (*this)(uint64_t{bytes.size()});
  Raw(bytes.data(), bytes.size());
}

void StateWriter::operator()(const Digest& digest) {
  const std::string_view bytes = AsBytes(digest);
  Raw(bytes.data(), bytes.size());
}

void StateWriter::operator()(const Instant& time) {
  (*this)(std::bit_cast<uint64_t>(time.seconds));
  (*this)(static_cast<uint32_t>(time.nanos));
}

void StateReader::Raw(char* to, size_t size) {
  if (size == 0) return;
  const std::string_view bytes = Take(size);
  if (bytes.empty()) {
    std::memset(to, 0, size);
  } else {
    std::memcpy(to, bytes.data(), size);
  }
}

std::string_view StateReader::Take(uint64_t size) {
  if (fault_ || size > bytes_.size()) {
    Reject();
    return {};
  }
  const std::string_view taken = bytes_.substr(0, size);
  bytes_.remove_prefix(size);
  return taken;
}

void StateReader::operator()(std::string& text) {
  uint32_t size = 0;
  (*this)(size);
  text = Take(size);
  if (!IsValidUtf8(text)) Reject();
}

void StateReader::Bytes(std::string& bytes) {
  uint64_t size = 0;
  (*this)(size);
  bytes = Take(size);
}

void StateReader::operator()(Digest& digest) {
  char bytes[sizeof(Digest)];
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

}  // namespace plog
