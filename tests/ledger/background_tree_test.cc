#include "ledger/store/background_tree.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace plog {
namespace {

struct Leaf {
  uint32_t agent;
  std::string agent_id;
  Digest hash;
  Digest prev_hash;
  uint64_t sequence;
};

// Leaf number `n`. Agents come in any order of their keys, with ids that do
// and do not fit into a string without an allocation; those of another `era`
// are others.
Leaf MakeLeaf(uint64_t n, const std::string& era = "") {
  Leaf leaf;
  leaf.agent = static_cast<uint32_t>(n * 7 % 13);
  leaf.agent_id = era + std::string(leaf.agent * 5, 'a') + "\"\u00e9";
  leaf.hash = Sha256Of(fmt::format("hash {}", n));
  leaf.prev_hash = Sha256Of(fmt::format("previous {}", n));
  leaf.sequence = n;
  return leaf;
}

// A tree that is hashed in the background and one built leaf by leaf.
class BothTrees {
 public:
  void Add(const Leaf& leaf) {
    tree_.Add(leaf.agent, leaf.agent_id, leaf.hash, leaf.prev_hash,
              leaf.sequence);
    std::string data;
    AppendLeafData(leaf.agent_id, leaf.hash, leaf.prev_hash, leaf.sequence,
                   &data);
    expected_.Append(LeafHash(&sha_, data));
  }
  void AddMany(uint64_t leaves, const std::string& era = "") {
    for (uint64_t i = 0; i < leaves; ++i) Add(MakeLeaf(i, era));
  }
  void Reset(const CompactRange& to) {
    tree_.Reset(to);
    expected_ = to;
  }
  void ExpectEqual() {
    const CompactRange& tree = tree_.Finish();
    EXPECT_EQ(tree.size(), expected_.size());
    EXPECT_EQ(ToHex(tree.Root()), ToHex(expected_.Root()));
  }
  const CompactRange& expected() const { return expected_; }

 private:
  BackgroundTree tree_;
  CompactRange expected_;
  Sha256 sha_;
};

class BackgroundTreeSizes : public testing::TestWithParam<uint64_t> {};

TEST_P(BackgroundTreeSizes, EqualsTheTreeBuiltLeafByLeaf) {
  BothTrees trees;
  trees.AddMany(GetParam());
  trees.ExpectEqual();
  trees.ExpectEqual();  // asked again
}

// Leaves go to the other thread in chunks of 512.
INSTANTIATE_TEST_SUITE_P(AroundChunks, BackgroundTreeSizes,
                         testing::Values(0, 1, 2, 511, 512, 513, 1023, 1024,
                                         1025, 5000));

TEST(BackgroundTree, GoesOnAfterEveryFinish) {
  BothTrees trees;
  for (const uint64_t more : {1U, 510U, 1U, 1U, 511U, 512U, 2000U, 3U}) {
    trees.AddMany(more);
    trees.ExpectEqual();
  }
}

TEST(BackgroundTree, ResetDropsWhatWasNotHashed) {
  for (const uint64_t leaves : {0U, 1U, 511U, 512U, 513U, 5000U}) {
    BothTrees trees;
    trees.AddMany(100);
    trees.ExpectEqual();
    const CompactRange kept = trees.expected();
    trees.AddMany(leaves);
    trees.Reset(kept);
    trees.ExpectEqual();
    // The keys now stand for other agents.
    trees.AddMany(700, "another");
    trees.ExpectEqual();
  }
}

TEST(BackgroundTree, ResetTakesATreeOfAnySize) {
  BothTrees other;
  other.AddMany(1234);
  BothTrees trees;
  trees.Reset(other.expected());
  trees.ExpectEqual();
  trees.AddMany(600);
  trees.ExpectEqual();
  trees.Reset(CompactRange());
  trees.ExpectEqual();
}

TEST(BackgroundTree, CanGoWhileThereIsWorkLeft) {
  for (const uint64_t leaves : {1U, 512U, 5000U}) {
    BothTrees trees;
    trees.AddMany(leaves);
  }
}

}  // namespace
}  // namespace plog
