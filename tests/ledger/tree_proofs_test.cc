// Many proofs of one tree: made by FullTree and GroupedTree, checked by
// InclusionVerifier.

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "ledger/tree/grouped_tree.h"
#include "ledger/tree/merkle.h"

namespace plog {
namespace {

std::vector<Digest> Leaves(uint64_t size) {
  Sha256 sha;
  std::vector<Digest> leaves;
  for (uint64_t i = 0; i < size; ++i) {
    leaves.push_back(LeafHash(&sha, std::to_string(i)));
  }
  return leaves;
}

Digest RootOf(const std::vector<Digest>& leaves) {
  CompactRange range;
  for (const Digest& leaf : leaves) range.Append(leaf);
  return range.Root();
}

TEST(FullTree, AgreesWithTheCompactRangeAndItsProofsVerify) {
  for (uint64_t size = 0; size <= 17; ++size) {
    const std::vector<Digest> leaves = Leaves(size);
    const FullTree tree(leaves);
    ASSERT_EQ(tree.Root(), RootOf(leaves)) << size;
    for (uint64_t i = 0; i < size; ++i) {
      EXPECT_TRUE(
          VerifyInclusion(i, size, leaves[i], tree.Inclusion(i), tree.Root()))
          << i << " of " << size;
    }
  }
}

TEST(GroupedTree, GivesTheProofsOfTheWholeTree) {
  for (const uint64_t size :
       {uint64_t{0}, uint64_t{1}, uint64_t{1023}, uint64_t{1024},
        uint64_t{1025}, uint64_t{2048}, uint64_t{3 * 1024 + 7}}) {
    const std::vector<Digest> leaves = Leaves(size);
    const FullTree whole(leaves);
    GroupedTree grouped;
    for (const Digest& leaf : leaves) grouped.Add(leaf);
    grouped.Finish();
    ASSERT_EQ(grouped.size(), size);
    ASSERT_EQ(grouped.Root(), RootOf(leaves)) << size;
    for (uint64_t first = 0; first < size; first += GroupedTree::kGroup) {
      const auto begin = leaves.begin() + static_cast<std::ptrdiff_t>(first);
      const uint64_t count = std::min(GroupedTree::kGroup, size - first);
      const FullTree group(std::vector<Digest>(
          begin, begin + static_cast<std::ptrdiff_t>(count)));
      for (uint64_t i = first; i < first + count; ++i) {
        ASSERT_EQ(grouped.Inclusion(i, group), whole.Inclusion(i))
            << i << " of " << size;
      }
    }
  }
}

TEST(InclusionVerifier, AgreesWithSingleProofsInAnyOrder) {
  std::mt19937 random(7);
  for (const uint64_t size :
       std::vector<uint64_t>{1, 2, 3, 5, 8, 13, 64, 100}) {
    const std::vector<Digest> leaves = Leaves(size);
    const FullTree tree(leaves);
    InclusionVerifier verifier(size, tree.Root());
    for (int i = 0; i < 300; ++i) {
      const uint64_t index = random() % size;
      const uint64_t claimed = random() % 4 == 0 ? random() % size : index;
      std::vector<Digest> proof = tree.Inclusion(index);
      const auto damage = random() % 8;
      if (damage == 0) proof.push_back(kZeroDigest);
      if (damage == 1 && !proof.empty()) proof.pop_back();
      if (damage == 2 && !proof.empty()) proof.erase(proof.begin());
      if (damage >= 3 && damage <= 4 && !proof.empty()) {
        proof[random() % proof.size()][5] ^= 1;
      }
      EXPECT_EQ(
          verifier.Verify(claimed, leaves[index], proof),
          VerifyInclusion(claimed, size, leaves[index], proof, tree.Root()))
          << index << " as " << claimed << " of " << size;
    }
  }
}

TEST(InclusionVerifier, AKnownWayDoesNotExcuseAnotherSiblingAboveIt) {
  const std::vector<Digest> leaves = Leaves(64);
  const FullTree tree(leaves);
  InclusionVerifier verifier(64, tree.Root());
  ASSERT_TRUE(verifier.Verify(10, leaves[10], tree.Inclusion(10)));
  for (size_t level = 0; level < 6; ++level) {
    std::vector<Digest> proof = tree.Inclusion(11);
    proof[level][0] ^= 1;
    EXPECT_FALSE(verifier.Verify(11, leaves[11], proof)) << level;
    EXPECT_TRUE(verifier.Verify(11, leaves[11], tree.Inclusion(11)));
  }
}

}  // namespace
}  // namespace plog
