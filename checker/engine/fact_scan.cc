#include "checker/engine/fact_scan.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <span>
#include <string_view>
#include <unordered_map>

#include "checker/engine/key_reader.h"
#include "ledger/audit/agent_table.h"
#include "ledger/json/canonical.h"
#include "ledger/store/parallel_scan.h"

namespace plog {
namespace {

// Shared by the workers; written only in MergeBlock, which runs one at a time
// and in block order.
struct Shared {
  const Plan& plan;
  const Selection& selection;
  Facts* facts;
  ChainAuditor* chains;
  std::unordered_map<std::string, uint32_t> session_ids;

  uint32_t SessionId(const std::string& session) {
    const auto next = static_cast<uint32_t>(facts->sessions.size());
    const auto [row, is_new] = session_ids.emplace(session, next);
    if (is_new) facts->sessions.push_back(session);
    return row->second;
  }
};

// The part of the selection that an event's content decides.
class ContentSelection {
 public:
  explicit ContentSelection(const Selection& selection)
      : selection_(selection) {}

  bool Holds(const EventContent& event) const {
    return IsOneOf(selection_.agent_ids, event.Text(Member::kAgentId)) &&
           IsOneOf(selection_.session_ids, event.Text(Member::kSessionId)) &&
           HasLabels(event);
  }

 private:
  static bool IsOneOf(const std::vector<std::string>& wanted,
                      std::optional<std::string_view> actual) {
    if (wanted.empty()) return true;
    return actual &&
           std::find(wanted.begin(), wanted.end(), *actual) != wanted.end();
  }

  bool HasLabels(const EventContent& event) const {
    const JsonView labels = event.Get(Member::kLabels);
    return std::all_of(selection_.labels.begin(), selection_.labels.end(),
                       [labels](const auto& label) {
                         const JsonView value = labels.Find(label.first);
                         if (!value.present()) return false;
                         return value.is_string()
                                    ? value.AsString() == label.second
                                    : CanonicalJson(value) == label.second;
                       });
  }

  const Selection& selection_;
};

class FactWorker final : public ScanWorker {
 public:
  explicit FactWorker(Shared* shared)
      : shared_(*shared),
        agent_count_(shared->facts->agents.size() - 1),
        auditor_(std::span(shared->facts->agents).first(agent_count_)),
        selection_(shared->selection) {}

  void BeginBlock(uint64_t) override {
    audited_.clear();
    records_.clear();
    masks_.clear();
    keys_.clear();
    key_ends_.clear();
  }

  void Row(const StoredEvent& row) override {
    audited_.push_back(auditor_.Audit(row, &content_));
    EventRecord& record = records_.emplace_back();
    record.sequence = row.sequence;
    record.agent = AgentPosition(row.agent);
    if (const auto session = content_.Text(Member::kSessionId)) {
      record.session = LocalSession(*session);
    }
    if (const auto time = content_.timestamp()) {
      record.time = *time;
      record.has_time = true;
    }
    record.selected = selection_.Holds(content_);
    Ask();
  }

  void MergeBlock() override {
    TranslateSessions();
    Facts& facts = *shared_.facts;
    for (EventRecord& record : records_) {
      if (record.session != kNoSession) {
        record.session = global_sessions_[record.session];
      }
      facts.events.push_back(record);
    }
    for (const AuditedEvent& event : audited_) shared_.chains->Add(event);
    facts.masks.insert(facts.masks.end(), masks_.begin(), masks_.end());
    const uint64_t base = facts.keys.size();
    facts.keys.insert(facts.keys.end(), keys_.begin(), keys_.end());
    for (uint64_t end : key_ends_) facts.key_ends.push_back(base + end);
  }

 private:
  uint32_t AgentPosition(uint32_t key) const {
    const auto known = std::span(shared_.facts->agents).first(agent_count_);
    return static_cast<uint32_t>(FindAgent(known, key).value_or(agent_count_));
  }

  // Numbers of this worker's own, translated when the block is merged.
  uint32_t LocalSession(std::string_view session) {
    text_ = session;
    const auto next = static_cast<uint32_t>(local_names_.size());
    const auto [row, is_new] = local_sessions_.emplace(text_, next);
    if (is_new) local_names_.push_back(text_);
    return row->second;
  }

  void TranslateSessions() {
    for (size_t i = global_sessions_.size(); i < local_names_.size(); ++i) {
      global_sessions_.push_back(shared_.SessionId(local_names_[i]));
    }
  }

  // Every predicate and extractor of the plan, on the event just parsed.
  void Ask() {
    const auto& predicates = shared_.plan.predicates();
    const size_t base = masks_.size();
    masks_.resize(base + shared_.facts->mask_words, 0);
    for (size_t i = 0; i < predicates.size(); ++i) {
      if (predicates[i]->Holds(content_)) {
        masks_[base + i / 64] |= uint64_t{1} << (i % 64);
      }
    }
    if (shared_.plan.extractors().empty()) return;
    const size_t first_key = keys_.size();
    for (const Plan::PlannedRule& rule : shared_.plan.rules()) {
      ExtractFor(rule, base, first_key);
    }
    key_ends_.push_back(keys_.size());
  }

  bool Holds(size_t base, uint32_t predicate) const {
    return ((masks_[base + predicate / 64] >> (predicate % 64)) & 1U) != 0;
  }

  void ExtractFor(const Plan::PlannedRule& rule, size_t base,
                  size_t first_key) {
    if (rule.extractors.empty()) return;
    if (rule.label_filter && !Holds(base, *rule.label_filter)) return;
    uint32_t roles = 0;
    for (size_t i = 0; i < rule.roles.size(); ++i) {
      if (Holds(base, rule.roles[i])) roles |= uint32_t{1} << i;
    }
    for (size_t i = 0; i < rule.extractors.size(); ++i) {
      if ((rule.extractors[i].guard & roles) == 0) continue;
      const uint32_t id = rule.extractor_ids[i];
      const auto taken = std::find_if(
          keys_.begin() + static_cast<std::ptrdiff_t>(first_key), keys_.end(),
          [id](const ExtractedKey& key) { return key.extractor == id; });
      if (taken != keys_.end()) continue;
      keys_.push_back({id, key_reader_.Read(rule.extractors[i], content_)});
    }
  }

  Shared& shared_;
  size_t agent_count_;  // without the nameless one
  EventAuditor auditor_;
  ContentSelection selection_;
  KeyReader key_reader_;
  EventContent content_;
  std::string text_;
  std::unordered_map<std::string, uint32_t> local_sessions_;
  std::vector<std::string> local_names_;
  std::vector<uint32_t> global_sessions_;
  // Of the current block:
  std::vector<AuditedEvent> audited_;
  std::vector<EventRecord> records_;
  std::vector<uint64_t> masks_;
  std::vector<ExtractedKey> keys_;
  std::vector<uint64_t> key_ends_;
};

}  // namespace

Result<Facts> ScanFacts(const LedgerReader& reader, const Plan& plan,
                        const CheckOptions& options) {
  Facts facts;
  auto agents = reader.Agents();
  if (!agents) return tl::make_unexpected(agents.error());
  facts.agents = std::move(*agents);
  const size_t agent_count = facts.agents.size();
  facts.agents.emplace_back();
  facts.mask_words = plan.mask_words();
  facts.events.reserve(reader.event_count());
  facts.masks.reserve(reader.event_count() * facts.mask_words);
  // Counting never stops: a rule's violations are counted from the findings.
  AuditOptions every_finding = options.audit;
  every_finding.max_findings = std::numeric_limits<size_t>::max();
  ChainAuditor chains(std::span(facts.agents).first(agent_count),
                      every_finding);
  Shared shared{plan, options.selection, &facts, &chains, {}};
  const auto make = [&shared] { return std::make_unique<FactWorker>(&shared); };
  const Status scanned =
      ParallelScan(reader, options.jobs, make, options.progress);
  if (!scanned) return tl::make_unexpected(scanned.error());
  auto audit = chains.Finish(reader);
  if (!audit) return tl::make_unexpected(audit.error());
  facts.audit = std::move(*audit);
  return facts;
}

}  // namespace plog
