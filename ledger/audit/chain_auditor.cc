#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ledger/audit/audit.h"
#include "ledger/audit/audit_snapshot.h"
#include "ledger/audit/chain_end.h"
#include "ledger/audit/find_agent.h"
#include "ledger/audit/ledger_end.h"
#include "ledger/audit/row_lookup.h"
#include "ledger/audit/running_audit.h"
#include "ledger/audit/verdict.h"

namespace plog {
namespace {

// A check keeps every finding, and this is the only one of which a whole chain
// may have a million.
constexpr size_t kMostRegressions = 100000;

ChainSummary Summary(const AgentRow& row, const LiveChain& chain) {
  ChainSummary summary;
  summary.agent_id = row.agent_id;
  summary.kind = row.kind;
  summary.hash_profile = row.hash_profile;
  summary.equivalent_profiles = row.equivalent_profiles;
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

void Summarise(const RunningAudit& audit, AuditReport* report) {
  std::vector<size_t> listed;
  for (size_t i = 0; i < audit.agents.size(); ++i) {
    if (audit.chains[i].selected && audit.chains[i].events != 0)
      listed.push_back(i);
  }
  std::sort(listed.begin(), listed.end(), [&audit](size_t a, size_t b) {
    return audit.agents[a].agent_id < audit.agents[b].agent_id;
  });
  report->chains.reserve(listed.size());
  for (const size_t i : listed) {
    report->chains.push_back(Summary(audit.agents[i], audit.chains[i]));
    report->events += audit.chains[i].events;
  }
}

}  // namespace

ChainAuditor::ChainAuditor(std::span<const AgentRow> agents,
                           const AuditOptions& options)
    : audit_(std::make_unique<RunningAudit>(agents, options)) {}

ChainAuditor::~ChainAuditor() = default;

void ChainAuditor::NoteDamage(std::string_view damage) {
  audit_->sink.Add(LedgerFinding(
      FindingCode::kColumnMismatch,
      "the file of the ledger contradicts itself: an index or a page is not "
      "what its table says",
      "ok", std::string(damage)));
}

void ChainAuditor::Add(const AuditedEvent& event) {
  RunningAudit& audit = *audit_;
  if (event.index != audit.last_index + 1) {
    AuditFinding gap = LedgerFinding(
        FindingCode::kTreeMismatch, "ingest indices are missing before this",
        std::to_string(audit.last_index + 1), std::to_string(event.index));
    gap.ingest_index = event.index;
    audit.sink.Add(std::move(gap));
  }
  audit.last_index = event.index;
  audit.tree.Append(event.leaf);
  audit.ids.Add(event.id_key, event.index);

  const std::optional<size_t> agent = FindAgent(audit.agents, event.agent);
  if (agent && !audit.chains[*agent].selected) return;
  for (const AuditFinding& finding : event.findings) {
    audit.Report(agent, finding);
  }
  if (agent) {
    audit.chains[*agent].Follow(
        event, std::min(audit.options.max_findings, kMostRegressions),
        &audit.regressions);
  }
}

const CompactRange& ChainAuditor::tree() const { return audit_->tree.tree(); }

const std::vector<uint64_t>& ChainAuditor::id_keys() const {
  return audit_->ids.keys();
}

std::optional<AuditSnapshot> ChainAuditor::Snapshot() const {
  if (audit_->last_index != tree().size()) return std::nullopt;
  return AuditSnapshot{tree(), audit_->tree.Roots(), audit_->chains,
                       audit_->sink.Kept()};
}

bool ChainAuditor::Resume(AuditSnapshot snapshot,
                          std::vector<uint64_t> id_keys) {
  RunningAudit& audit = *audit_;
  audit.last_index = snapshot.tree.size();
  audit.ids.Resume(std::move(id_keys));
  for (size_t i = 0; i < snapshot.chains.size(); ++i) {
    snapshot.chains[i].selected = audit.chains[i].selected;
    audit.regressions += snapshot.chains[i].regressions.size();
    audit.chains[i] = std::move(snapshot.chains[i]);
  }
  for (AuditFinding& finding : snapshot.findings) {
    audit.sink.Add(std::move(finding));
  }
  return audit.tree.Resume(std::move(snapshot.tree), snapshot.roots);
}

Result<AuditReport> ChainAuditor::Finish(const LedgerReader& reader) {
  RunningAudit& audit = *audit_;
  Status status = FinishChains(reader, &audit);
  if (status) status = CompareIds(reader, &audit);
  if (status) status = FindDuplicates(reader, &audit);
  if (status) status = CompareTree(reader, &audit);
  if (status) status = CheckSources(reader, &audit);
  if (!status) return tl::make_unexpected(status.error());
  CheckRoster(&audit);

  AuditReport report;
  report.tree_size = audit.tree.tree().size();
  report.merkle_root = audit.tree.tree().Root();
  std::vector<AuditFinding> anchor_findings;
  report.anchors = audit.tree.Judge(&anchor_findings);
  for (AuditFinding& finding : anchor_findings) {
    audit.sink.Add(std::move(finding));
  }
  report.unanchored_events = UnanchoredEvents(report.anchors, report.tree_size);
  Summarise(audit, &report);
  report.verdict = Judge(audit.sink, report.anchors, report.unanchored_events);
  report.finding_count = audit.sink.count();
  report.findings = audit.sink.Take();
  report.truncated = report.findings.size() < report.finding_count;
  status = NameEvents(reader, &report.findings);
  if (!status) return tl::make_unexpected(status.error());
  return report;
}

}  // namespace plog
