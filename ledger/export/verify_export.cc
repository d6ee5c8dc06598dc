#include "ledger/export/verify_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "ledger/audit/chain_walk.h"
#include "ledger/audit/finding_sink.h"
#include "ledger/audit/verdict.h"
#include "ledger/event/line_parser.h"
#include "ledger/export/export_parts.h"
#include "ledger/export/json_slices.h"
#include "ledger/json/hash_profile.h"
#include "ledger/tree/merkle.h"

namespace plog {

namespace {

// Why `proof` does not show the event as a leaf of the file's tree, or nullptr.
const char* ProofFault(const ExportProof& proof, const ExportHead& head,
                       const Digest& leaf, std::string_view event_id) {
  if (proof.event_id != event_id) return "the proof is of another event";
  if (proof.leaf_hash != leaf) return "the proof is of another leaf";
  if (proof.tree_size != head.tree_size) return "the proof is of another tree";
  return VerifyInclusion(proof.leaf_index, head.tree_size, leaf, proof.siblings,
                         head.root)
             ? nullptr
             : "the proof does not lead to the root";
}

class ExportVerifier {
 public:
  ExportVerifier(ExportHead head, size_t max_findings)
      : head_(std::move(head)), sink_(max_findings) {}

  Status ReadEvents();
  AuditReport Finish(std::span<const VerifiedCheckpoint> checkpoints);

 private:
  struct Chain {
    std::vector<ChainLink> links;
    std::optional<std::pair<uint64_t, uint64_t>> first_break;
  };

  void Event(std::string_view text, const std::optional<ExportProof>& proof);
  void CheckEvent(std::string_view text, AuditFinding place);
  void CheckProof(const std::optional<ExportProof>& proof, AuditFinding place);
  void WalkChain(const std::string& agent, Chain* chain);
  void JudgeAnchors(std::span<const VerifiedCheckpoint> checkpoints,
                    AuditReport* report);
  void Report(AuditFinding place, FindingCode code, std::string message,
              std::string expected, std::string actual);

  const ExportHead head_;
  FindingSink sink_;
  Sha256 sha_;
  EventLineParser parser_;
  ParsedEvent parsed_;
  std::string buffer_;
  std::map<std::string, Chain, std::less<>> chains_;
  std::set<uint64_t> leaf_indices_;
  std::map<std::string, uint64_t, std::less<>> ids_;  // to ingest index
  std::map<uint64_t, std::string> event_ids_;         // by ingest index
  uint64_t events_ = 0;
};

void ExportVerifier::Report(AuditFinding place, FindingCode code,
                            std::string message, std::string expected,
                            std::string actual) {
  place.code = code;
  place.message = std::move(message);
  place.expected = std::move(expected);
  place.actual = std::move(actual);
  if (IsError(code) && place.sequence && place.ingest_index) {
    auto& first_break = chains_[place.agent_id].first_break;
    const std::pair at(*place.sequence, *place.ingest_index);
    first_break = first_break ? std::min(*first_break, at) : at;
  }
  sink_.Add(std::move(place));
}

Status ExportVerifier::ReadEvents() {
  ArraySlices events(head_.events);
  ArraySlices proofs(head_.proofs);
  JsonParser parser;
  JsonDocument document;
  while (const auto event = events.Next()) {
    const auto text = proofs.Next();
    std::optional<ExportProof> proof;
    if (text && !parser.Parse(*text, {}, &document)) {
      proof = ReadExportProof(document.root());
    }
    Event(*event, proof);
  }
  const bool more_proofs = proofs.Next().has_value();
  if (!events.ok()) return NotAnExport("its events are not a JSON array");
  if (more_proofs) {
    Report({}, FindingCode::kTreeMismatch, "there are more proofs than events",
           fmt::format("{} proofs", events_), "more");
  } else if (!proofs.ok()) {
    return NotAnExport("its proofs are not a JSON array");
  }
  return {};
}

void ExportVerifier::Event(std::string_view text,
                           const std::optional<ExportProof>& proof) {
  ++events_;
  AuditFinding place;
  place.ingest_index = proof ? proof->leaf_index + 1 : events_;
  const auto reject = parser_.Parse(text, &parsed_);
  if (reject || !parsed_.link) {
    Report(place, FindingCode::kTreeMismatch,
           fmt::format("element {} of the events is not a recorded event: {}",
                       events_, reject ? reject->message : "it has no hashes"),
           "a recorded event", "something else");
    return;
  }
  const EventContent& event = parsed_.event;
  place.agent_id = event.agent_id();
  place.sequence = parsed_.link->sequence;
  if (!event.id().empty()) place.event_id = std::string(event.id());
  CheckEvent(text, place);
  CheckProof(proof, place);
  chains_[place.agent_id].links.push_back(
      {*place.ingest_index, parsed_.link->sequence, parsed_.link->hash,
       parsed_.link->prev_hash, event.timestamp()});
}

void ExportVerifier::CheckEvent(std::string_view text, AuditFinding place) {
  const RecordedLink& link = *parsed_.link;
  if (const HashProfile* profile = head_.ProfileOf(place.agent_id)) {
    buffer_.clear();
    AppendContent(parsed_.event, text, *profile, &buffer_);
    const Digest computed = profile->raw_prev
                                ? sha_.Of(buffer_, AsBytes(link.prev_hash))
                                : sha_.Of(buffer_, ToHex(link.prev_hash));
    if (computed != link.hash) {
      Report(place, FindingCode::kHashMismatch,
             "the recorded hash is not that of the event's content",
             ToHex(computed), ToHex(link.hash));
    }
  }
  for (const Warning& warning : parsed_.warnings) {
    if (warning.code != Name(FindingCode::kUnhashedField)) continue;
    Report(place, FindingCode::kUnhashedField,
           "the event has a member that no hash covers", "no unhashed members",
           warning.detail);
  }
  if (!place.event_id) return;
  const auto [entry, is_new] =
      ids_.emplace(*place.event_id, *place.ingest_index);
  event_ids_.emplace(*place.ingest_index, *place.event_id);
  if (is_new) return;
  Report(place, FindingCode::kDuplicateId, "an earlier event has the same id",
         "an id of its own",
         fmt::format("also the id of the event at ingest index {}",
                     entry->second));
}

void ExportVerifier::CheckProof(const std::optional<ExportProof>& proof,
                                AuditFinding place) {
  const RecordedLink& link = *parsed_.link;
  buffer_.clear();
  AppendLeafData(place.agent_id, link.hash, link.prev_hash, link.sequence,
                 &buffer_);
  const Digest leaf = LeafHash(&sha_, buffer_);
  const char* fault = proof
                          ? ProofFault(*proof, head_, leaf, parsed_.event.id())
                          : "the event has no proof";
  if (fault == nullptr && !leaf_indices_.insert(proof->leaf_index).second) {
    fault = "another event of the file is the same leaf";
  }
  if (fault == nullptr) return;
  Report(place, FindingCode::kTreeMismatch, fault, ToHex(leaf),
         proof ? ToHex(proof->leaf_hash) : "(none)");
}

void ExportVerifier::WalkChain(const std::string& agent, Chain* chain) {
  std::sort(chain->links.begin(), chain->links.end(),
            [](const ChainLink& a, const ChainLink& b) {
              return std::tie(a.sequence, a.index) <
                     std::tie(b.sequence, b.index);
            });
  const ReportFinding report = [&](AuditFinding finding) {
    const FindingCode code = finding.code;
    finding.agent_id = agent;
    const auto id = event_ids_.find(finding.ingest_index.value_or(0));
    if (id != event_ids_.end()) finding.event_id = id->second;
    Report(finding, code, finding.message, finding.expected, finding.actual);
  };
  auto walk = std::make_unique<ChainWalk>(true, report);
  for (const ChainLink& link : chain->links) {
    if (head_.interval && walk->events() != 0 &&
        link.sequence > walk->last().sequence + 1) {
      walk->Finish();
      walk = std::make_unique<ChainWalk>(true, report);
    }
    walk->Add(link);
  }
  walk->Finish();
  if (head_.ProfileOf(agent) != nullptr || chain->links.empty()) return;
  AuditFinding place;
  place.agent_id = agent;
  Report(place, FindingCode::kUnverifiableProfile,
         "no hash profile verifies this chain; its hashes were not checked",
         "a known hash profile", "another");
}

void ExportVerifier::JudgeAnchors(
    std::span<const VerifiedCheckpoint> checkpoints, AuditReport* report) {
  report->unanchored_events = events_;
  for (const VerifiedCheckpoint& claim : checkpoints) {
    const Checkpoint& checkpoint = claim.checkpoint;
    const bool same_size = checkpoint.size == head_.tree_size;
    const bool verified = same_size && checkpoint.root == head_.root;
    if (verified) report->unanchored_events = 0;
    if (same_size && !verified) {
      Report({}, FindingCode::kRewritten,
             "the root of the export is not the one that was anchored",
             ToHex(checkpoint.root), ToHex(head_.root));
    }
    report->anchors.push_back(
        {checkpoint.origin, checkpoint.size, verified, claim.key_name});
  }
}

AuditReport ExportVerifier::Finish(
    std::span<const VerifiedCheckpoint> checkpoints) {
  AuditReport report;
  report.events = events_;
  report.tree_size = head_.tree_size;
  report.merkle_root = head_.root;
  for (auto& [agent, chain] : chains_) {
    if (chain.links.empty()) continue;
    WalkChain(agent, &chain);
    ChainSummary summary;
    summary.agent_id = agent;
    summary.kind = ChainKind::kRecorded;
    const HashProfile* profile = head_.ProfileOf(agent);
    if (profile != nullptr) summary.hash_profile = profile->name;
    summary.events = chain.links.size();
    summary.first_sequence = chain.links.front().sequence;
    summary.head_sequence = chain.links.back().sequence;
    summary.head_hash = chain.links.back().hash;
    if (chain.first_break) {
      summary.first_break_sequence = chain.first_break->first;
      summary.first_break_index = chain.first_break->second;
    }
    report.chains.push_back(std::move(summary));
  }
  JudgeAnchors(checkpoints, &report);
  report.verdict = Judge(sink_, report.anchors, report.unanchored_events,
                         PartialChains::kExpected);
  report.finding_count = sink_.count();
  report.findings = sink_.Take();
  report.truncated = report.findings.size() < report.finding_count;
  return report;
}

}  // namespace

Result<AuditReport> VerifyExport(
    std::string_view text, std::span<const VerifiedCheckpoint> checkpoints,
    size_t max_findings) {
  auto head = ReadExportHead(text);
  if (!head) return tl::make_unexpected(head.error());
  ExportVerifier verifier(*std::move(head), max_findings);
  if (Status read = verifier.ReadEvents(); !read) {
    return tl::make_unexpected(read.error());
  }
  return verifier.Finish(checkpoints);
}

}  // namespace plog
