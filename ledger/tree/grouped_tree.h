#ifndef PLOG_LEDGER_TREE_GROUPED_TREE_H_
#define PLOG_LEDGER_TREE_GROUPED_TREE_H_

#include <cstdint>
#include <vector>

#include "ledger/crypto/sha256.h"
#include "ledger/tree/full_tree.h"

namespace plog {

// Inclusion proofs of all leaves of a tree too large to be held. A first pass
// over the leaves leaves the roots of groups of 1024; in a second one, each
// group is a small tree for as long as its proofs are written.
//
//   top      .---- FullTree of the groups' roots ----.
//   groups  [0..1023]  [1024..2047]   …   [the rest, a smaller tree]
//
// Memory: 64 bytes per 1024 leaves.
class GroupedTree {
 public:
  static constexpr uint64_t kGroup = 1024;

  // Every leaf, in order; then Finish.
  void Add(const Digest& leaf_hash);
  void Finish();

  // REQUIRES, from here on: finished.
  uint64_t size() const { return size_; }
  Digest Root() const { return top_.Root(); }
  // `group` is the tree of the leaves of the group that `index` is in.
  std::vector<Digest> Inclusion(uint64_t index, const FullTree& group) const;

 private:
  void CloseGroup();

  uint64_t size_ = 0;
  std::vector<Digest> group_;  // the leaves of the group that is not full
  std::vector<Digest> roots_;
  FullTree top_{{}};
};

}  // namespace plog

#endif  // PLOG_LEDGER_TREE_GROUPED_TREE_H_
