#ifndef PLOG_CHECKER_ENGINE_OUTCOME_REUSE_H_
#define PLOG_CHECKER_ENGINE_OUTCOME_REUSE_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "checker/engine/facts.h"
#include "checker/engine/instance_outcomes.h"
#include "checker/engine/scope_keys.h"

namespace plog {

// What an earlier run over the first events of the ledger made of the scope
// instances, for a run that walks only those which it has to: the ones with
// events since, and the ones where something was still pending.
struct OutcomeReuse {
  // What this run makes of them is kept for a later one.
  bool record = false;
  // Those of the earlier run, by ordinal from 0, and what it numbered.
  OutcomeBounds old;
  // By rule of the plan, see AppendOutcome; nullopt: nothing of use. Empty:
  // nothing at all. The rules, the selection, and the times and order of the
  // old events are the same as then, and as-of is not before that of then.
  std::vector<std::optional<std::string_view>> outcomes;

  bool Has(size_t rule) const {
    return rule < outcomes.size() && outcomes[rule].has_value();
  }
};

// Which instances of a scope have to be walked, by number (InstanceKeys).
struct LiveInstances {
  std::vector<bool> changed;  // have events that the earlier run did not have
  std::vector<bool> walked;   // these, and those where a rule has pendings
};

// Whether events since stand before old ones in their chain: then the effective
// times of those may be others now, and nothing can be reused. REQUIRES:
// effective times.
bool HasLateEvents(const Facts& facts, uint64_t old_events);

// REQUIRES: effective times.
LiveInstances FindChanged(const Facts& facts, const InstanceKeys& keys,
                          uint64_t old_events);
// Adds the instances where that is pending. False if these are no outcomes of
// such instances in their order: then they are of no use.
bool AddPending(std::string_view outcomes, const OutcomeBounds& bounds,
                const InstanceKeys& keys, LiveInstances* live);

// Cuts outcomes into those of the instances from each of these numbers on to
// the next; what is before the first belongs to it. REQUIRES: AddPending was
// true; ascending numbers, at least one.
std::vector<std::string_view> SplitOutcomes(std::string_view outcomes,
                                            const OutcomeBounds& bounds,
                                            const InstanceKeys& keys,
                                            const std::vector<size_t>& begins);

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_OUTCOME_REUSE_H_
