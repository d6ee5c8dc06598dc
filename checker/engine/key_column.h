#ifndef PLOG_CHECKER_ENGINE_KEY_COLUMN_H_
#define PLOG_CHECKER_ENGINE_KEY_COLUMN_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "checker/engine/code_column.h"
#include "rules/types/monitor.h"

namespace plog {

// What an extractor of a plan took from the events: a code for each event, and
// a list of the distinct values. A tool's name costs 1 byte an event, a call id
// that two events share 4 bytes in each of them and 24 once; a key of 24 bytes
// in every event would be most of the memory of a check.
class KeyColumn {
 public:
  struct Value {
    uint64_t high = 0;
    uint64_t low = 0;
    friend bool operator==(const Value&, const Value&) = default;
  };

  KeyColumn() = default;
  // REQUIRES: no code is greater than values.size().
  KeyColumn(CodeColumn codes, std::vector<Value> values)
      : codes_(std::move(codes)),
        values_(std::move(values)),
        unlisted_(values_.size()) {}

  // Positions in the values, from 1; 0, or an end before the last event, is
  // nothing.
  const CodeColumn& codes() const { return codes_; }
  const std::vector<Value>& values() const { return values_; }

  // How many events there may be.
  void Expect(size_t events);
  // REQUIRES: value.present.
  void Put(uint32_t ordinal, const KeyValue& value);
  // Bring into the cache where Put will look for the value first, and what it
  // will compare it with; the second some values later, as it reads what the
  // first fetches.
  void PrefetchSlot(const KeyValue& value) const;
  void PrefetchEqual(const KeyValue& value) const;
  // Those of `more` behind the first `at` events, of which all were put. Where
  // it has many values, those that both have are kept twice: looking each up
  // would cost more than reading them did.
  void Append(uint32_t at, const KeyColumn& more);
  // Frees what only Put and Append need.
  void StopAdding() { slots_ = std::vector<uint32_t>(); }
  uint64_t bytes() const;

  // Not present where nothing was put.
  KeyValue At(uint32_t ordinal) const {
    const uint32_t code = codes_.At(ordinal);
    if (code == 0) return {};
    const Value& value = values_[code - 1];
    return {true, value.high, value.low};
  }
  // Bring into the cache what At reads first, and what it then reads.
  void Prefetch(uint32_t ordinal) const { codes_.Prefetch(ordinal); }
  void PrefetchValue(uint32_t ordinal) const {
    const uint32_t code = codes_.At(ordinal);
    if (code != 0) __builtin_prefetch(&values_[code - 1]);
  }

 private:
  uint32_t CodeOf(const Value& value);
  void Add(const Value& value);
  size_t FirstSlotOf(const Value& value) const;
  size_t SlotOf(const Value& value) const;
  void Grow();

  CodeColumn codes_;
  std::vector<Value> values_;
  size_t unlisted_ = 0;          // the first of them are not in the table
  std::vector<uint32_t> slots_;  // hash table of codes, 0 is free
  size_t expected_ = 0;          // events
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_KEY_COLUMN_H_
