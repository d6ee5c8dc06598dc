#ifndef PLOG_LEDGER_TREE_FULL_TREE_H_
#define PLOG_LEDGER_TREE_FULL_TREE_H_

#include <cstdint>
#include <vector>

#include "ledger/crypto/sha256.h"
#include "ledger/tree/merkle.h"

namespace plog {

// A tree with all its nodes in memory, 64 bytes per leaf: for proofs of many
// leaves. ProofBuilder is for one, GroupedTree for trees of any size.
class FullTree {
 public:
  explicit FullTree(std::vector<Digest> leaf_hashes);

  uint64_t size() const { return levels_.front().size(); }
  Digest Root() const;
  // REQUIRES: index < size().
  std::vector<Digest> Inclusion(uint64_t index) const;

 private:
  // Leaves first. A last node without a sibling is carried up as it is, which
  // gives the tree of RFC 6962.
  std::vector<std::vector<Digest>> levels_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_TREE_FULL_TREE_H_
