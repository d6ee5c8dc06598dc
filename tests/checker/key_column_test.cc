#include "checker/engine/key_column.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/engine/code_column.h"

namespace plog {
namespace {

KeyValue Key(uint64_t number) { return {true, number / 3, number}; }

// Codes are not cut where a column becomes wider.
TEST(CodeColumn, IsAsWideAsItsLargestNumberAndKeepsTheOthers) {
  struct Case {
    uint32_t code;
    size_t width;
  };
  CodeColumn column;
  column.Expect(20);
  std::vector<uint32_t> codes;
  for (const Case& c :
       {Case{0, 1}, Case{7, 1}, Case{255, 1}, Case{256, 2}, Case{1, 2},
        Case{65535, 2}, Case{65536, 4}, Case{UINT32_MAX, 4}, Case{3, 4}}) {
    column.Put(codes.size(), c.code);
    codes.push_back(c.code);
    EXPECT_EQ(column.width(), c.width) << c.code;
    EXPECT_EQ(CodeColumn::WidthFor(column.Largest()), c.width);
    for (size_t i = 0; i < codes.size(); ++i) EXPECT_EQ(column.At(i), codes[i]);
  }
  EXPECT_EQ(column.size(), codes.size());
  EXPECT_EQ(column.At(codes.size()), 0U);
}

TEST(CodeColumn, ComesBackFromItsBytes) {
  for (const uint32_t largest : {200U, 40000U, 3000000U}) {
    CodeColumn column;
    column.Put(0, largest);
    column.Put(5, 1);
    const std::string bytes(column.bytes());
    EXPECT_EQ(bytes.size(), 6 * column.width());
    const CodeColumn back(bytes, column.width());
    for (size_t i = 0; i < 7; ++i) EXPECT_EQ(back.At(i), column.At(i)) << i;
  }
}

// What was put, event by event.
class Taken {
 public:
  void Put(uint32_t ordinal, uint64_t number) {
    column.Put(ordinal, Key(number));
    numbers_.resize(ordinal);
    numbers_.push_back(number);
  }
  void Append(uint32_t at, const Taken& more) {
    column.Append(at, more.column);
    numbers_.resize(at);
    numbers_.insert(numbers_.end(), more.numbers_.begin(), more.numbers_.end());
  }
  void Compare(uint32_t events) const {
    for (uint32_t i = 0; i < events; ++i) {
      const KeyValue got = column.At(i);
      const bool put = i < numbers_.size() && numbers_[i].has_value();
      ASSERT_EQ(got.present, put) << i;
      if (!put) continue;
      ASSERT_EQ(got.high, Key(*numbers_[i]).high) << i;
      ASSERT_EQ(got.low, Key(*numbers_[i]).low) << i;
    }
  }

  KeyColumn column;

 private:
  std::vector<std::optional<uint64_t>> numbers_;
};

TEST(KeyColumn, GivesBackWhatWasPutHoweverManyValuesThereAre) {
  constexpr uint32_t kEvents = 140000;
  for (const uint64_t distinct : {1U, 300U, 66001U}) {
    Taken taken;
    taken.column.Expect(kEvents / 2);  // fewer than there are
    for (uint32_t i = 0; i < kEvents; ++i) {
      if (i % 7 != 0) taken.Put(i, i * 31U % distinct);
    }
    EXPECT_EQ(taken.column.values().size(), distinct);
    EXPECT_EQ(taken.column.codes().width(), CodeColumn::WidthFor(distinct));
    taken.Compare(kEvents + 2);
  }
}

// Blocks of a state with few values, with many, and of none at all; and after
// them single events.
TEST(KeyColumn, GoesOnBehindThoseOfOtherColumns) {
  Taken all;
  uint32_t at = 0;
  for (const uint32_t distinct : {3U, 1000U, 5U, 0U, 1U, 80000U, 3U}) {
    Taken block;
    const uint32_t events = distinct == 0 ? 0 : 2 * distinct;
    for (uint32_t i = 0; i < events; i += 2) block.Put(i, i / 2);
    all.Append(at, block);
    at += events + 1;  // the last event of a block need not have a key
  }
  for (const uint64_t number : {2U, 90000U, 2U}) all.Put(at++, number);
  all.Compare(at + 1);
}

// A tool's name that every block has costs no more than if one had it.
TEST(KeyColumn, StaysNarrowWhereBlocksShareFewValues) {
  Taken block;
  for (uint32_t i = 0; i < 200; ++i) block.Put(i, i);
  Taken all;
  for (uint32_t at = 0; at < 20000; at += 200) all.Append(at, block);
  EXPECT_EQ(all.column.values().size(), 200U);
  EXPECT_EQ(all.column.codes().width(), 1U);
  all.Compare(20000);
}

}  // namespace
}  // namespace plog
