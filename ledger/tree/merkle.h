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
bool VerifyConsistency(uint64_t old_size, uint64_t new_size,
                       std::span<const Digest> proof, const Digest& old_root,
                       const Digest& new_root);

}  // namespace plog

#endif  // PLOG_LEDGER_TREE_MERKLE_H_
