#include "ledger/tree/grouped_tree.h"

#include <utility>

namespace plog {

void GroupedTree::Add(const Digest& leaf_hash) {
  ++size_;
  group_.push_back(leaf_hash);
  if (group_.size() == kGroup) CloseGroup();
}

void GroupedTree::Finish() {
  if (!group_.empty()) CloseGroup();
  top_ = FullTree(std::move(roots_));
}

void GroupedTree::CloseGroup() {
  roots_.push_back(FullTree(std::exchange(group_, {})).Root());
}

std::vector<Digest> GroupedTree::Inclusion(uint64_t index,
                                           const FullTree& group) const {
  std::vector<Digest> proof = group.Inclusion(index % kGroup);
  const std::vector<Digest> above = top_.Inclusion(index / kGroup);
  proof.insert(proof.end(), above.begin(), above.end());
  return proof;
}

}  // namespace plog
