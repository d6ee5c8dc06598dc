#ifndef PLOG_CHECKER_ENGINE_KEY_COLUMNS_H_
#define PLOG_CHECKER_ENGINE_KEY_COLUMNS_H_

#include <cstdint>
#include <vector>

#include "rules/types/monitor.h"

namespace plog {

// What the extractors of a plan took from the events: for each extractor a
// column of 32-bit numbers into one list of distinct values. A call id that
// two events share costs a rule with `correlate` 4 bytes in each of them, and
// 24 once; three keys of 32 bytes in every event would be most of the memory
// of a check.
class KeyColumns {
 public:
  void SetExtractors(size_t count) { columns_.resize(count); }

  // REQUIRES: value.present.
  void Put(uint32_t extractor, uint32_t ordinal, const KeyValue& value);
  // Not present where nothing was put.
  KeyValue At(uint32_t extractor, uint32_t ordinal) const;

 private:
  struct Value {
    uint64_t high = 0;
    uint64_t low = 0;
    friend bool operator==(const Value&, const Value&) = default;
  };
  uint32_t NumberOf(const Value& value);
  size_t SlotOf(const Value& value) const;
  void Grow();

  std::vector<std::vector<uint32_t>> columns_;  // 0: nothing
  std::vector<Value> values_;                   // of number 1, 2, …
  std::vector<uint32_t> slots_;  // hash table of numbers, 0 is free
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_KEY_COLUMNS_H_
