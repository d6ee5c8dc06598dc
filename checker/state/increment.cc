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

// Why a state that was read cannot be used, or empty. Fits it to the plan.
std::string Objection(const Plan& plan, const CheckOptions& options,
                      const std::vector<AgentRow>& agents, SavedPass* pass) {
  if (pass->versions != VersionText()) {
    return fmt::format("the state was made with {}; this is {}",
                       Quoted(pass->versions), VersionText());
  }
  if (pass->selection != SelectionText(options.selection)) {
    return "the state was made for other agents, sessions or labels";
  }
  if (!options.audit.agent_ids.empty()) return "not all chains are audited";
  if (pass->facts.events.empty()) return "the state is of an empty ledger";
  std::string objection = AgentObjection(*pass, agents);
  if (!objection.empty()) return objection;
  const std::string unknown = FitToPlan(plan, pass);
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
  return checked == facts.events.size();
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
    const std::vector<AgentRow>& agents) {
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
  const StateFault fault =
      wanted ? ReadState(store_, **size, &pass) : IdentifyState(store_, **size);
  replaceable_ = fault != StateFault::kForeign && fault != StateFault::kNewer;
  if (fault != StateFault::kNone) Abandon(ReasonOf(fault));
  if (why_.empty()) why_ = Objection(plan, options, agents, &pass);
  if (!why_.empty()) return std::nullopt;
  taken_ = pass.facts.events.size();
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
