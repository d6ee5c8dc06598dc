#ifndef PLOG_CHECKER_STATE_INCREMENT_H_
#define PLOG_CHECKER_STATE_INCREMENT_H_

#include <optional>
#include <string>
#include <vector>

#include "checker/engine/fact_collector.h"
#include "checker/engine/outcome_reuse.h"
#include "checker/engine/outcome_sink.h"
#include "checker/engine/plan.h"
#include "checker/report/report.h"
#include "checker/state/old_leaves.h"
#include "checker/state/saved_pass.h"
#include "checker/state/state_format.h"
#include "checker/state/state_output.h"
#include "checker/state/state_store.h"
#include "ledger/audit/audit.h"

namespace plog {

struct CheckOptions;
class PlanFit;
class StateInput;

// What a ChainAuditor needs to go on behind the old events.
struct TakenPass {
  AuditSnapshot audit;
  std::vector<uint64_t> id_keys;
};

// How one check goes on from the state of an earlier one, and leaves its own.
//
//   Take ─► the scan begins behind the old events ─► Continues? ─► SaveEvents
//     │                                                  │             │
//     └───────────── else why not, and all events ◄──────┘             │
//              SaveOutcomes ◄─ rules over the scopes that changed ◄─ Reuse
//
// Without a doubt that can be put into words, the result is that of a run over
// all events. With one, Abandon makes it a run over all events.
class Increment {
 public:
  // `full`: the old state is not looked at. `store` must outlive it.
  Increment(StateStore* store, bool full);
  Increment(const Increment&) = delete;
  Increment& operator=(const Increment&) = delete;

  // What is known of the old events, and their facts into the last two, as the
  // plan numbers them. Or nullopt, and there may be some that have to be
  // forgotten again. `agents`: those of the ledger now.
  Result<std::optional<TakenPass>> Take(const Plan& plan,
                                        const CheckOptions& options,
                                        const std::vector<AgentRow>& agents,
                                        NameTable* sessions,
                                        FactCollector* collector);
  // Whether the events after the old ones make the tree that is stored; if
  // not, Abandons. REQUIRES: Take gave something.
  Result<bool> Continues(const LedgerReader& reader, const CompactRange& tree);
  // Writes the facts of this run, unless the file is not ours to replace or
  // there are events whose change a later run would not notice.
  void SaveEvents(const Plan& plan, const CheckOptions& options,
                  const Facts& facts, const ChainAuditor& chains);
  // What need not be found out again about the instances of scopes; valid as
  // long as the increment. REQUIRES: SaveEvents was called.
  OutcomeReuse Reuse(const Plan& plan, const CheckOptions& options,
                     const Facts& facts) const;
  // Writes what was found out about them, by position in the plan, and with it
  // the state is whole. Takes what was recorded.
  void SaveOutcomes(const Plan& plan, const CheckOptions& options,
                    std::vector<RuleOutcome>* outcomes);

  // The old events are of no use: the reason. Take then gives nothing.
  void Abandon(std::string why);
  // Abandons, and the check has to be made again.
  void NoteChanged(uint64_t index);
  bool changed() const { return changed_; }
  // What was written of a state is not to be kept.
  void Discard();

  bool incremental() const { return taken_ > 0 && why_.empty(); }
  // Events, from the first on, that were not hashed in this run.
  uint64_t taken() const { return incremental() ? taken_ : 0; }
  // What an earlier run found out about single old events, by ingest index.
  const std::vector<AuditFinding>& old_findings() const {
    return old_findings_;
  }
  // REQUIRES: incremental.
  OldLeaves& old_leaves() { return *old_leaves_; }
  ReportState Describe(uint64_t events) const;

 private:
  // The state that was gone on from, as it stands in the file.
  struct OldFile {
    StateSeal seal;
    SavedPass pass;  // without the audit
  };

  Result<std::optional<TakenPass>> TakeBlocks(const SavedPass& pass,
                                              const PlanFit& fit, unsigned jobs,
                                              const StateInput& input,
                                              NameTable* sessions,
                                              FactCollector* collector);
  bool CanContinue(const StateFrame& frame) const;

  StateStore* store_;
  std::string why_;
  uint64_t taken_ = 0;
  uint32_t taken_sessions_ = 0;
  Digest taken_root_{};
  std::vector<AuditFinding> old_findings_;
  std::optional<OldFile> old_;
  std::optional<OldLeaves> old_leaves_;
  // Of the new state:
  StateFrame frame_;
  std::optional<AuditSnapshot> audit_;
  std::optional<StateOutput> output_;
  bool changed_ = false;
  bool replaceable_ = true;
};

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_INCREMENT_H_
