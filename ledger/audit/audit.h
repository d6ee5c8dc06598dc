#ifndef PLOG_LEDGER_AUDIT_AUDIT_H_
#define PLOG_LEDGER_AUDIT_AUDIT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/anchor/checkpoint.h"
#include "ledger/base/instant.h"
#include "ledger/base/result.h"
#include "ledger/event/content.h"
#include "ledger/store/ledger_reader.h"

namespace plog {

// Verification in two halves, so that `verify` and `policy check` share it and
// hash every event exactly once:
//
//   rows ──► EventAuditor (any thread) ──► ChainAuditor (one, in index order)
//            hash, columns, unhashed        links, forks, gaps, ids, tree

enum class FindingCode {
  kHashMismatch,
  kLinkMismatch,
  kBadGenesis,
  kSequenceGap,
  kFork,
  kDuplicateId,
  kColumnMismatch,
  kUnhashedField,   // warn
  kTimeRegression,  // warn
  kUnverifiableProfile,
  kTreeMismatch,
  kTruncated,
  kRewritten,
  kAgentMissing,
  kSourceRewritten,
  kPartialChain,   // warn
  kHeadRegressed,  // a baseline's chain head is gone (policy check)
};
std::string_view Name(FindingCode code);  // "hash-mismatch"
bool IsError(FindingCode code);           // else a warning
std::span<const FindingCode> AllFindingCodes();

// A deviation from what an unaltered ledger looks like. Text is plain and may
// quote log content.
struct AuditFinding {
  FindingCode code = FindingCode::kHashMismatch;
  std::string agent_id;  // empty: about the whole ledger
  std::optional<uint64_t> sequence;
  std::optional<std::string> event_id;
  std::optional<uint64_t> ingest_index;
  std::string message;
  std::string expected;
  std::string actual;

  friend bool operator==(const AuditFinding&, const AuditFinding&) = default;
};

// What the chain walk keeps of one row: no payload.
struct AuditedEvent {
  uint64_t index = 0;
  uint32_t agent = 0;
  uint64_t sequence = 0;
  Digest hash{};
  Digest prev_hash{};
  Digest leaf{};                       // RFC 6962 leaf hash
  std::optional<Instant> time;         // of the hashed timestamp
  uint64_t id_key = 0;                 // IdKey of the id, 0 without one
  std::vector<AuditFinding> findings;  // of this row alone
};

// Checks single rows; one per thread. `agents` is indexed by AgentRow::key and
// must outlive it.
class EventAuditor {
 public:
  explicit EventAuditor(std::span<const AgentRow> agents);
  ~EventAuditor();

  // Recomputes the hash of `row`, unless it was made here, and compares its
  // columns with the content, which is parsed into `content` for the caller to
  // go on with. Content that cannot be parsed is a kColumnMismatch finding and
  // leaves `content` empty.
  AuditedEvent Audit(const StoredEvent& row, EventContent* content);
  // Of a row with a note: its hash and columns were made here from the content,
  // so nothing is to be found in the row alone.
  AuditedEvent AuditNoted(const StoredEvent& row);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

enum class Verdict {
  kVerifiedAnchored,
  kVerifiedUnanchored,
  kIncomplete,
  kTampered,
  kUnreadable,
};
std::string_view Name(Verdict verdict);  // "VERIFIED-UNANCHORED"
std::span<const Verdict> AllVerdicts();

struct ChainSummary {
  std::string agent_id;
  ChainKind kind = ChainKind::kSealed;
  std::string hash_profile;
  std::vector<std::string> equivalent_profiles;
  uint64_t events = 0;
  uint64_t first_sequence = 0;
  uint64_t head_sequence = 0;
  Digest head_hash{};
  // Ordered position (sequence, index) of the first break: events from there
  // on are not vouched for. nullopt if the chain is whole.
  std::optional<uint64_t> first_break_sequence;
  std::optional<uint64_t> first_break_index;
};

struct Anchor {
  std::string origin;
  uint64_t size = 0;
  bool verified = false;
  std::string key_name;
};

struct AuditReport {
  Verdict verdict = Verdict::kVerifiedUnanchored;
  uint64_t events = 0;  // of the chains audited
  uint64_t tree_size = 0;
  Digest merkle_root{};              // recomputed from the events
  std::vector<ChainSummary> chains;  // by agent_id bytes
  std::vector<Anchor> anchors;
  uint64_t unanchored_events = 0;  // leaves after the last verified anchor
  // By ingest index, then code; those about the whole ledger or a whole chain
  // first. A cap keeps errors before warnings.
  std::vector<AuditFinding> findings;
  uint64_t finding_count = 0;  // never capped
  bool truncated = false;      // findings were capped
};

struct AuditOptions {
  // Chains to audit; empty: all. The tree and the anchors are always those of
  // the whole ledger.
  std::vector<std::string> agent_ids;
  bool partial = false;  // chains may begin after sequence 1
  std::vector<std::string> expected_agents;
  std::vector<VerifiedCheckpoint> checkpoints;
  // Findings kept in the report, and at most 100,000 time regressions of
  // chains that are otherwise whole.
  size_t max_findings = 10000;
};

struct AuditSnapshot;  // ledger/audit/audit_snapshot.h
struct RunningAudit;   // ledger/audit/running_audit.h
class CompactRange;

class ChainAuditor {
 public:
  // `agents` as for EventAuditor.
  ChainAuditor(std::span<const AgentRow> agents, const AuditOptions& options);
  ~ChainAuditor();

  // What LedgerReader::DamageReport objects to, as a kColumnMismatch finding
  // about the whole ledger.
  void NoteDamage(std::string_view damage);
  // REQUIRES: called once for every row of the ledger, by ascending index.
  void Add(const AuditedEvent& event);
  // The tree of the rows added so far.
  const CompactRange& tree() const;
  // The ids of those rows, as AuditedEvent::id_key, by index.
  const std::vector<uint64_t>& id_keys() const;
  // All else that Resume needs; nullopt if rows are missing between those that
  // were added. REQUIRES: before Finish.
  std::optional<AuditSnapshot> Snapshot() const;
  // Goes on behind the rows of an earlier run, as if they had been added. False
  // if a checkpoint is older than those rows and the snapshot does not know the
  // root there: then this auditor is of no use. REQUIRES: nothing was added;
  // the agents of the snapshot are the first of `agents`, with the same hash
  // profiles; as many id keys as the tree has leaves.
  bool Resume(AuditSnapshot snapshot, std::vector<uint64_t> id_keys);
  // Walks again, through `reader`, only those chains that are not whole or
  // whose rows did not come in sequence order. Call once.
  Result<AuditReport> Finish(const LedgerReader& reader);

 private:
  std::unique_ptr<RunningAudit> audit_;
};

// `plog verify` without its output: the whole ledger, on `jobs` threads.
// `progress` (may be null) is told how many events were read, see ScanProgress.
Result<AuditReport> AuditLedger(
    const LedgerReader& reader, const AuditOptions& options, unsigned jobs,
    const std::function<void(uint64_t events)>& progress = {});

}  // namespace plog

#endif  // PLOG_LEDGER_AUDIT_AUDIT_H_
