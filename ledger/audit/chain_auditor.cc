#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "ledger/audit/agent_table.h"
#include "ledger/audit/anchoring.h"
#include "ledger/audit/audit.h"
#include "ledger/audit/audit_snapshot.h"
#include "ledger/audit/chain_walk.h"
#include "ledger/audit/disordered_chains.h"
#include "ledger/audit/duplicate_ids.h"
#include "ledger/audit/finding_sink.h"
#include "ledger/audit/live_chain.h"
#include "ledger/audit/row_lookup.h"
#include "ledger/audit/verdict.h"
#include "ledger/json/hash_profile.h"

namespace plog {

namespace {

// A check keeps every finding, and this is the only one of which a whole chain
// may have a million.
constexpr size_t kMostRegressions = 100000;

// The agents of a damaged ledger may have any number of events.
constexpr uint64_t kMostExpected = uint64_t{1} << 24;

uint64_t ExpectedEvents(std::span<const AgentRow> agents) {
  uint64_t events = 0;
  for (const AgentRow& agent : agents) {
    events =
        std::min(kMostExpected, events + std::min(kMostExpected, agent.events));
  }
  return events;
}

AuditFinding LedgerFinding(FindingCode code, std::string message,
                           std::string expected, std::string actual) {
  AuditFinding finding;
  finding.code = code;
  finding.message = std::move(message);
  finding.expected = std::move(expected);
  finding.actual = std::move(actual);
  return finding;
}

}  // namespace

struct ChainAuditor::Impl {
  Impl(std::span<const AgentRow> agent_rows, const AuditOptions& audit_options)
      : agents(agent_rows),
        options(audit_options),
        tree(audit_options.checkpoints),
        sink(audit_options.max_findings) {}

  std::span<const AgentRow> agents;
  const AuditOptions options;
  std::vector<LiveChain> chains;  // by position in agents
  AnchoredTree tree;
  DuplicateIds ids;
  FindingSink sink;
  uint64_t last_index = 0;
  size_t regressions = 0;  // kept by all chains

  void Report(std::optional<size_t> agent, AuditFinding finding);
  Status FinishChains(const LedgerReader& reader);
  Status FinishChain(const DisorderedChains& disordered, size_t agent);
  Status Rewalk(const DisorderedChains& disordered, size_t agent);
  Status CompareIds(const LedgerReader& reader);
  Status FindDuplicates(const LedgerReader& reader);
  Status CompareTree(const LedgerReader& reader);
  Status CheckSources(const LedgerReader& reader);
  void CheckRoster();
  ChainSummary Summary(size_t agent) const;
  void Summarise(AuditReport* report) const;
};

ChainAuditor::ChainAuditor(std::span<const AgentRow> agents,
                           const AuditOptions& options)
    : impl_(std::make_unique<Impl>(agents, options)) {
  const std::set<std::string_view> wanted(options.agent_ids.begin(),
                                          options.agent_ids.end());
  for (const AgentRow& agent : agents) {
    LiveChain chain;
    chain.selected = wanted.empty() || wanted.contains(agent.agent_id);
    chain.whole = FindHashProfile(agent.hash_profile) != nullptr;
    impl_->chains.push_back(std::move(chain));
  }
  impl_->ids.Expect(ExpectedEvents(agents));
}

ChainAuditor::~ChainAuditor() = default;

void ChainAuditor::NoteDamage(std::string_view damage) {
  impl_->sink.Add(LedgerFinding(
      FindingCode::kColumnMismatch,
      "the file of the ledger contradicts itself: an index or a page is not "
      "what its table says",
      "ok", std::string(damage)));
}

void ChainAuditor::Add(const AuditedEvent& event) {
  Impl& impl = *impl_;
  if (event.index != impl.last_index + 1) {
    AuditFinding gap = LedgerFinding(
        FindingCode::kTreeMismatch, "ingest indices are missing before this",
        std::to_string(impl.last_index + 1), std::to_string(event.index));
    gap.ingest_index = event.index;
    impl.sink.Add(std::move(gap));
  }
  impl.last_index = event.index;
  impl.tree.Append(event.leaf);
  impl.ids.Add(event.id_key, event.index);

  const std::optional<size_t> agent = FindAgent(impl.agents, event.agent);
  if (agent && !impl.chains[*agent].selected) return;
  for (const AuditFinding& finding : event.findings) {
    impl.Report(agent, finding);
  }
  if (agent) {
    impl.chains[*agent].Follow(
        event, std::min(impl.options.max_findings, kMostRegressions),
        &impl.regressions);
  }
}

const CompactRange& ChainAuditor::tree() const { return impl_->tree.tree(); }

const std::vector<uint64_t>& ChainAuditor::id_keys() const {
  return impl_->ids.keys();
}

std::optional<AuditSnapshot> ChainAuditor::Snapshot() const {
  if (impl_->last_index != tree().size()) return std::nullopt;
  return AuditSnapshot{tree(), impl_->tree.Roots(), impl_->chains,
                       impl_->sink.Kept()};
}

bool ChainAuditor::Resume(AuditSnapshot snapshot,
                          std::vector<uint64_t> id_keys) {
  Impl& impl = *impl_;
  impl.last_index = snapshot.tree.size();
  impl.ids.Resume(std::move(id_keys));
  for (size_t i = 0; i < snapshot.chains.size(); ++i) {
    snapshot.chains[i].selected = impl.chains[i].selected;
    impl.regressions += snapshot.chains[i].regressions.size();
    impl.chains[i] = std::move(snapshot.chains[i]);
  }
  for (AuditFinding& finding : snapshot.findings) {
    impl.sink.Add(std::move(finding));
  }
  return impl.tree.Resume(std::move(snapshot.tree), snapshot.roots);
}

void ChainAuditor::Impl::Report(std::optional<size_t> agent,
                                AuditFinding finding) {
  if (agent) {
    finding.agent_id = agents[*agent].agent_id;
    if (IsError(finding.code) && finding.sequence && finding.ingest_index) {
      chains[*agent].NoteBreak(*finding.sequence, *finding.ingest_index);
    }
  }
  sink.Add(std::move(finding));
}

Status ChainAuditor::Impl::Rewalk(const DisorderedChains& disordered,
                                  size_t agent) {
  ChainWalk walk(options.partial, [this, agent](AuditFinding finding) {
    Report(agent, std::move(finding));
  });
  Status walked = disordered.Walk(agents[agent].key, &walk);
  if (!walked) return walked;
  walk.Finish();
  if (walk.events() != chains[agent].events) {
    Report(agent,
           LedgerFinding(FindingCode::kColumnMismatch,
                         "looked up by their indices, the events of the chain "
                         "are others than those of the ledger",
                         fmt::format("{} events", chains[agent].events),
                         fmt::format("{} events", walk.events())));
  }
  chains[agent].first = walk.first();
  chains[agent].last = walk.last();
  return {};
}

Status ChainAuditor::Impl::FinishChains(const LedgerReader& reader) {
  std::vector<uint32_t> again;
  for (size_t i = 0; i < agents.size(); ++i) {
    const LiveChain& chain = chains[i];
    const bool walk = chain.selected && !chain.whole && chain.events != 0;
    if (walk) again.push_back(agents[i].key);
  }
  DisorderedChains disordered(&reader);
  Status done = disordered.Find(again);
  for (size_t i = 0; i < agents.size() && done; ++i) {
    if (chains[i].selected) done = FinishChain(disordered, i);
  }
  return done;
}

Status ChainAuditor::Impl::FinishChain(const DisorderedChains& disordered,
                                       size_t agent) {
  LiveChain& chain = chains[agent];
  const AgentRow& row = agents[agent];
  // The head that new events would be chained to; it belongs to no event.
  const bool head_agrees =
      row.events == chain.events &&
      (chain.events == 0 || (row.head_sequence == chain.last.sequence &&
                             row.head_hash == chain.last.hash));
  if (!head_agrees) {
    Report(agent, LedgerFinding(
                      FindingCode::kColumnMismatch,
                      "the stored head of the chain is not its last event",
                      fmt::format("{} events, head {} {}", chain.events,
                                  chain.last.sequence, ToHex(chain.last.hash)),
                      fmt::format("{} events, head {} {}", row.events,
                                  row.head_sequence, ToHex(row.head_hash))));
  }
  if (chain.events == 0) return {};
  if (!chain.whole) {
    if (auto walked = Rewalk(disordered, agent); !walked) return walked;
  }
  for (AuditFinding& finding : chain.regressions) {
    Report(agent, std::move(finding));
  }
  sink.AddUnlisted(FindingCode::kTimeRegression, chain.unlisted_regressions);
  const std::string profile =
      row.hash_profile.empty() ? "(none)" : row.hash_profile;
  if (row.kind == ChainKind::kSealed && profile != NativeProfile().name) {
    Report(agent, LedgerFinding(FindingCode::kColumnMismatch,
                                "the hash profile of a chain that plog sealed "
                                "was changed",
                                std::string(NativeProfile().name), profile));
  }
  if (FindHashProfile(profile) != nullptr) return {};
  Report(agent, LedgerFinding(
                    FindingCode::kUnverifiableProfile,
                    "no hash profile verifies this chain; its hashes were not "
                    "checked",
                    "a known hash profile", profile));
  chain.NoteBreak(chain.first.sequence, chain.first.index);
  return {};
}

// The list by which events are looked up and known to be present already.
Status ChainAuditor::Impl::CompareIds(const LedgerReader& reader) {
  size_t stored = 0;
  std::vector<uint64_t> differing;
  Status read = reader.VisitIdKeys([&](std::span<const uint64_t> keys) {
    ids.AppendDiffering(std::min<size_t>(stored, tree.tree().size()), keys,
                        &differing);
    stored += keys.size();
  });
  if (!read) return read;
  if (stored != tree.tree().size()) {
    sink.Add(LedgerFinding(FindingCode::kColumnMismatch,
                           "the list of event ids does not match the events",
                           fmt::format("{} ids", tree.tree().size()),
                           fmt::format("{} ids", stored)));
    return {};
  }
  return VisitRows(reader, differing, [this](const auto& row) {
    const std::optional<size_t> agent = FindAgent(agents, row.agent);
    if (agent && !chains[*agent].selected) return;
    AuditFinding finding =
        LedgerFinding(FindingCode::kColumnMismatch,
                      "the list of event ids has another id for this event",
                      "its id", "another id");
    finding.sequence = row.sequence;
    finding.ingest_index = row.index;
    Report(agent, std::move(finding));
  });
}

Status ChainAuditor::Impl::FindDuplicates(const LedgerReader& reader) {
  return ids.Find(reader, [this](const DuplicateId& duplicate) {
    const std::optional<size_t> agent = FindAgent(agents, duplicate.agent);
    if (agent && !chains[*agent].selected) return;
    AuditFinding finding =
        LedgerFinding(FindingCode::kDuplicateId,
                      "an earlier event has the same id", "an id of its own",
                      fmt::format("also the id of the event at ingest index {}",
                                  duplicate.first_index));
    finding.sequence = duplicate.sequence;
    finding.ingest_index = duplicate.index;
    finding.event_id = duplicate.id;
    Report(agent, std::move(finding));
  });
}

Status ChainAuditor::Impl::CompareTree(const LedgerReader& reader) {
  const CompactRange& recomputed = tree.tree();
  if (reader.event_count() != recomputed.size()) {
    sink.Add(LedgerFinding(FindingCode::kTreeMismatch,
                           "the number of events differs from the largest "
                           "ingest index",
                           std::to_string(reader.event_count()),
                           std::to_string(recomputed.size())));
  }
  if (!reader.keeps_tree()) return {};
  const auto stored = reader.TreeFrontier();
  if (!stored) return tl::make_unexpected(stored.error());
  if (stored->size == recomputed.size() &&
      stored->hashes == recomputed.hashes()) {
    return {};
  }
  sink.Add(
      LedgerFinding(FindingCode::kTreeMismatch,
                    "the tree of the events is not the tree that was stored",
                    fmt::format("a stored tree of size {} with root {}",
                                recomputed.size(), ToHex(recomputed.Root())),
                    fmt::format("a stored tree of size {} with other subtrees",
                                stored->size)));
  return {};
}

Status ChainAuditor::Impl::CheckSources(const LedgerReader& reader) {
  const auto sources = reader.Sources();
  if (!sources) return tl::make_unexpected(sources.error());
  for (const SourceRow& source : *sources) {
    if (!source.rewritten) continue;
    sink.Add(LedgerFinding(
        FindingCode::kSourceRewritten,
        fmt::format("the part of {} that had been ingested was changed "
                    "afterwards",
                    source.name),
        ToHex(source.digest), "another prefix"));
  }
  return {};
}

void ChainAuditor::Impl::CheckRoster() {
  std::set<std::string_view> present;
  for (size_t i = 0; i < agents.size(); ++i) {
    if (chains[i].events != 0 || !chains[i].selected) {
      present.insert(agents[i].agent_id);
    }
  }
  for (const std::string& expected : options.expected_agents) {
    if (!present.insert(expected).second) continue;
    AuditFinding finding =
        LedgerFinding(FindingCode::kAgentMissing,
                      "an expected agent has no event in the ledger",
                      "at least one event", "no event");
    finding.agent_id = expected;
    sink.Add(std::move(finding));
  }
}

ChainSummary ChainAuditor::Impl::Summary(size_t agent) const {
  const AgentRow& row = agents[agent];
  const LiveChain& chain = chains[agent];
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

void ChainAuditor::Impl::Summarise(AuditReport* report) const {
  std::vector<size_t> listed;
  for (size_t i = 0; i < agents.size(); ++i) {
    if (chains[i].selected && chains[i].events != 0) listed.push_back(i);
  }
  std::sort(listed.begin(), listed.end(), [this](size_t a, size_t b) {
    return agents[a].agent_id < agents[b].agent_id;
  });
  report->chains.reserve(listed.size());
  for (const size_t i : listed) {
    report->chains.push_back(Summary(i));
    report->events += chains[i].events;
  }
}

Result<AuditReport> ChainAuditor::Finish(const LedgerReader& reader) {
  Impl& impl = *impl_;
  Status status = impl.FinishChains(reader);
  if (status) status = impl.CompareIds(reader);
  if (status) status = impl.FindDuplicates(reader);
  if (status) status = impl.CompareTree(reader);
  if (status) status = impl.CheckSources(reader);
  if (!status) return tl::make_unexpected(status.error());
  impl.CheckRoster();

  AuditReport report;
  report.tree_size = impl.tree.tree().size();
  report.merkle_root = impl.tree.tree().Root();
  std::vector<AuditFinding> anchor_findings;
  report.anchors = impl.tree.Judge(&anchor_findings);
  for (AuditFinding& finding : anchor_findings) {
    impl.sink.Add(std::move(finding));
  }
  report.unanchored_events = UnanchoredEvents(report.anchors, report.tree_size);
  impl.Summarise(&report);
  report.verdict = Judge(impl.sink, report.anchors, report.unanchored_events);
  report.finding_count = impl.sink.count();
  report.findings = impl.sink.Take();
  report.truncated = report.findings.size() < report.finding_count;
  status = NameEvents(reader, &report.findings);
  if (!status) return tl::make_unexpected(status.error());
  return report;
}

}  // namespace plog
