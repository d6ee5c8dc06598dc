#include "checker/engine/answers.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace plog {
namespace {

static_assert(std::endian::native == std::endian::little);
constexpr size_t kValueBytes = 16;

bool TakeHolding(std::string_view* bytes, size_t predicates,
                 std::vector<uint32_t>* holding) {
  uint32_t count = 0;
  if (!TakeNumber(bytes, &count)) return false;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t predicate = 0;
    if (!TakeNumber(bytes, &predicate) || predicate >= predicates) return false;
    if (!holding->empty() && predicate <= holding->back()) return false;
    holding->push_back(predicate);
  }
  return true;
}

bool TakeKeys(std::string_view* bytes, size_t extractors,
              std::vector<TakenKey>* keys) {
  uint32_t count = 0;
  if (!TakeNumber(bytes, &count)) return false;
  for (uint32_t i = 0; i < count; ++i) {
    TakenKey key;
    if (!TakeNumber(bytes, &key.extractor)) return false;
    if (key.extractor >= extractors || bytes->size() < kValueBytes) {
      return false;
    }
    if (!keys->empty() && key.extractor <= keys->back().extractor) return false;
    key.value.present = true;
    std::memcpy(&key.value.high, bytes->data(), sizeof(uint64_t));
    std::memcpy(&key.value.low, bytes->data() + 8, sizeof(uint64_t));
    bytes->remove_prefix(kValueBytes);
    keys->push_back(key);
  }
  return true;
}

}  // namespace

void Answers::Sort() {
  std::sort(holding.begin(), holding.end());
  std::sort(keys.begin(), keys.end(), [](const TakenKey& a, const TakenKey& b) {
    return a.extractor < b.extractor;
  });
}

void AppendNumber(uint64_t number, std::string* bytes) {
  for (; number >= 0x80; number >>= 7) {
    bytes->push_back(static_cast<char>(number | 0x80));
  }
  bytes->push_back(static_cast<char>(number));
}

bool TakeNumber(std::string_view* bytes, uint32_t* number) {
  uint64_t value = 0;
  for (size_t i = 0; i < 5 && i < bytes->size(); ++i) {
    const auto byte = static_cast<uint8_t>((*bytes)[i]);
    value |= uint64_t{byte & 0x7fU} << (7 * i);
    if ((byte & 0x80U) != 0) continue;
    bytes->remove_prefix(i + 1);
    *number = static_cast<uint32_t>(value);
    return value <= UINT32_MAX;
  }
  return false;
}

void AppendAnswers(const Answers& answers, std::string* bytes) {
  AppendNumber(answers.holding.size(), bytes);
  for (const uint32_t predicate : answers.holding) {
    AppendNumber(predicate, bytes);
  }
  AppendNumber(answers.keys.size(), bytes);
  for (const TakenKey& key : answers.keys) {
    AppendNumber(key.extractor, bytes);
    char value[kValueBytes];
    std::memcpy(value, &key.value.high, sizeof(uint64_t));
    std::memcpy(value + 8, &key.value.low, sizeof(uint64_t));
    bytes->append(value, sizeof(value));
  }
}

bool ReadAnswers(std::string_view bytes, size_t predicates, size_t extractors,
                 Answers* answers) {
  answers->Clear();
  return TakeHolding(&bytes, predicates, &answers->holding) &&
         TakeKeys(&bytes, extractors, &answers->keys) && bytes.empty();
}

}  // namespace plog
