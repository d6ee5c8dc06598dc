#include "ledger/audit/anchoring.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace plog {

namespace {

AuditFinding About(const VerifiedCheckpoint& claim, FindingCode code,
                   std::string message, std::string expected,
                   std::string actual) {
  AuditFinding finding;
  finding.code = code;
  finding.message = fmt::format("{} (checkpoint of {} signed by {})", message,
                                claim.checkpoint.origin, claim.key_name);
  finding.expected = std::move(expected);
  finding.actual = std::move(actual);
  return finding;
}

}  // namespace

AnchoredTree::AnchoredTree(std::span<const VerifiedCheckpoint> checkpoints) {
  for (const VerifiedCheckpoint& checkpoint : checkpoints) {
    claims_.push_back({checkpoint, std::nullopt});
  }
  by_size_.resize(claims_.size());
  std::iota(by_size_.begin(), by_size_.end(), size_t{0});
  std::sort(by_size_.begin(), by_size_.end(), [this](size_t a, size_t b) {
    return claims_[a].checkpoint.checkpoint.size <
           claims_[b].checkpoint.checkpoint.size;
  });
  RecordRoots();
}

void AnchoredTree::Append(const Digest& leaf_hash) {
  tree_.Append(leaf_hash);
  RecordRoots();
}

void AnchoredTree::RecordRoots() {
  for (; reached_ < by_size_.size(); ++reached_) {
    Claim& claim = claims_[by_size_[reached_]];
    if (claim.checkpoint.checkpoint.size != tree_.size()) return;
    claim.root = tree_.Root();
  }
}

std::vector<TreeRoot> AnchoredTree::Roots() const {
  std::vector<TreeRoot> roots;
  for (const size_t position : by_size_) {
    const Claim& claim = claims_[position];
    const uint64_t size = claim.checkpoint.checkpoint.size;
    const bool repeated = !roots.empty() && roots.back().size == size;
    if (claim.root && !repeated) roots.push_back({size, *claim.root});
  }
  return roots;
}

bool AnchoredTree::Resume(CompactRange tree, std::span<const TreeRoot> known) {
  tree_ = std::move(tree);
  for (; reached_ < by_size_.size(); ++reached_) {
    Claim& claim = claims_[by_size_[reached_]];
    const uint64_t size = claim.checkpoint.checkpoint.size;
    if (claim.root) continue;  // of the empty tree
    if (size >= tree_.size()) break;
    const auto found = std::find_if(
        known.begin(), known.end(),
        [size](const TreeRoot& root) { return root.size == size; });
    if (found == known.end()) return false;
    claim.root = found->root;
  }
  RecordRoots();
  return true;
}

std::vector<Anchor> AnchoredTree::Judge(std::vector<AuditFinding>* findings) {
  std::vector<Anchor> anchors;
  for (const Claim& claim : claims_) {
    const Checkpoint& checkpoint = claim.checkpoint.checkpoint;
    if (!claim.root) {
      findings->push_back(
          About(claim.checkpoint, FindingCode::kTruncated,
                "the ledger has fewer events than were anchored",
                fmt::format("at least {} events", checkpoint.size),
                fmt::format("{} events", tree_.size())));
    } else if (*claim.root != checkpoint.root) {
      findings->push_back(About(
          claim.checkpoint, FindingCode::kRewritten,
          fmt::format("the first {} events are not those that were anchored",
                      checkpoint.size),
          ToHex(checkpoint.root), ToHex(*claim.root)));
    }
    anchors.push_back({checkpoint.origin, checkpoint.size,
                       claim.root == checkpoint.root,
                       claim.checkpoint.key_name});
  }
  return anchors;
}

uint64_t UnanchoredEvents(std::span<const Anchor> anchors, uint64_t tree_size) {
  uint64_t anchored = 0;
  for (const Anchor& anchor : anchors) {
    if (anchor.verified) anchored = std::max(anchored, anchor.size);
  }
  return tree_size - anchored;
}

}  // namespace plog
