#ifndef PLOG_CHECKER_ENGINE_CHECK_H_
#define PLOG_CHECKER_ENGINE_CHECK_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/report/report.h"
#include "checker/spill/spill_options.h"
#include "checker/state/state_store.h"
#include "ledger/base/instant.h"
#include "ledger/base/result.h"
#include "ledger/event/labels.h"
#include "ledger/store/ledger_reader.h"
#include "rules/policy/policy.h"

namespace plog {

// What is judged. Partners and windows are always sought in the whole ledger.
struct Selection {
  std::vector<std::string> agent_ids;
  std::vector<std::string> session_ids;
  LabelSelection labels;
  std::optional<Instant> since;  // [since, until), by effective time
  std::optional<Instant> until;
  bool empty() const {
    return agent_ids.empty() && session_ids.empty() && labels.empty() &&
           !since && !until;
  }
};

struct CheckOptions {
  Selection selection;
  Instant as_of;
  uint64_t max_violations = 10000;  // listed per rule; counting never stops
  bool show_matches = false;
  std::string match_key;  // of the digests of matches; empty under a fixed
                          // as-of, so that reports stay reproducible
  unsigned jobs = 1;
  // How many events of a scope a thread walks at a time, at least one.
  size_t walked_at_once = size_t{1} << 14;
  SpillOptions spill;
  AuditOptions audit;
  // Where the state of the last run is and that of this one goes; null: none.
  // Must outlive the check.
  StateStore* state = nullptr;
  bool full = false;  // the state of the last run is not looked at
  // The events were ingested with the FactNotes (checker/engine/fact_notes.h)
  // of these policies and this selection.
  bool noted = false;
  // Told how many events were read (see ScanProgress). May be null.
  std::function<void(uint64_t events)> progress;
};

// Runs the enabled policies of `policies` over the ledger: one pass over the
// bytes, then groups. The report depends on nothing but its arguments; the
// state of an earlier run changes Report::state, and nothing else as long as
// the events that it was made from are what they were.
Result<Report> CheckPolicies(const LedgerReader& reader,
                             const std::vector<Policy>& policies,
                             const CheckOptions& options);

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_CHECK_H_
