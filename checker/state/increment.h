#ifndef PLOG_CHECKER_STATE_INCREMENT_H_
#define PLOG_CHECKER_STATE_INCREMENT_H_

#include <optional>
#include <string>
#include <vector>

#include "checker/engine/fact_collector.h"
#include "checker/engine/plan.h"
#include "checker/report/report.h"
#include "checker/state/saved_pass.h"
#include "checker/state/state_store.h"
#include "ledger/audit/audit.h"

namespace plog {

struct CheckOptions;

// How one check goes on from the state of an earlier one, and leaves its own.
//
//   Take ─► the scan begins behind the old events ─► Continues? ─► Save
//     │                                                  │
//     └───────────── else why not, and all events ◄──────┘
//
// Without a doubt that can be put into words, the result is that of a run over
// all events. With one, Abandon makes it a run over all events.
class Increment {
 public:
  // `full`: the old state is not looked at. `store` must outlive it.
  Increment(StateStore* store, bool full);

  // What is known of the old events, and their facts into the last two, as the
  // plan numbers them. Or nullopt, and there may be some that have to be
  // forgotten again. `agents`: those of the ledger now.
  Result<std::optional<SavedPass>> Take(const Plan& plan,
                                        const CheckOptions& options,
                                        const std::vector<AgentRow>& agents,
                                        NameTable* sessions,
                                        FactCollector* collector);
  // Whether the events after the old ones make the tree that is stored; if
  // not, Abandons. REQUIRES: Take gave something.
  Result<bool> Continues(const LedgerReader& reader, const CompactRange& tree);
  // Writes the state of this run, unless the file is not ours to replace or
  // there are events whose change a later run would not notice.
  void Save(const Plan& plan, const CheckOptions& options, const Facts& facts,
            const ChainAuditor& chains);

  // The old events are of no use: the reason. Take then gives nothing.
  void Abandon(std::string why);
  // Abandons, and the check has to be made again.
  void NoteChanged(uint64_t index);
  bool changed() const { return changed_; }

  bool incremental() const { return taken_ > 0 && why_.empty(); }
  // Events, from the first on, that were not hashed in this run.
  uint64_t taken() const { return incremental() ? taken_ : 0; }
  // What an earlier run found out about single old events, by ingest index.
  const std::vector<AuditFinding>& old_findings() const {
    return old_findings_;
  }
  ReportState Describe(uint64_t events) const;

 private:
  StateStore* store_;
  std::string why_;
  uint64_t taken_ = 0;
  Digest taken_root_{};
  std::vector<AuditFinding> old_findings_;
  bool changed_ = false;
  bool replaceable_ = true;
};

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_INCREMENT_H_
