#include "ledger/audit/prove.h"

#include <fmt/format.h>

#include <functional>
#include <optional>
#include <utility>

#include "ledger/anchor/note.h"
#include "ledger/audit/audit.h"
#include "ledger/export/event_text.h"
#include "ledger/tree/proof.h"

namespace plog {

namespace {

Result<Checkpoint> ReadCheckpoint(std::string_view note) {
  const auto parsed = ParseNote(note);
  if (!parsed) {
    return Fail(ErrorKind::kInput,
                fmt::format("not a checkpoint: {}", parsed.error().message));
  }
  return ParseCheckpointText(parsed->text);
}

using EventVisit = std::function<bool(const AuditedEvent&, const StoredEvent&,
                                      const EventContent&)>;

// Calls `visit` with the first `count` events, until it returns false.
Status VisitEvents(const LedgerReader& reader, std::span<const AgentRow> agents,
                   uint64_t count, const EventVisit& visit) {
  auto cursor = reader.Scan(1, count);
  if (!cursor) return tl::make_unexpected(cursor.error());
  EventAuditor auditor(agents);
  EventContent content;
  StoredEvent row;
  while (true) {
    const auto more = cursor->Next(&row);
    if (!more) return tl::make_unexpected(more.error());
    if (!*more) return {};
    const AuditedEvent event = auditor.Audit(row, &content);
    if (!visit(event, row, content)) return {};
  }
}

// The proof, if the tree it was built from has the checkpoint's root.
Result<std::vector<Digest>> Build(const LedgerReader& reader,
                                  const Checkpoint& checkpoint,
                                  ProofBuilder builder) {
  const auto agents = reader.Agents();
  if (!agents) return tl::make_unexpected(agents.error());
  const Status visited = VisitEvents(
      reader, *agents, checkpoint.size,
      [&](const AuditedEvent& event, const StoredEvent&, const EventContent&) {
        builder.Add(event.leaf);
        return true;
      });
  if (!visited) return tl::make_unexpected(visited.error());
  if (builder.Root() != checkpoint.root) {
    return Fail(ErrorKind::kInput,
                fmt::format("the first {} events of the ledger are not those "
                            "of the checkpoint",
                            checkpoint.size),
                "run `plog verify` with this checkpoint");
  }
  return builder.Proof();
}

// Why the tree must not be signed, or nullptr.
const AuditFinding* Objection(const AuditReport& report) {
  for (const AuditFinding& finding : report.findings) {
    if (finding.code == FindingCode::kTreeMismatch ||
        finding.code == FindingCode::kTruncated ||
        finding.code == FindingCode::kRewritten) {
      return &finding;
    }
  }
  return nullptr;
}

}  // namespace

Result<std::string> SignLedgerTree(const LedgerReader& reader,
                                   const CheckpointRequest& request,
                                   const SigningKey& key, unsigned jobs) {
  Checkpoint next;
  next.origin = request.origin.empty() ? key.verifier().name : request.origin;
  AuditOptions options;
  if (!request.previous_note.empty()) {
    std::vector<VerifierKey> keys = request.previous_keys;
    keys.push_back(key.verifier());
    auto previous = OpenCheckpoint(request.previous_note, keys, next.origin);
    if (!previous) return tl::make_unexpected(previous.error());
    options.checkpoints.push_back(*std::move(previous));
  }
  const auto report = AuditLedger(reader, options, jobs);
  if (!report) return tl::make_unexpected(report.error());
  if (const AuditFinding* finding = Objection(*report)) {
    return Fail(ErrorKind::kInput,
                fmt::format("refusing to sign: {}", finding->message),
                "`plog verify` tells more");
  }
  next.size = report->tree_size;
  next.root = report->merkle_root;
  return SignCheckpoint(next, key);
}

Result<ProvenEvent> ProveInclusion(const LedgerReader& reader,
                                   std::string_view event_id,
                                   std::string_view note) {
  const auto checkpoint = ReadCheckpoint(note);
  if (!checkpoint) return tl::make_unexpected(checkpoint.error());
  const auto agents = reader.Agents();
  if (!agents) return tl::make_unexpected(agents.error());
  std::optional<uint64_t> index;
  ProvenEvent proven;
  const Status visited =
      VisitEvents(reader, *agents, checkpoint->size,
                  [&](const AuditedEvent& event, const StoredEvent& row,
                      const EventContent& content) {
                    if (event_id.empty() || content.id() != event_id)
                      return true;
                    index = event.index;
                    EventTextWriter().Append(row, content, &proven.event);
                    if (row.agent < agents->size()) {
                      proven.hash_profile = (*agents)[row.agent].hash_profile;
                    }
                    return false;
                  });
  if (!visited) return tl::make_unexpected(visited.error());
  if (!index || *index == 0 || *index > checkpoint->size) {
    return Fail(
        ErrorKind::kInput,
        fmt::format("the checkpoint covers no event with id \"{}\"", event_id));
  }
  auto proof = Build(reader, *checkpoint,
                     ProofBuilder::Inclusion(*index - 1, checkpoint->size));
  if (!proof) return tl::make_unexpected(proof.error());
  proven.file = {std::nullopt, *index - 1, *std::move(proof),
                 std::string(note)};
  return proven;
}

Result<ConsistencyFile> ProveConsistency(const LedgerReader& reader,
                                         std::string_view old_note,
                                         std::string_view new_note) {
  const auto old_checkpoint = ReadCheckpoint(old_note);
  if (!old_checkpoint) return tl::make_unexpected(old_checkpoint.error());
  const auto checkpoint = ReadCheckpoint(new_note);
  if (!checkpoint) return tl::make_unexpected(checkpoint.error());
  if (old_checkpoint->size > checkpoint->size) {
    return Fail(ErrorKind::kInput, "the old checkpoint is larger than the new");
  }
  ConsistencyFile file;
  file.old_size = old_checkpoint->size;
  file.checkpoint = new_note;
  if (file.old_size == 0) return file;
  auto proof =
      Build(reader, *checkpoint,
            ProofBuilder::Consistency(file.old_size, checkpoint->size));
  if (!proof) return tl::make_unexpected(proof.error());
  file.proof = *std::move(proof);
  if (!VerifyConsistency(file.old_size, checkpoint->size, file.proof,
                         old_checkpoint->root, checkpoint->root)) {
    return Fail(ErrorKind::kInput,
                fmt::format("the first {} events of the ledger are not those "
                            "of the old checkpoint",
                            file.old_size),
                "keep both notes: together they show that history was "
                "rewritten");
  }
  return file;
}

}  // namespace plog
