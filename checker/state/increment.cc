#include "checker/state/increment.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "checker/engine/check.h"
#include "checker/state/block_loader.h"
#include "checker/state/state_basis.h"
#include "checker/state/state_input.h"
#include "checker/state/state_output.h"
#include "ledger/base/huge_pages.h"
#include "ledger/base/ordered_results.h"
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
std::string AgentObjection(const StateFrame& frame,
                           const std::vector<AgentRow>& agents) {
  if (frame.agents.size() > agents.size()) {
    return "the ledger has fewer agents than the state";
  }
  for (size_t i = 0; i < frame.agents.size(); ++i) {
    const AgentRow& then = frame.agents[i];
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

std::string Objection(const SavedPass& pass, const Plan& plan,
                      const CheckOptions& options,
                      const std::vector<AgentRow>& agents, PlanFit* fit) {
  if (pass.frame.versions != VersionText()) {
    return fmt::format("the state was made with {}; this is {}",
                       Quoted(pass.frame.versions), VersionText());
  }
  if (pass.frame.selection != SelectionText(options.selection)) {
    return "the state was made for other agents, sessions or labels";
  }
  if (!options.audit.agent_ids.empty()) return "not all chains are audited";
  if (pass.audit.tree.size() == 0) return "the state is of an empty ledger";
  std::string objection = AgentObjection(pass.frame, agents);
  if (!objection.empty()) return objection;
  const std::string unknown = fit->Fit(plan, pass.frame);
  if (unknown.empty()) return "";
  return fmt::format("the policies ask what the state has no answer to: {}",
                     Quoted(unknown));
}

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

void Increment::Discard() {
  output_.reset();
  store_->Discard();
}

Result<std::optional<TakenPass>> Increment::Take(
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
  StateInput input(store_, **size);
  StateFault fault = input.Identify();
  replaceable_ = fault != StateFault::kForeign && fault != StateFault::kNewer;
  SavedPass pass;
  if (fault == StateFault::kNone && wanted) fault = input.ReadPass(&pass);
  if (fault != StateFault::kNone) Abandon(ReasonOf(fault));
  PlanFit fit;
  if (why_.empty()) why_ = Objection(pass, plan, options, agents, &fit);
  if (!why_.empty()) return std::nullopt;
  auto taken = TakeBlocks(pass, fit, options.jobs, input, sessions, collector);
  if (!taken || !*taken) return taken;
  taken_ = pass.audit.tree.size();
  taken_root_ = pass.audit.tree.Root();
  taken_sessions_ = static_cast<uint32_t>(sessions->size());
  old_findings_ = pass.audit.findings;
  old_leaves_.emplace(store_, pass.blocks);
  (*taken)->audit = std::move(pass.audit);
  old_ = OldFile{input.seal(), std::move(pass)};
  return taken;
}

namespace {

// Takes over one block after the other.
class BlockTaker {
 public:
  BlockTaker(const PlanFit& fit, NameTable* sessions, FactCollector* collector,
             std::vector<uint64_t>* id_keys)
      : fit_(fit),
        sessions_(*sessions),
        collector_(*collector),
        id_keys_(*id_keys) {}

  void Take(const LoadedBlock& loaded) {
    if (!settled_ || fault_ != StateFault::kNone) return;
    fault_ = loaded.fault;
    if (fault_ == StateFault::kNone && !AddSessions(loaded.facts)) {
      fault_ = StateFault::kDamaged;
    }
    if (fault_ != StateFault::kNone) return;
    id_keys_.insert(id_keys_.end(), loaded.facts.id_keys.begin(),
                    loaded.facts.id_keys.end());
    collector_.Add(loaded.facts, fit_);
    settled_ = collector_.Settle();
  }

  StateFault fault() const { return fault_; }
  const Status& settled() const { return settled_; }

 private:
  // False if one is there already, or one that an event is in is not there.
  bool AddSessions(const FactBlock& block) {
    for (const std::string& name : block.sessions) {
      const size_t before = sessions_.size();
      if (sessions_.Add(name) != before) return false;
    }
    return block.session_end <= sessions_.size();
  }

  const PlanFit& fit_;
  NameTable& sessions_;
  FactCollector& collector_;
  std::vector<uint64_t>& id_keys_;
  StateFault fault_ = StateFault::kNone;
  Status settled_;
};

}  // namespace

Result<std::optional<TakenPass>> Increment::TakeBlocks(
    const SavedPass& pass, const PlanFit& fit, unsigned jobs,
    const StateInput& input, NameTable* sessions, FactCollector* collector) {
  TakenPass taken;
  // With room for a night.
  ReserveToFill(pass.audit.tree.size() + pass.audit.tree.size() / 16,
                &taken.id_keys);
  BlockTaker taker(fit, sessions, collector, &taken.id_keys);
  BlockLoader loader(input, pass);
  TakeInOrder(
      pass.blocks.size(), jobs,
      [&loader](size_t number) { return loader.Load(number); },
      [&](std::unique_ptr<LoadedBlock> block) {
        taker.Take(*block);
        loader.GiveBack(std::move(block));
      });
  if (!taker.settled()) return tl::make_unexpected(taker.settled().error());
  if (taker.fault() == StateFault::kNone) return taken;
  Abandon(ReasonOf(taker.fault()));
  return std::nullopt;
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

bool Increment::CanContinue(const StateFrame& frame) const {
  return incremental() && old_ &&
         old_->pass.frame.predicates == frame.predicates &&
         old_->pass.frame.extractors == frame.extractors;
}

void Increment::SaveEvents(const Plan& plan, const CheckOptions& options,
                           const Facts& facts, const ChainAuditor& chains) {
  output_.reset();
  audit_ = chains.Snapshot();
  const bool useful = audit_ && AllHashesChecked(*audit_, facts);
  if (!useful || !replaceable_) return;
  const std::vector<AgentRow> agents(facts.agents.begin(),
                                     facts.agents.end() - 1);
  frame_ = FrameOf(plan, options.selection, agents);
  output_.emplace(store_, frame_);
  const bool continues =
      CanContinue(frame_) && output_->Continue(old_->seal, old_->pass.blocks);
  if (!continues) output_->Begin();
  const uint32_t sessions = continues ? taken_sessions_ : 0;
  OldLeaves* const leaves = incremental() ? &*old_leaves_ : nullptr;
  if (!output_->AddEvents(facts, chains.id_keys(), leaves, sessions)) {
    output_.reset();
  }
}

OutcomeReuse Increment::Reuse(const Plan& plan, const CheckOptions& options,
                              const Facts& facts) const {
  OutcomeReuse reuse;
  reuse.record = output_.has_value();
  if (!incremental() || !old_) return reuse;
  const SavedOutcomes& old = old_->pass.outcomes;
  const bool same_question = old.since == options.selection.since &&
                             old.until == options.selection.until &&
                             old.as_of <= options.as_of;
  if (!same_question || HasLateEvents(facts, taken_)) return reuse;
  reuse.old = {taken_sessions_, old_->pass.frame.agents.size(), taken_};
  for (const Plan::PlannedRule& rule : plan.rules()) {
    const auto known =
        std::find_if(old.rules.begin(), old.rules.end(),
                     [digest = RuleDigest(plan, rule)](const auto& one) {
                       return one.rule == digest;
                     });
    auto& outcomes = reuse.outcomes.emplace_back();
    if (known != old.rules.end()) outcomes = known->outcomes;
  }
  return reuse;
}

void Increment::SaveOutcomes(const Plan& plan, const CheckOptions& options,
                             std::vector<RuleOutcome>* outcomes) {
  old_.reset();  // a state of many scopes is not held twice
  if (!output_) return;
  SavedOutcomes saved;
  saved.as_of = options.as_of;
  saved.since = options.selection.since;
  saved.until = options.selection.until;
  const bool known = CanBeWritten(saved.as_of) &&
                     (!saved.since || CanBeWritten(*saved.since)) &&
                     (!saved.until || CanBeWritten(*saved.until));
  if (!known) saved = {};
  for (size_t i = 0; known && i < plan.rules().size(); ++i) {
    const Plan::PlannedRule& rule = plan.rules()[i];
    if (!rule.rule->body->IsScoped()) continue;
    saved.rules.push_back(
        {RuleDigest(plan, rule), std::move((*outcomes)[i].recorded)});
  }
  output_->Finish(*audit_, saved);
  output_.reset();
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
