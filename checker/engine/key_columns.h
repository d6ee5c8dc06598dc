#ifndef PLOG_CHECKER_ENGINE_KEY_COLUMNS_H_
#define PLOG_CHECKER_ENGINE_KEY_COLUMNS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
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
  struct Value {
    uint64_t high = 0;
    uint64_t low = 0;
    friend bool operator==(const Value&, const Value&) = default;
  };
  // A column holds positions in the values, from 1; 0, or an end before the
  // last event, is nothing.
  using Column = std::vector<uint32_t>;

  KeyColumns() = default;
  // REQUIRES: no number in the columns is greater than values.size().
  KeyColumns(std::vector<Column> columns, std::vector<Value> values)
      : columns_(std::move(columns)),
        values_(std::move(values)),
        unlisted_(values_.size()) {}

  void SetExtractors(size_t count) { columns_.resize(count); }

  const std::vector<Column>& columns() const { return columns_; }
  const std::vector<Value>& values() const { return values_; }
  // Those of `more` behind the first `at` events, of which all were put.
  // `extractors` says which one here each column there is, or UINT32_MAX for
  // none. Values that both have are kept twice. REQUIRES: nothing was Put.
  void Append(uint32_t at, const KeyColumns& more,
              std::span<const uint32_t> extractors);
  // Makes room: growing step by step touches twice the memory.
  void Expect(size_t events, size_t values);
  // Frees what only Put needs.
  void StopAdding() { slots_ = {}; }
  uint64_t bytes() const;

  // REQUIRES: value.present.
  void Put(uint32_t extractor, uint32_t ordinal, const KeyValue& value);
  // Not present where nothing was put.
  KeyValue At(uint32_t extractor, uint32_t ordinal) const;
  // Bring into the cache what At reads first, and what it then reads.
  void Prefetch(uint32_t extractor, uint32_t ordinal) const;
  void PrefetchValue(uint32_t extractor, uint32_t ordinal) const;

 private:
  uint32_t NumberOf(const Value& value);
  size_t SlotOf(const Value& value) const;
  void Grow();

  std::vector<Column> columns_;
  std::vector<Value> values_;
  size_t unlisted_ = 0;          // the first of them are not in the table
  std::vector<uint32_t> slots_;  // hash table of numbers, 0 is free
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_KEY_COLUMNS_H_
