#include "checker/engine/key_reader.h"

#include <bit>
#include <cstring>
#include <functional>

#include "ledger/json/canonical.h"
#include "rules/types/comparison.h"

namespace plog {
namespace {

constexpr size_t kRecent = 1024;
constexpr size_t kMaxRecentSize = 64;

}  // namespace

KeyValue KeyReader::Read(const Extractor& extractor,
                         const EventContent& event) {
  const JsonView value = extractor.path.Resolve(event);
  switch (extractor.kind) {
    case Extractor::Kind::kIdentity:
      return Identity(value);
    case Extractor::Kind::kOrdered:
      return OrderedKey(value);
    case Extractor::Kind::kDigest:
      return DigestKey(value);
    case Extractor::Kind::kDigestOf:
      return DigestOfKey(value);
    case Extractor::Kind::kNumber:
      break;
  }
  if (!value.is_number()) return {};
  return {true, 0, std::bit_cast<uint64_t>(value.AsDouble())};
}

KeyValue KeyReader::Identity(JsonView value) {
  if (!value.present()) return {};
  text_.clear();
  if (value.is_string()) {
    text_ = '"';  // no other canonical text begins so and is not closed
    text_ += value.AsString();
  } else {
    AppendCanonical(value, NativeProfile(), &text_);
  }
  recent_.resize(kRecent);
  Recent& recent = recent_[std::hash<std::string>()(text_) % kRecent];
  if (recent.text == text_) return recent.key;
  const Digest digest = sha_.Of(text_);
  KeyValue key{true, 0, 0};
  std::memcpy(&key.high, digest.data(), sizeof(key.high));
  std::memcpy(&key.low, digest.data() + sizeof(key.high), sizeof(key.low));
  if (text_.size() <= kMaxRecentSize) recent = Recent{text_, key};
  return key;
}

}  // namespace plog
