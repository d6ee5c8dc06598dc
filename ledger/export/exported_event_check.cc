#include "ledger/export/exported_event_check.h"

#include "ledger/crypto/hex.h"

namespace plog {

std::optional<Digest> ExportedEventCheck::ContentHash(
    const ExportedEvent& event) {
  const EventContent& content = event.event.event;
  const HashProfile* profile = head_.ProfileOf(content.agent_id());
  if (profile == nullptr) return std::nullopt;
  buffer_.clear();
  AppendContent(content, event.text, *profile, &buffer_);
  const Digest& prev = event.event.link->prev_hash;
  return profile->raw_prev ? sha_.Of(buffer_, AsBytes(prev))
                           : sha_.Of(buffer_, AsText(HexDigitsOf(prev)));
}

Digest ExportedEventCheck::Leaf(const ExportedEvent& event) {
  const RecordedLink& link = *event.event.link;
  buffer_.clear();
  AppendLeafData(event.event.event.agent_id(), link.hash, link.prev_hash,
                 link.sequence, &buffer_);
  return LeafHash(&sha_, buffer_);
}

const char* ExportedEventCheck::ProofFault(const ExportedEvent& event,
                                           const Digest& leaf) {
  if (!event.proof) return "the event has no proof";
  const ExportProof& proof = *event.proof;
  if (proof.event_id != event.event.event.id()) {
    return "the proof is of another event";
  }
  if (proof.leaf_hash != leaf) return "the proof is of another leaf";
  if (proof.tree_size != head_.tree_size) {
    return "the proof is of another tree";
  }
  return proofs_.Verify(proof.leaf_index, leaf, proof.siblings)
             ? nullptr
             : "the proof does not lead to the root";
}

}  // namespace plog
