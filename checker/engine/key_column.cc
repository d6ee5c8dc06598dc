#include "checker/engine/key_column.h"

#include <algorithm>

#include "ledger/base/huge_pages.h"

namespace plog {
namespace {

constexpr size_t kFewestSlots = 64;
// So few values of a block of events are looked up; and a list of more may
// become as long as there are events.
constexpr size_t kFewValues = 255;
constexpr size_t kManyValues = size_t{1} << 16;

}  // namespace

void KeyColumn::Expect(size_t events) {
  expected_ = events;
  codes_.Expect(events);
}

void KeyColumn::Put(uint32_t ordinal, const KeyValue& value) {
  codes_.Put(ordinal, CodeOf({value.high, value.low}));
}

void KeyColumn::PrefetchSlot(const KeyValue& value) const {
  if (slots_.empty()) return;
  __builtin_prefetch(&slots_[FirstSlotOf({value.high, value.low})]);
}

void KeyColumn::PrefetchEqual(const KeyValue& value) const {
  if (slots_.empty()) return;
  const uint32_t code = slots_[FirstSlotOf({value.high, value.low})];
  if (code != 0) __builtin_prefetch(&values_[code - 1]);
}

// Values are digests or the bits of numbers; multiplying spreads the latter.
size_t KeyColumn::FirstSlotOf(const Value& value) const {
  const uint64_t spread = (value.low ^ value.high) * 0x9e3779b97f4a7c15U;
  return (spread >> 20) & (slots_.size() - 1);
}

// The slot of the value, or the free one where it belongs.
size_t KeyColumn::SlotOf(const Value& value) const {
  const size_t mask = slots_.size() - 1;
  size_t at = FirstSlotOf(value);
  while (slots_[at] != 0 && values_[slots_[at] - 1] != value) {
    at = (at + 1) & mask;
  }
  return at;
}

void KeyColumn::Add(const Value& value) {
  // Room that is not used costs nothing, moving the values twice their memory.
  if (values_.size() == values_.capacity() && values_.size() >= kManyValues) {
    ReserveToFill(std::max(expected_, 2 * values_.size()), &values_);
  }
  values_.push_back(value);
}

uint32_t KeyColumn::CodeOf(const Value& value) {
  if ((values_.size() - unlisted_ + 1) * 4 > slots_.size() * 3) Grow();
  uint32_t& slot = slots_[SlotOf(value)];
  if (slot == 0) {
    Add(value);
    slot = static_cast<uint32_t>(values_.size());
  }
  return slot;
}

void KeyColumn::Append(uint32_t at, const KeyColumn& more) {
  std::vector<uint32_t> codes = {0};  // here, by code there
  const bool few = more.values_.size() <= kFewValues;
  for (const Value& value : more.values_) {
    if (!few) Add(value);
    codes.push_back(few ? CodeOf(value)
                        : static_cast<uint32_t>(values_.size()));
  }
  if (!few) {
    unlisted_ = values_.size();
    slots_.clear();
  }
  codes_.Append(at, more.codes_, codes);
}

uint64_t KeyColumn::bytes() const {
  return codes_.bytes().size() + values_.size() * sizeof(Value) +
         slots_.size() * sizeof(uint32_t);
}

void KeyColumn::Grow() {
  const size_t slots = std::max(slots_.size() * 2, kFewestSlots);
  slots_ = std::vector<uint32_t>();  // before there are others
  slots_.resize(slots, 0);
  for (size_t i = unlisted_; i < values_.size(); ++i) {
    slots_[SlotOf(values_[i])] = static_cast<uint32_t>(i + 1);
  }
}

}  // namespace plog
