#include "checker/engine/ingest_indices.h"

#include <gtest/gtest.h>

namespace plog {
namespace {

constexpr uint64_t kHuge = uint64_t{1} << 62;

TEST(IngestIndices, OfALedgerWithGapsAreThoseOfItsEvents) {
  const uint64_t given[] = {2, 3, 4, 9, 11, 12, kHuge, kHuge + 1};
  IngestIndices indices;
  for (const uint64_t index : given) indices.Add(index);
  for (uint32_t ordinal = 0; ordinal < std::size(given); ++ordinal) {
    EXPECT_EQ(indices.Of(ordinal), given[ordinal]);
    EXPECT_EQ(indices.OrdinalOf(given[ordinal]), ordinal);
  }
  for (const uint64_t missing :
       {uint64_t{0}, uint64_t{1}, uint64_t{5}, uint64_t{8}, uint64_t{10},
        uint64_t{13}, kHuge - 1, kHuge + 2, UINT64_MAX}) {
    EXPECT_EQ(indices.OrdinalOf(missing), std::nullopt) << missing;
  }
}

TEST(IngestIndices, GoOnBehindThoseOfAnEarlierRun) {
  IngestIndices indices;
  indices.AddFirst(3);
  indices.Add(4);
  indices.Add(6);
  EXPECT_EQ(indices.Of(2), 3U);
  EXPECT_EQ(indices.Of(3), 4U);
  EXPECT_EQ(indices.Of(4), 6U);
  EXPECT_EQ(indices.OrdinalOf(4), 3U);
  EXPECT_EQ(indices.OrdinalOf(5), std::nullopt);
  EXPECT_EQ(IngestIndices().OrdinalOf(1), std::nullopt);
}

}  // namespace
}  // namespace plog
