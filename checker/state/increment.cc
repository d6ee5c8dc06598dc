#include "checker/state/increment.h"

#include <fmt/format.h>

#include <utility>

#include "checker/engine/check.h"
#include "checker/state/state_basis.h"
#include "ledger/base/text.h"
#include "ledger/json/hash_profile.h"

namespace plog {
namespace {

constexpr size_t kMaxQuoted = 120;

std::string Quoted(std::string_view text) {
  return SanitizeForTerminal(text, kMaxQuoted);
}

std::string ReasonOf(StateFault fault) {
  switch (fault) {
    case StateFault::kNone:
      return "";
    case StateFault::kForeign:
      return "the file is not a state of plog; it was left as it is";
    case StateFault::kNewer:
      return "the state is of a newer plog; it was left as it is";
    case StateFault::kOlder:
      return "the state is of an older plog";
    case StateFault::kDamaged:
      return "the state is damaged";
  }
  return "the state is damaged";
}

// What the hashes of the old events were compared under must still hold.
std::string AgentObjection(const SavedPass& pass,
                           const std::vector<AgentRow>& agents) {
  if (pass.agents.size() > agents.size()) {
    return "the ledger has fewer agents than the state";
  }
  for (size_t i = 0; i < pass.agents.size(); ++i) {
    const AgentRow& then = pass.agents[i];
    const AgentRow& now = agents[i];
    if (then.agent_id != now.agent_id || then.kind != now.kind) {
      return fmt::format("the ledger has another agent in place of {}",
                         Quoted(then.agent_id));
    }
    if (then.hash_profile != now.hash_profile) {
      return fmt::format("the hash profile of {} has changed",
                         Quoted(then.agent_id));
    }
  }
  return "";
}

// Takes the events of a state that can be used, and says why others cannot.
class PassTaker final : public StateVisitor {
 public:
  PassTaker(const Plan& plan, const CheckOptions& options,
            const std::vector<AgentRow>& agents, NameTable* sessions,
            FactCollector* collector)
      : plan_(plan),
        options_(options),
        agents_(agents),
        sessions_(*sessions),
        collector_(*collector) {}

  bool Begin(const SavedPass& pass) override {
    objection_ = Objection(pass);
    return objection_.empty();
  }
  void Session(std::string_view id) override {
    const size_t before = sessions_.size();
    if (sessions_.Add(id) != before) has_repetitions_ = true;
  }
  void Event(const EventRecord& record, const LeafMark& leaf,
             Answers* answers) override {
    fit_.Translate(answers);
    collector_.Add(record, &leaf, answers);
    if (++events_ % kSettledEvents == 0 && status_) {
      status_ = collector_.Settle();
    }
  }

  // Why the state cannot be used, or empty.
  const std::string& objection() const { return objection_; }
  bool has_repetitions() const { return has_repetitions_; }
  // Of the temporary files.
  const Status& status() const { return status_; }

 private:
  static constexpr uint64_t kSettledEvents = 4096;

  std::string Objection(const SavedPass& pass) {
    if (pass.versions != VersionText()) {
      return fmt::format("the state was made with {}; this is {}",
                         Quoted(pass.versions), VersionText());
    }
    if (pass.selection != SelectionText(options_.selection)) {
      return "the state was made for other agents, sessions or labels";
    }
    if (!options_.audit.agent_ids.empty()) return "not all chains are audited";
    if (pass.audit.tree.size() == 0) return "the state is of an empty ledger";
    std::string objection = AgentObjection(pass, agents_);
    if (!objection.empty()) return objection;
    const std::string unknown = fit_.Fit(plan_, pass);
    if (unknown.empty()) return "";
    return fmt::format("the policies ask what the state has no answer to: {}",
                       Quoted(unknown));
  }

  const Plan& plan_;
  const CheckOptions& options_;
  const std::vector<AgentRow>& agents_;
  NameTable& sessions_;
  FactCollector& collector_;
  PlanFit fit_;
  std::string objection_;
  bool has_repetitions_ = false;
  uint64_t events_ = 0;
  Status status_;
};

// A hash that cannot be checked vouches for nothing: a later run would not
// notice that the event was changed.
bool AllHashesChecked(const AuditSnapshot& audit, const Facts& facts) {
  uint64_t checked = 0;
  for (size_t i = 0; i < audit.chains.size(); ++i) {
    if (FindHashProfile(facts.agents[i].hash_profile) == nullptr) continue;
    checked += audit.chains[i].events;
  }
  return checked == facts.event_count();
}

}  // namespace

Increment::Increment(StateStore* store, bool full) : store_(store) {
  if (full) why_ = "a full run was asked for";
}

void Increment::Abandon(std::string why) { why_ = std::move(why); }

void Increment::NoteChanged(uint64_t index) {
  Abandon(fmt::format("event {} is not what the state was made from", index));
  changed_ = true;
}

Result<std::optional<SavedPass>> Increment::Take(
    const Plan& plan, const CheckOptions& options,
    const std::vector<AgentRow>& agents, NameTable* sessions,
    FactCollector* collector) {
  const auto size = store_->Open();
  if (!size) return tl::make_unexpected(size.error());
  const bool exists = *size && **size > 0;
  const bool wanted = why_.empty();
  if (!exists) {
    if (wanted) Abandon("there is no state of an earlier run yet");
    return std::nullopt;
  }
  // Looked at in a full run as well: a file of somebody else is not replaced.
  SavedPass pass;
  PassTaker taker(plan, options, agents, sessions, collector);
  StateFault fault = wanted ? ReadState(store_, **size, &pass, &taker)
                            : IdentifyState(store_, **size);
  if (!taker.status()) return tl::make_unexpected(taker.status().error());
  if (fault == StateFault::kNone && taker.has_repetitions()) {
    fault = StateFault::kDamaged;
  }
  replaceable_ = fault != StateFault::kForeign && fault != StateFault::kNewer;
  if (fault != StateFault::kNone) Abandon(ReasonOf(fault));
  if (why_.empty()) why_ = taker.objection();
  if (!why_.empty()) return std::nullopt;
  taken_ = pass.audit.tree.size();
  taken_root_ = pass.audit.tree.Root();
  old_findings_ = pass.audit.findings;
  return pass;
}

Result<bool> Increment::Continues(const LedgerReader& reader,
                                  const CompactRange& tree) {
  const auto stored = reader.TreeFrontier();
  if (!stored) return tl::make_unexpected(stored.error());
  if (stored->size == tree.size() && stored->hashes == tree.hashes()) {
    return true;
  }
  Abandon(
      fmt::format("the tree of the ledger does not continue that of the {} "
                  "events of the state",
                  taken_));
  return false;
}

void Increment::Save(const Plan& plan, const CheckOptions& options,
                     const Facts& facts, const ChainAuditor& chains) {
  const std::optional<AuditSnapshot> audit = chains.Snapshot();
  const bool useful = audit && AllHashesChecked(*audit, facts);
  if (!useful || !replaceable_) return;
  const std::vector<AgentRow> agents(facts.agents.begin(),
                                     facts.agents.end() - 1);
  const SavedPass frame = FrameOf(plan, options.selection, agents);
  WriteState({frame, *audit, chains.id_keys(), facts}, store_);
}

ReportState Increment::Describe(uint64_t events) const {
  ReportState state;
  state.incremental = incremental();
  state.reason = why_;
  state.events_taken = taken();
  state.events_hashed = events - state.events_taken;
  if (state.incremental) state.tree_root = ToHex(taken_root_);
  return state;
}

}  // namespace plog
