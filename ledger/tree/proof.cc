#include "ledger/tree/proof.h"

#include <algorithm>
#include <bit>

namespace plog {

namespace {

// Where RFC 6962 splits a tree of `size` > 1 leaves.
uint64_t Split(uint64_t size) { return std::bit_floor(size - 1); }

}  // namespace

// PATH of RFC 6962 §2.1.1, from the root down; proofs run from the leaf up.
ProofBuilder ProofBuilder::Inclusion(uint64_t index, uint64_t size) {
  ProofBuilder builder(size);
  uint64_t begin = 0;
  uint64_t end = size;
  while (end - begin > 1) {
    const uint64_t middle = begin + Split(end - begin);
    if (index < middle) {
      builder.Want(middle, end);
      end = middle;
    } else {
      builder.Want(begin, middle);
      begin = middle;
    }
  }
  std::reverse(builder.subtrees_.begin(), builder.subtrees_.end());
  return builder;
}

// SUBPROOF of RFC 6962 §2.1.2: down to the subtree in which the old tree ends.
// If that is the old tree itself, its root is known and left out.
ProofBuilder ProofBuilder::Consistency(uint64_t old_size, uint64_t new_size) {
  ProofBuilder builder(new_size);
  uint64_t begin = 0;
  uint64_t end = new_size;
  while (end != old_size) {
    const uint64_t middle = begin + Split(end - begin);
    if (old_size <= middle) {
      builder.Want(middle, end);
      end = middle;
    } else {
      builder.Want(begin, middle);
      begin = middle;
    }
  }
  if (begin != 0) builder.Want(begin, end);
  std::reverse(builder.subtrees_.begin(), builder.subtrees_.end());
  return builder;
}

void ProofBuilder::Add(const Digest& leaf_hash) {
  const uint64_t index = tree_.size();
  if (index == size_) return;
  tree_.Append(leaf_hash);
  // The subtrees do not overlap.
  const auto subtree = std::find_if(
      subtrees_.begin(), subtrees_.end(),
      [index](const Subtree& s) { return s.begin <= index && index < s.end; });
  if (subtree != subtrees_.end()) subtree->leaves.Append(leaf_hash);
}

std::vector<Digest> ProofBuilder::Proof() const {
  std::vector<Digest> proof;
  for (const Subtree& subtree : subtrees_) {
    proof.push_back(subtree.leaves.Root());
  }
  return proof;
}

}  // namespace plog
