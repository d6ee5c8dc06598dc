// The external merge sort against std::sort.
#include "checker/spill/row_sorter.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "checker/spill/big_endian.h"
#include "tests/checker/random_trail.h"

namespace plog {
namespace {

std::vector<std::string> Read(const SortedRows& sorted) {
  std::vector<std::string> rows;
  FileReader reader = sorted.Read(16);
  for (std::string_view row; TakeRow(&reader, &row);) rows.emplace_back(row);
  EXPECT_TRUE(reader.status());
  return rows;
}

// Keys of eight bytes in any order, and up to `payload` bytes behind them.
std::vector<std::string> Rows(size_t count, size_t payload, Random* random) {
  std::vector<std::string> rows;
  for (uint32_t i = 0; i < count; ++i) {
    std::string& row = rows.emplace_back();
    AppendBigEndian(static_cast<uint32_t>(Below(random, 7)), &row);
    AppendBigEndian(i * 2654435761U, &row);
    row.append(Below(random, payload + 1), static_cast<char>('a' + i % 26));
  }
  return rows;
}

TEST(RowSorter, SortsWithAnyAmountOfMemory) {
  for (const uint64_t memory : {0U, 100U, 5000U, 1000000U}) {
    for (const size_t count : {0U, 1U, 2U, 300U, 5000U}) {
      Random random(static_cast<uint32_t>(count));
      std::vector<std::string> rows = Rows(count, 60, &random);
      RowSorter sorter(8, {0, memory, testing::TempDir()});
      for (const std::string& row : rows) sorter.Add(row);
      const auto sorted = sorter.Finish();
      ASSERT_TRUE(sorted.has_value()) << sorted.error().message;
      std::sort(rows.begin(), rows.end());
      EXPECT_EQ(rows, Read(*sorted)) << memory << " bytes, " << count;
    }
  }
}

TEST(RowSorter, TakesARowThatIsLargerThanItsMemory) {
  RowSorter sorter(8, {0, 100, testing::TempDir()});
  const std::string large = "bbbbbbbb" + std::string(3000000, 'x');
  for (const std::string& row :
       {std::string("cccccccc"), large, std::string("aaaaaaaa")}) {
    sorter.Add(row);
  }
  const auto sorted = sorter.Finish();
  ASSERT_TRUE(sorted.has_value());
  EXPECT_EQ(Read(*sorted),
            (std::vector<std::string>{"aaaaaaaa", large, "cccccccc"}));
}

TEST(RowSorter, TellsOfAFolderThatIsNotThere) {
  RowSorter sorter(8, {0, 0, "/no/such/folder"});
  sorter.Add("aaaaaaaa");
  sorter.Add("bbbbbbbb");
  EXPECT_FALSE(sorter.Finish().has_value());
}

TEST(BigEndian, KeepsTheOrderOfNumbers) {
  std::string before;
  for (const uint64_t number : {uint64_t{0}, uint64_t{1}, uint64_t{255},
                                uint64_t{256}, uint64_t{1} << 40, UINT64_MAX}) {
    std::string bytes;
    AppendBigEndian(number, &bytes);
    EXPECT_EQ(number, ReadBigEndian<uint64_t>(bytes, 0));
    EXPECT_LT(before, bytes);
    before = bytes;
  }
}

}  // namespace
}  // namespace plog
