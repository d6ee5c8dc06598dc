#include "ledger/tree/merkle.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <utility>

#include "ledger/crypto/hex.h"
#include "ledger/json/canonical.h"

namespace plog {

namespace {

// The prefixes that keep a leaf from being read as a node (RFC 6962 §2.1).
constexpr char kLeafPrefix = 0;
constexpr char kNodePrefix = 1;

// The deepest tree that fits 64-bit sizes has this many levels below its root.
constexpr size_t kMaxProofNodes = 63;

// The walk from a node to the root of a tree of `size` leaves. `index` is the
// node's number on its level, `last` that of the level's last node.
struct Path {
  uint64_t index;
  uint64_t last;

  bool AtRoot() const { return last == 0; }
  bool SiblingIsLeft() const { return (index & 1) != 0 || index == last; }
  void Up() {
    index >>= 1;
    last >>= 1;
  }
  // A last node without a right sibling is carried up unchanged until it is a
  // right child itself.
  void SkipCarries() {
    while ((index & 1) == 0 && index != 0) Up();
  }
};

}  // namespace

Digest LeafHash(Sha256* sha, std::string_view leaf_data) {
  return sha->Of(std::string_view(&kLeafPrefix, 1), leaf_data);
}

Digest NodeHash(Sha256* sha, const Digest& left, const Digest& right) {
  std::array<char, 1 + 2 * sizeof(Digest)> message;
  message[0] = kNodePrefix;
  AsBytes(left).copy(&message[1], sizeof(Digest));
  AsBytes(right).copy(&message[1 + sizeof(Digest)], sizeof(Digest));
  return sha->Of(std::string_view(message.data(), message.size()));
}

void AppendLeafData(std::string_view agent_id, const Digest& hash,
                    const Digest& prev_hash, uint64_t sequence,
                    std::string* out) {
  out->append(R"({"a":)");
  AppendJsonString(agent_id, NativeProfile(), out);
  out->append(R"(,"h":")").append(AsText(HexDigitsOf(hash)));
  out->append(R"(","p":")").append(AsText(HexDigitsOf(prev_hash)));
  out->append(R"(","s":)").append(std::to_string(sequence));
  out->append(R"(,"v":"plog-leaf-v1"})");
}

CompactRange::CompactRange(uint64_t size, std::vector<Digest> hashes)
    : size_(size), hashes_(std::move(hashes)) {
  assert(hashes_.size() == static_cast<size_t>(std::popcount(size)));
}

void CompactRange::Append(const Digest& leaf_hash) {
  Digest hash = leaf_hash;
  // Every trailing one bit of the size is a complete subtree as large as the
  // one that has just been completed.
  for (uint64_t size = size_; (size & 1) != 0; size >>= 1) {
    hash = NodeHash(&sha_, hashes_.back(), hash);
    hashes_.pop_back();
  }
  hashes_.push_back(hash);
  ++size_;
}

Digest CompactRange::Root() const {
  Sha256 sha;
  if (hashes_.empty()) return sha.Of({});
  Digest root = hashes_.back();
  for (size_t i = hashes_.size() - 1; i-- > 0;) {
    root = NodeHash(&sha, hashes_[i], root);
  }
  return root;
}

bool VerifyInclusion(uint64_t index, uint64_t size, const Digest& leaf_hash,
                     std::span<const Digest> proof, const Digest& root) {
  return InclusionVerifier(size, root).Verify(index, leaf_hash, proof);
}

// Whether the way from `step` on, joined with the siblings of `rest`, is the
// known one, which led to the root. Ways are compared from their ends.
bool InclusionVerifier::IsKnown(const Step& step,
                                std::span<const Digest> rest) const {
  if (rest.size() > known_.size()) return false;
  const auto known = std::span(known_).last(rest.size());
  return known.front().index == step.index && known.front().last == step.last &&
         known.front().hash == step.hash &&
         std::equal(known.begin(), known.end(), rest.begin(),
                    [](const Step& node, const Digest& sibling) {
                      return node.sibling == sibling;
                    });
}

bool InclusionVerifier::Verify(uint64_t index, const Digest& leaf_hash,
                               std::span<const Digest> proof) {
  if (index >= size_ || proof.size() > kMaxProofNodes) return false;
  Path path{index, size_ - 1};
  Digest hash = leaf_hash;
  way_.clear();
  for (size_t i = 0; i < proof.size(); ++i) {
    if (path.AtRoot()) return false;
    way_.push_back({path.index, path.last, hash, proof[i]});
    if (IsKnown(way_.back(), proof.subspan(i))) {
      const auto above = std::span(known_).last(proof.size() - i - 1);
      way_.insert(way_.end(), above.begin(), above.end());
      known_.swap(way_);
      return true;
    }
    if (path.SiblingIsLeft()) {
      hash = NodeHash(&sha_, proof[i], hash);
      path.SkipCarries();
    } else {
      hash = NodeHash(&sha_, hash, proof[i]);
    }
    path.Up();
  }
  if (!path.AtRoot() || hash != root_) return false;
  known_.swap(way_);
  return true;
}

bool VerifyConsistency(uint64_t old_size, uint64_t new_size,
                       std::span<const Digest> proof, const Digest& old_root,
                       const Digest& new_root) {
  if (old_size == 0 || old_size > new_size) return false;
  if (old_size == new_size) return proof.empty() && old_root == new_root;
  if (proof.empty() || proof.size() > kMaxProofNodes) return false;

  Path path{old_size - 1, new_size - 1};
  while ((path.index & 1) != 0) path.Up();
  // An old tree that is one complete subtree is its own starting node; the
  // proof of any other begins with one.
  const bool complete = std::has_single_bit(old_size);
  const Digest& start = complete ? old_root : proof.front();
  if (!complete) proof = proof.subspan(1);

  Sha256 sha;
  Digest old_hash = start;
  Digest new_hash = start;
  for (const Digest& sibling : proof) {
    if (path.AtRoot()) return false;
    if (path.SiblingIsLeft()) {
      old_hash = NodeHash(&sha, sibling, old_hash);
      new_hash = NodeHash(&sha, sibling, new_hash);
      path.SkipCarries();
    } else {
      new_hash = NodeHash(&sha, new_hash, sibling);
    }
    path.Up();
  }
  return path.AtRoot() && old_hash == old_root && new_hash == new_root;
}

}  // namespace plog
