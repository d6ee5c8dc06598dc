#include "ledger/store/id_table.h"

#include <algorithm>
#include <utility>

namespace plog {

uint64_t IdKey(std::string_view id, Sha256* sha) {
  if (id.empty()) return 0;
  const Digest digest = sha->Of(id);
  return ReadIdKey(AsBytes(digest).substr(0, kIdKeyBytes));
}

uint64_t ReadIdKey(std::string_view eight_bytes) {
  uint64_t key = 0;
  for (const char byte : eight_bytes) {
    key = key << 8 | static_cast<uint8_t>(byte);
  }
  return key;
}

void AppendIdKey(uint64_t key, std::string* out) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    out->push_back(static_cast<char>(key >> shift & 0xff));
  }
}

void IdTable::Add(uint64_t key) {
  keys_.push_back(key);
  older_.push_back(0);
  if (key == 0) return;
  // At most half full: the keys are digests, so probes stay short.
  if ((used_ + 1) * 2 > slots_.size()) Grow();
  Insert(static_cast<uint32_t>(keys_.size()));
}

void IdTable::Prefetch(uint64_t key) {
  if (slots_.empty()) return;
  __builtin_prefetch(&slots_[key & (slots_.size() - 1)]);
  uint64_t& oldest = announced_[next_announced_];
  next_announced_ = (next_announced_ + 1) % announced_.size();
  PrefetchKeys(std::exchange(oldest, key));
}

// Of all slots in which the key may be.
void IdTable::PrefetchKeys(uint64_t key) const {
  const size_t mask = slots_.size() - 1;
  for (size_t at = key & mask; slots_[at] != 0; at = (at + 1) & mask) {
    __builtin_prefetch(&keys_[slots_[at] - 1]);
  }
}

void IdTable::Insert(uint32_t number) {
  const uint64_t key = keys_[number - 1];
  const size_t mask = slots_.size() - 1;
  size_t at = key & mask;
  while (slots_[at] != 0 && keys_[slots_[at] - 1] != key) at = (at + 1) & mask;
  if (slots_[at] == 0) ++used_;
  older_[number - 1] = slots_[at];
  slots_[at] = number;
}

void IdTable::Grow() {
  std::vector<uint32_t> newest;
  newest.swap(slots_);
  slots_.assign(std::max<size_t>(newest.size() * 2, 1024), 0);
  const size_t mask = slots_.size() - 1;
  for (const uint32_t number : newest) {
    if (number == 0) continue;
    size_t at = keys_[number - 1] & mask;
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = number;
  }
}

std::vector<uint64_t> IdTable::Find(uint64_t key, size_t limit) const {
  std::vector<uint64_t> numbers;
  if (slots_.empty() || key == 0) return numbers;
  const size_t mask = slots_.size() - 1;
  size_t at = key & mask;
  while (slots_[at] != 0 && keys_[slots_[at] - 1] != key) at = (at + 1) & mask;
  for (uint32_t n = slots_[at]; n != 0 && numbers.size() < limit;) {
    numbers.push_back(n);
    n = older_[n - 1];
  }
  std::reverse(numbers.begin(), numbers.end());
  return numbers;
}

}  // namespace plog
