#include "checker/engine/fact_scan.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/engine/fact_collector.h"
#include "checker/engine/key_reader.h"
#include "checker/engine/predicate_table.h"
#include "ledger/audit/find_agent.h"
#include "ledger/event/labels.h"
#include "ledger/store/parallel_scan.h"

namespace plog {
namespace {

// Shared by the workers; written only in MergeBlock, which runs one at a time
// and in block order.
struct Shared {
  const Plan& plan;
  const Selection& selection;
  Facts* facts;
  FactCollector* collector;
  ChainAuditor* chains;
  Status status;
};

// The part of the selection that an event's content decides.
class ContentSelection {
 public:
  explicit ContentSelection(const Selection& selection)
      : selection_(selection) {}

  bool Holds(const EventContent& event) const {
    return IsOneOf(selection_.agent_ids, event.Text(Member::kAgentId)) &&
           IsOneOf(selection_.session_ids, event.Text(Member::kSessionId)) &&
           HasLabels(event, selection_.labels);
  }

 private:
  static bool IsOneOf(const std::vector<std::string>& wanted,
                      std::optional<std::string_view> actual) {
    if (wanted.empty()) return true;
    return actual &&
           std::find(wanted.begin(), wanted.end(), *actual) != wanted.end();
  }

  const Selection& selection_;
};

// A value that an extractor of the plan took from a row of the block.
struct ExtractedKey {
  uint32_t row = 0;
  TakenKey taken;
};

class FactWorker final : public ScanWorker {
 public:
  explicit FactWorker(Shared* shared)
      : shared_(*shared),
        agent_count_(shared->facts->agents.size() - 1),
        auditor_(std::span(shared->facts->agents).first(agent_count_)),
        selection_(shared->selection),
        predicates_(shared->plan.predicates()),
        holds_(shared->plan.predicates().size(), false) {
    for (const Plan::PlannedRule& rule : shared->plan.rules()) {
      if (!rule.extractors.empty()) extracting_.push_back(&rule);
    }
  }

  void BeginBlock(uint64_t) override {
    audited_.clear();
    records_.clear();
    holding_.clear();
    holding_ends_.clear();
    keys_.clear();
    sessions_.Clear();
  }

  void Row(const StoredEvent& row) override {
    audited_.push_back(auditor_.Audit(row, &content_));
    EventRecord& record = records_.emplace_back();
    record.sequence = row.sequence;
    record.agent = AgentPosition(row.agent);
    if (const auto session = content_.Text(Member::kSessionId)) {
      record.session = sessions_.Add(*session);
    }
    if (const auto time = content_.timestamp()) {
      record.SetTime(*time);
      record.has_time = true;
    }
    record.selected = selection_.Holds(content_);
    Ask();
  }

  void MergeBlock() override {
    TranslateSessions();
    auto key = keys_.begin();
    uint64_t held = 0;
    for (size_t i = 0; i < records_.size(); ++i) {
      answers_.Clear();
      for (; held < holding_ends_[i]; ++held) {
        answers_.holding.push_back(holding_[held]);
      }
      for (; key != keys_.end() && key->row == i; ++key) {
        PrefetchKeys(std::span(key, keys_.end()));
        if (key->taken.value.present) answers_.keys.push_back(key->taken);
      }
      shared_.chains->Add(audited_[i]);
      shared_.facts->indices.Add(audited_[i].index);
      LeafMark leaf;
      std::copy_n(audited_[i].leaf.begin(), leaf.size(), leaf.begin());
      shared_.collector->Add(records_[i], &leaf, &answers_);
    }
    if (shared_.status) shared_.status = shared_.collector->Settle();
  }

 private:
  // The values of the keys are anywhere in memory.
  void PrefetchKeys(std::span<const ExtractedKey> coming) const {
    constexpr size_t kAhead = 16;
    constexpr size_t kSoon = 8;
    if (coming.size() > kAhead) {
      shared_.collector->Prefetch(coming[kAhead].taken);
    }
    if (coming.size() > kSoon) {
      shared_.collector->PrefetchSoon(coming[kSoon].taken);
    }
  }

  uint32_t AgentPosition(uint32_t key) const {
    const auto known = std::span(shared_.facts->agents).first(agent_count_);
    return static_cast<uint32_t>(FindAgent(known, key).value_or(agent_count_));
  }

  // From numbers of this block to those of all events.
  void TranslateSessions() {
    global_sessions_.clear();
    for (size_t i = 0; i < sessions_.size(); ++i) {
      global_sessions_.push_back(shared_.facts->sessions.Add(sessions_[i]));
    }
    for (EventRecord& record : records_) {
      if (record.session == kNoSession) continue;
      record.session = global_sessions_[record.session];
    }
  }

  // Every predicate and extractor of the plan, on the event just parsed.
  void Ask() {
    const size_t first = holding_.size();
    predicates_.Ask(content_, &holding_);
    holding_ends_.push_back(holding_.size());
    if (shared_.plan.extractors().empty()) return;
    // Marks of the event, set for as long as they are looked at.
    for (size_t i = first; i < holding_.size(); ++i) holds_[holding_[i]] = true;
    const size_t first_key = keys_.size();
    for (const Plan::PlannedRule* rule : extracting_) {
      ExtractFor(*rule, first_key);
    }
    for (size_t i = first; i < holding_.size(); ++i) {
      holds_[holding_[i]] = false;
    }
  }

  void ExtractFor(const Plan::PlannedRule& rule, size_t first_key) {
    if (rule.label_filter && !holds_[*rule.label_filter]) return;
    uint32_t roles = 0;
    for (size_t i = 0; i < rule.roles.size(); ++i) {
      if (holds_[rule.roles[i]]) roles |= uint32_t{1} << i;
    }
    for (size_t i = 0; i < rule.extractors.size(); ++i) {
      if ((rule.extractors[i].guard & roles) == 0) continue;
      const uint32_t id = rule.extractor_ids[i];
      const auto taken = std::find_if(
          keys_.begin() + static_cast<std::ptrdiff_t>(first_key), keys_.end(),
          [id](const ExtractedKey& key) { return key.taken.extractor == id; });
      if (taken != keys_.end()) continue;
      keys_.push_back({static_cast<uint32_t>(records_.size() - 1),
                       {id, key_reader_.Read(rule.extractors[i], content_)}});
    }
  }

  Shared& shared_;
  size_t agent_count_;  // without the nameless one
  EventAuditor auditor_;
  ContentSelection selection_;
  KeyReader key_reader_;
  EventContent content_;
  PredicateTable predicates_;
  std::vector<bool> holds_;  // by predicate, of the current event
  std::vector<const Plan::PlannedRule*> extracting_;
  Answers answers_;
  std::vector<uint32_t> global_sessions_;
  // Of the current block:
  NameTable sessions_;
  std::vector<AuditedEvent> audited_;
  std::vector<EventRecord> records_;
  std::vector<uint32_t> holding_;  // predicates, event by event
  std::vector<uint64_t> holding_ends_;
  std::vector<ExtractedKey> keys_;
};

// One pass, from the first event or from behind those of an increment.
class FactPass {
 public:
  FactPass(const LedgerReader& reader, const Plan& plan,
           const CheckOptions& options, Increment* increment,
           std::vector<AgentRow> agents)
      : reader_(reader),
        plan_(plan),
        options_(options),
        increment_(increment),
        agents_(std::move(agents)),
        chains_(agents_, EveryFinding(options.audit)) {}

  // False: the increment was abandoned, and another pass has to begin at the
  // first event.
  Result<bool> Scan() {
    Result<bool> begun = Begin();
    if (!begun || !*begun) return begun;
    facts_.agents = agents_;
    facts_.agents.emplace_back();
    Shared shared{plan_,        options_.selection, &facts_,
                  &*collector_, &chains_,           {}};
    const auto make = [&] { return std::make_unique<FactWorker>(&shared); };
    const uint64_t first = facts_.event_count() + 1;
    const Status scanned =
        ParallelScan(reader_, options_.jobs, make, options_.progress, first);
    if (!scanned) return tl::make_unexpected(scanned.error());
    if (!shared.status) return tl::make_unexpected(shared.status.error());
    const Status closed = collector_->Close();
    if (!closed) return tl::make_unexpected(closed.error());
    if (first == 1) return true;
    return increment_->Continues(reader_, chains_.tree());
  }

  Result<Facts> Finish() {
    if (increment_ != nullptr) {
      increment_->SaveEvents(plan_, options_, facts_, chains_);
      const Status read = facts_.log ? facts_.log->status() : Status();
      if (!read) return tl::make_unexpected(read.error());
    }
    auto audit = chains_.Finish(reader_);
    if (!audit) return tl::make_unexpected(audit.error());
    facts_.audit = std::move(*audit);
    return std::move(facts_);
  }

 private:
  // Counting never stops: a rule's violations are counted from the findings.
  static AuditOptions EveryFinding(AuditOptions audit) {
    audit.max_findings = std::numeric_limits<size_t>::max();
    return audit;
  }

  void BeginFacts() {
    facts_ = Facts();
    collector_.emplace(plan_, options_.spill, increment_ != nullptr,
                       reader_.event_count(), &facts_);
  }

  Result<bool> Begin() {
    BeginFacts();
    if (increment_ == nullptr) return true;
    auto old = increment_->Take(plan_, options_, agents_, &facts_.sessions,
                                &*collector_);
    if (!old) return tl::make_unexpected(old.error());
    if (!*old) {
      BeginFacts();  // without what was read before it was refused
      return true;
    }
    facts_.indices.AddFirst(static_cast<uint32_t>(facts_.event_count()));
    if (chains_.Resume(std::move((*old)->audit), std::move((*old)->id_keys))) {
      return true;
    }
    increment_->Abandon("the state has no tree root of a checkpoint's size");
    return false;
  }

  const LedgerReader& reader_;
  const Plan& plan_;
  const CheckOptions& options_;
  Increment* increment_;
  std::vector<AgentRow> agents_;
  ChainAuditor chains_;
  Facts facts_;
  std::optional<FactCollector> collector_;
};

}  // namespace

Result<Facts> ScanFacts(const LedgerReader& reader, const Plan& plan,
                        const CheckOptions& options, Increment* increment) {
  const auto agents = reader.Agents();
  if (!agents) return tl::make_unexpected(agents.error());
  while (true) {
    FactPass pass(reader, plan, options, increment, *agents);
    const Result<bool> whole = pass.Scan();
    if (!whole) return tl::make_unexpected(whole.error());
    if (*whole) return pass.Finish();
  }
}

}  // namespace plog
