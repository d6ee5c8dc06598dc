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
#include "checker/engine/fact_notes.h"
#include "checker/engine/fact_taker.h"
#include "ledger/audit/find_agent.h"
#include "ledger/store/parallel_scan.h"

namespace plog {
namespace {

// Shared by the workers; written only in MergeBlock, which runs one at a time
// and in block order.
struct Shared {
  const Plan& plan;
  const Selection& selection;
  bool noted;  // CheckOptions::noted
  Facts* facts;
  FactCollector* collector;
  ChainAuditor* chains;
  Status status;
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
        auditor_(std::span(shared->facts->agents).first(agent_count_)) {}

  bool goes_by_notes() const override { return shared_.noted; }

  void BeginBlock(uint64_t) override {
    audited_.clear();
    records_.clear();
    holding_.clear();
    holding_ends_.clear();
    keys_.clear();
    sessions_.Clear();
  }

  void Row(const StoredEvent& row) override {
    if (!row.note.empty()) return RowWithNote(row);
    audited_.push_back(auditor_.Audit(row, &content_));
    EventRecord& record =
        AddRecord(row, content_.Text(Member::kSessionId), content_.timestamp());
    // Making one may cost more than all that a few rows cost.
    if (!taker_) taker_.emplace(shared_.plan, shared_.selection);
    record.selected = taker_->Take(content_, &answers_);
    Keep(answers_);
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
        answers_.keys.push_back(key->taken);
      }
      shared_.chains->Add(audited_[i]);
      shared_.facts->indices.Add(audited_[i].index);
      LeafMark leaf;
      std::copy_n(audited_[i].leaf.begin(), leaf.size(), leaf.begin());
      shared_.collector->Add(records_[i], &leaf, &answers_);
    }
    if (unreadable_note_) {
      shared_.status = Fail(ErrorKind::kDefect, "a note is not of this check");
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

  // Answers to the questions of the plan, about the row just added.
  void Keep(const Answers& answers) {
    holding_.insert(holding_.end(), answers.holding.begin(),
                    answers.holding.end());
    holding_ends_.push_back(holding_.size());
    const auto row = static_cast<uint32_t>(records_.size() - 1);
    for (const TakenKey& key : answers.keys) keys_.push_back({row, key});
  }

  void RowWithNote(const StoredEvent& row) {
    audited_.push_back(auditor_.AuditNoted(row));
    EventRecord& record = AddRecord(row, row.session, audited_.back().time);
    if (!ReadFactNote(row.note, shared_.plan, &answers_, &record)) {
      unreadable_note_ = true;
    }
    Keep(answers_);
  }

  EventRecord& AddRecord(const StoredEvent& row,
                         std::optional<std::string_view> session,
                         const std::optional<Instant>& time) {
    EventRecord& record = records_.emplace_back();
    record.sequence = row.sequence;
    record.agent = AgentPosition(row.agent);
    if (session) record.session = sessions_.Add(*session);
    if (time) {
      record.SetTime(*time);
      record.has_time = true;
    }
    return record;
  }

  Shared& shared_;
  size_t agent_count_;  // without the nameless one
  EventAuditor auditor_;
  EventContent content_;
  std::optional<FactTaker> taker_;
  Answers answers_;
  bool unreadable_note_ = false;
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
    Shared shared{plan_,   options_.selection, options_.noted,
                  &facts_, &*collector_,       &chains_,
                  {}};
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
