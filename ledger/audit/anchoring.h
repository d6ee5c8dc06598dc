#ifndef PLOG_LEDGER_AUDIT_ANCHORING_H_
#define PLOG_LEDGER_AUDIT_ANCHORING_H_

#include <cstdint>
#include <span>
#include <vector>

#include "ledger/anchor/checkpoint.h"
#include "ledger/audit/audit.h"
#include "ledger/tree/merkle.h"

namespace plog {

struct TreeRoot {
  uint64_t size = 0;
  Digest root{};
};

// Grows the tree of a ledger leaf by leaf and compares it with checkpoints as
// it reaches their sizes: no second pass, O(log size) memory.
class AnchoredTree {
 public:
  explicit AnchoredTree(std::span<const VerifiedCheckpoint> checkpoints);

  void Append(const Digest& leaf_hash);
  const CompactRange& tree() const { return tree_; }

  // The roots at those sizes of the checkpoints that were reached.
  std::vector<TreeRoot> Roots() const;
  // Goes on from a tree that grew in an earlier run. False if a checkpoint is
  // smaller than it and `known` has no root of that size. REQUIRES: no leaf was
  // appended.
  bool Resume(CompactRange tree, std::span<const TreeRoot> known);

  // One anchor per checkpoint, as given; `findings` gets kTruncated and
  // kRewritten. Call once, after the last leaf.
  std::vector<Anchor> Judge(std::vector<AuditFinding>* findings);

 private:
  struct Claim {
    VerifiedCheckpoint checkpoint;
    std::optional<Digest> root;  // of the first checkpoint.size leaves
  };
  void RecordRoots();

  std::vector<Claim> claims_;
  std::vector<size_t> by_size_;  // positions in claims_
  size_t reached_ = 0;           // claims of by_size_ whose size was reached
  CompactRange tree_;
};

// How many of `tree_size` leaves come after the largest verified anchor.
uint64_t UnanchoredEvents(std::span<const Anchor> anchors, uint64_t tree_size);

}  // namespace plog

#endif  // PLOG_LEDGER_AUDIT_ANCHORING_H_
