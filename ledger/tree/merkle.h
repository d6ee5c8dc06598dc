#ifndef PLOG_LEDGER_TREE_MERKLE_H_
#define PLOG_LEDGER_TREE_MERKLE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/crypto/sha256.h"

namespace plog {

// RFC 6962 Merkle trees over SHA-256.
Digest LeafHash(Sha256* sha, std::string_view leaf_data);
Digest NodeHash(Sha256* sha, const Digest& left, const Digest& right);

// Leaf data of an event: JCS of {"a","h","p","s","v":"plog-leaf-v1"}; it binds
// the sequence and the order between agents, which the event hash does not.
void AppendLeafData(std::string_view agent_id, const Digest& hash,
                    const Digest& prev_hash, uint64_t sequence,
                    std::string* out);

// The right frontier of a growing tree: one complete subtree per set bit of
// size, largest first. Root costs O(log size), Append O(1) amortised.
class CompactRange {
 public:
  CompactRange() = default;
  // REQUIRES: hashes.size() == popcount(size).
  CompactRange(uint64_t size, std::vector<Digest> hashes);

  void Append(const Digest& leaf_hash);
  Digest Root() const;  // SHA-256("") for the empty tree
  uint64_t size() const { return size_; }
  const std::vector<Digest>& hashes() const { return hashes_; }

 private:
  uint64_t size_ = 0;
  std::vector<Digest> hashes_;
  Sha256 sha_;
};

// Proof checks as RFC 9162 §2.1.3.2 and §2.1.4.2 give them; exact length is
// required. A consistency proof from size 0 is refused: the caller compares
// the root of an empty tree itself.
bool VerifyInclusion(uint64_t index, uint64_t size, const Digest& leaf_hash,
                     std::span<const Digest> proof, const Digest& root);

// VerifyInclusion for many leaves of one tree. The ways of neighbours to the
// root are the same from where they meet: that part is hashed once, so a proof
// costs two hashes instead of log2(size) where leaves come in order.
class InclusionVerifier {
 public:
  InclusionVerifier(uint64_t size, const Digest& root)
      : size_(size), root_(root) {}

  bool Verify(uint64_t index, const Digest& leaf_hash,
              std::span<const Digest> proof);

 private:
  // A node on the way up, and the sibling it was joined with.
  struct Step {
    uint64_t index;
    uint64_t last;
    Digest hash;
    Digest sibling;
  };
  bool IsKnown(const Step& step, std::span<const Digest> rest) const;

  const uint64_t size_;
  const Digest root_;
  std::vector<Step> known_;  // the last way that led to the root
  std::vector<Step> way_;
  Sha256 sha_;
};

bool VerifyConsistency(uint64_t old_size, uint64_t new_size,
                       std::span<const Digest> proof, const Digest& old_root,
                       const Digest& new_root);

}  // namespace plog

#endif  // PLOG_LEDGER_TREE_MERKLE_H_
