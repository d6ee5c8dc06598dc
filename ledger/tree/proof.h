#ifndef PLOG_LEDGER_TREE_PROOF_H_
#define PLOG_LEDGER_TREE_PROOF_H_

#include <cstdint>
#include <vector>

#include "ledger/crypto/sha256.h"
#include "ledger/tree/merkle.h"

namespace plog {

// Proofs of an RFC 6962 tree are the hashes of subtrees. Which ones is known
// before any leaf is read, so a proof is built in one pass over the leaves and
// in O(log² size) memory:
//
//              [01234]         inclusion of leaf 2 among 5:
//             .       .          3, [01], 4
//         [0123]       4       consistency of 3 leaves with 5:
//        .      .                2, 3, [01], 4
//      [01]    [23]
//      .  .    .  .
//      0  1    2  3
class ProofBuilder {
 public:
  // REQUIRES: index < size.
  static ProofBuilder Inclusion(uint64_t index, uint64_t size);
  // Without nodes for old_size == new_size. REQUIRES: 0 < old_size <= new_size.
  static ProofBuilder Consistency(uint64_t old_size, uint64_t new_size);

  // REQUIRES: called with the leaf hashes in order, from leaf 0. Those from
  // `size` on are ignored.
  void Add(const Digest& leaf_hash);
  // REQUIRES: all leaves were added.
  std::vector<Digest> Proof() const;
  // Of the leaves added, at most `size`.
  Digest Root() const { return tree_.Root(); }

 private:
  struct Subtree {
    uint64_t begin;
    uint64_t end;
    CompactRange leaves;
  };
  explicit ProofBuilder(uint64_t size) : size_(size) {}
  void Want(uint64_t begin, uint64_t end) {
    subtrees_.push_back({begin, end, {}});
  }

  uint64_t size_;
  CompactRange tree_;
  std::vector<Subtree> subtrees_;  // in the order of the proof
};

}  // namespace plog

#endif  // PLOG_LEDGER_TREE_PROOF_H_
