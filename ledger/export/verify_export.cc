#include "ledger/export/verify_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "ledger/audit/duplicate_ids.h"
#include "ledger/audit/finding_sink.h"
#include "ledger/audit/verdict.h"
#include "ledger/export/export_chain.h"
#include "ledger/export/export_reader.h"
#include "ledger/export/exported_event_check.h"
#include "ledger/export/second_look.h"
#include "ledger/store/id_table.h"

namespace plog {

namespace {

class ExportVerifier {
 public:
  ExportVerifier(const ReadBytesAt& bytes, ExportHead head,
                 const VerifyExportOptions& options)
      : bytes_(bytes),
        head_(std::move(head)),
        options_(options),
        sink_(options.max_findings),
        check_(head_) {}

  Result<AuditReport> Verify();

 private:
  Status ReadEvents();
  void Event(const ExportedEvent& event);
  void CheckContent(const ExportedEvent& event, const AuditFinding& place);
  void CheckProof(const ExportedEvent& event, AuditFinding place);
  Status FinishChains();
  ChainSummary Summary(const std::string& agent,
                       const ExportChain& chain) const;
  void JudgeAnchors(AuditReport* report);
  void Report(AuditFinding finding);
  void Report(AuditFinding place, FindingCode code, std::string message,
              std::string expected, std::string actual);

  const ReadBytesAt& bytes_;
  const ExportHead head_;
  const VerifyExportOptions& options_;
  FindingSink sink_;
  ExportedEventCheck check_;
  Sha256 sha_;
  std::map<std::string, ExportChain, std::less<>> chains_;
  DuplicateIds ids_;
  std::optional<uint64_t> last_leaf_;
  bool leaves_ascend_ = true;
  bool verifies_ = false;  // the event at hand
  uint64_t events_ = 0;
};

void ExportVerifier::Report(AuditFinding place, FindingCode code,
                            std::string message, std::string expected,
                            std::string actual) {
  place.code = code;
  place.message = std::move(message);
  place.expected = std::move(expected);
  place.actual = std::move(actual);
  Report(std::move(place));
}

void ExportVerifier::Report(AuditFinding finding) {
  if (IsError(finding.code) && finding.sequence && finding.ingest_index) {
    chains_[finding.agent_id].NoteBreak(*finding.sequence,
                                        *finding.ingest_index);
  }
  sink_.Add(std::move(finding));
}

Status ExportVerifier::ReadEvents() {
  ExportReader reader(bytes_, head_, options_.max_value);
  ExportedEvent event;
  while (true) {
    const auto more = reader.Next(&event);
    if (!more) return tl::make_unexpected(more.error());
    if (!*more) break;
    Event(event);
  }
  if (reader.more_proofs()) {
    Report({}, FindingCode::kTreeMismatch, "there are more proofs than events",
           fmt::format("{} proofs", events_), "more");
  }
  if (head_.whole && events_ < head_.tree_size) {
    Report({}, FindingCode::kTruncated,
           "events of the tree are missing, and by its filter the export has "
           "all of them",
           fmt::format("{} events", head_.tree_size),
           fmt::format("{} events", events_));
  }
  return {};
}

void ExportVerifier::Event(const ExportedEvent& event) {
  events_ = event.number;
  AuditFinding place;
  place.ingest_index = event.ingest_index();
  if (!event.recorded()) {
    ids_.Add(0, event.number);
    return Report(
        place, FindingCode::kTreeMismatch,
        fmt::format("element {} of the events is not a recorded event: {}",
                    events_,
                    event.reject ? event.reject->message : "it has no hashes"),
        "a recorded event", "something else");
  }
  const EventContent& content = event.event.event;
  const RecordedLink& link = *event.event.link;
  place.agent_id = content.agent_id();
  place.sequence = link.sequence;
  if (!content.id().empty()) place.event_id = std::string(content.id());
  ids_.Add(IdKey(content.id(), &sha_), event.number);
  CheckContent(event, place);
  CheckProof(event, place);
  chains_[place.agent_id].Follow(
      {event.ingest_index(), link.sequence, link.hash, link.prev_hash,
       content.timestamp()},
      verifies_);
}

void ExportVerifier::CheckContent(const ExportedEvent& event,
                                  const AuditFinding& place) {
  const Digest& recorded = event.event.link->hash;
  const std::optional<Digest> computed = check_.ContentHash(event);
  verifies_ = computed == recorded;
  if (computed && !verifies_) {
    Report(place, FindingCode::kHashMismatch,
           "the recorded hash is not that of the event's content",
           ToHex(*computed), ToHex(recorded));
  }
  for (const Warning& warning : event.event.warnings) {
    if (warning.code != Name(FindingCode::kUnhashedField)) continue;
    Report(place, FindingCode::kUnhashedField,
           "the event has a member that no hash covers", "no unhashed members",
           warning.detail);
  }
}

void ExportVerifier::CheckProof(const ExportedEvent& event,
                                AuditFinding place) {
  const Digest leaf = check_.Leaf(event);
  if (const char* fault = check_.ProofFault(event, leaf)) {
    return Report(std::move(place), FindingCode::kTreeMismatch, fault,
                  ToHex(leaf),
                  event.proof ? ToHex(event.proof->leaf_hash) : "(none)");
  }
  const uint64_t index = event.proof->leaf_index;
  leaves_ascend_ = leaves_ascend_ && (!last_leaf_ || *last_leaf_ < index);
  last_leaf_ = index;
}

Status ExportVerifier::FinishChains() {
  const ReportFinding report = [this](AuditFinding finding) {
    Report(std::move(finding));
  };
  const OpenQuestions open{&chains_, ids_.Candidates(), !leaves_ascend_};
  if (open.any()) {
    Status looked = LookAgain(bytes_, head_, options_.max_value, open, report);
    if (!looked) return looked;
  }
  for (auto& [agent, chain] : chains_) {
    if (chain.events == 0) continue;
    AuditFinding place;
    place.agent_id = agent;
    if (chain.whole && chain.first.sequence > 1) {
      ExportChainWalk start(head_.interrupted, true, [&](AuditFinding finding) {
        finding.agent_id = place.agent_id;
        Report(std::move(finding));
      });
      start.Add(chain.first);
      start.Finish();
    }
    if (head_.ProfileOf(agent) != nullptr) continue;
    Report(place, FindingCode::kUnverifiableProfile,
           "no hash profile verifies this chain; its hashes were not checked",
           "a known hash profile", "another");
  }
  return {};
}

ChainSummary ExportVerifier::Summary(const std::string& agent,
                                     const ExportChain& chain) const {
  ChainSummary summary;
  summary.agent_id = agent;
  summary.kind = ChainKind::kRecorded;
  const HashProfile* profile = head_.ProfileOf(agent);
  if (profile != nullptr) summary.hash_profile = profile->name;
  summary.events = chain.events;
  summary.first_sequence = chain.first.sequence;
  summary.head_sequence = chain.last.sequence;
  summary.head_hash = chain.last.hash;
  if (chain.first_break) {
    summary.first_break_sequence = chain.first_break->first;
    summary.first_break_index = chain.first_break->second;
  }
  return summary;
}

void ExportVerifier::JudgeAnchors(AuditReport* report) {
  report->unanchored_events = events_;
  for (const VerifiedCheckpoint& claim : options_.checkpoints) {
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

Result<AuditReport> ExportVerifier::Verify() {
  Status done = ReadEvents();
  if (done) done = FinishChains();
  if (!done) return tl::make_unexpected(done.error());
  AuditReport report;
  report.events = events_;
  report.tree_size = head_.tree_size;
  report.merkle_root = head_.root;
  JudgeAnchors(&report);
  for (const auto& [agent, chain] : chains_) {
    if (chain.events != 0) report.chains.push_back(Summary(agent, chain));
  }
  report.verdict = Judge(sink_, report.anchors, report.unanchored_events,
                         PartialChains::kExpected);
  report.finding_count = sink_.count();
  report.findings = sink_.Take();
  report.truncated = report.findings.size() < report.finding_count;
  done =
      NameExportedEvents(bytes_, head_, options_.max_value, &report.findings);
  if (!done) return tl::make_unexpected(done.error());
  return report;
}

}  // namespace

Result<AuditReport> VerifyExport(const ReadBytesAt& bytes,
                                 const VerifyExportOptions& options) {
  auto head = ReadExportHead(bytes, options.max_value);
  if (!head) return tl::make_unexpected(head.error());
  return ExportVerifier(bytes, *std::move(head), options).Verify();
}

Result<AuditReport> VerifyExport(
    std::string_view text, std::span<const VerifiedCheckpoint> checkpoints,
    size_t max_findings) {
  VerifyExportOptions options;
  options.checkpoints = checkpoints;
  options.max_findings = max_findings;
  return VerifyExport(
      [text](uint64_t offset, std::span<char> out) -> Result<size_t> {
        return offset < text.size() ? text.copy(out.data(), out.size(), offset)
                                    : size_t{0};
      },
      options);
}

}  // namespace plog
