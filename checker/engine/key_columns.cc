#include "checker/engine/key_columns.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace plog {

void KeyColumns::Put(uint32_t extractor, uint32_t ordinal,
                     const KeyValue& value) {
  std::vector<uint32_t>& column = columns_[extractor];
  if (ordinal >= column.size()) column.resize(size_t{ordinal} + 1, 0);
  column[ordinal] = NumberOf({value.high, value.low});
}

KeyValue KeyColumns::At(uint32_t extractor, uint32_t ordinal) const {
  const std::vector<uint32_t>& column = columns_[extractor];
  if (ordinal >= column.size() || column[ordinal] == 0) return {};
  const Value& value = values_[column[ordinal] - 1];
  return {true, value.high, value.low};
}

void KeyColumns::Prefetch(uint32_t extractor, uint32_t ordinal) const {
  const std::vector<uint32_t>& column = columns_[extractor];
  if (ordinal < column.size()) __builtin_prefetch(&column[ordinal]);
}

void KeyColumns::PrefetchValue(uint32_t extractor, uint32_t ordinal) const {
  const std::vector<uint32_t>& column = columns_[extractor];
  if (ordinal >= column.size() || column[ordinal] == 0) return;
  __builtin_prefetch(&values_[column[ordinal] - 1]);
}

// The slot of the value, or the free one where it belongs. Values are digests
// or the bits of numbers; multiplying spreads the latter.
size_t KeyColumns::SlotOf(const Value& value) const {
  const size_t mask = slots_.size() - 1;
  const uint64_t spread = (value.low ^ value.high) * 0x9e3779b97f4a7c15U;
  size_t at = (spread >> 20) & mask;
  while (slots_[at] != 0 && values_[slots_[at] - 1] != value) {
    at = (at + 1) & mask;
  }
  return at;
}

uint32_t KeyColumns::NumberOf(const Value& value) {
  if ((values_.size() - unlisted_ + 1) * 4 > slots_.size() * 3) Grow();
  uint32_t& slot = slots_[SlotOf(value)];
  if (slot == 0) {
    values_.push_back(value);
    slot = static_cast<uint32_t>(values_.size());
  }
  return slot;
}

void KeyColumns::Expect(size_t events, size_t values) {
  for (Column& column : columns_) column.reserve(events);
  values_.reserve(values);
}

void KeyColumns::Append(uint32_t at, const KeyColumns& more,
                        std::span<const uint32_t> extractors) {
  const auto before = static_cast<uint32_t>(values_.size());
  values_.insert(values_.end(), more.values_.begin(), more.values_.end());
  unlisted_ = values_.size();
  for (size_t i = 0; i < more.columns_.size(); ++i) {
    const Column& column = more.columns_[i];
    if (extractors[i] == UINT32_MAX || column.empty()) continue;
    Column& here = columns_[extractors[i]];
    here.resize(size_t{at} + column.size(), 0);
    std::transform(column.begin(), column.end(),
                   here.begin() + static_cast<std::ptrdiff_t>(at),
                   [before](uint32_t number) {
                     return number == 0 ? 0 : number + before;
                   });
  }
}

uint64_t KeyColumns::bytes() const {
  uint64_t total =
      values_.capacity() * sizeof(Value) + slots_.capacity() * sizeof(uint32_t);
  for (const Column& column : columns_) {
    total += column.capacity() * sizeof(uint32_t);
  }
  return total;
}

void KeyColumns::Grow() {
  slots_.assign(std::max<size_t>(slots_.size() * 2, 1024), 0);
  for (size_t i = unlisted_; i < values_.size(); ++i) {
    slots_[SlotOf(values_[i])] = static_cast<uint32_t>(i + 1);
  }
}

}  // namespace plog
