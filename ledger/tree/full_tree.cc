#include "ledger/tree/full_tree.h"

#include <utility>

namespace plog {

FullTree::FullTree(std::vector<Digest> leaf_hashes) {
  Sha256 sha;
  levels_.push_back(std::move(leaf_hashes));
  while (levels_.back().size() > 1) {
    const std::vector<Digest>& below = levels_.back();
    std::vector<Digest> level;
    level.reserve((below.size() + 1) / 2);
    for (size_t i = 0; i + 1 < below.size(); i += 2) {
      level.push_back(NodeHash(&sha, below[i], below[i + 1]));
    }
    if (below.size() % 2 == 1) level.push_back(below.back());
    levels_.push_back(std::move(level));
  }
}

Digest FullTree::Root() const {
  return size() == 0 ? CompactRange().Root() : levels_.back().front();
}

std::vector<Digest> FullTree::Inclusion(uint64_t index) const {
  std::vector<Digest> proof;
  for (const std::vector<Digest>& level : levels_) {
    const uint64_t sibling = index ^ 1;
    if (sibling < level.size()) proof.push_back(level[sibling]);
    index >>= 1;
  }
  return proof;
}

}  // namespace plog
