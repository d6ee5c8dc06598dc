#ifndef PLOG_CHECKER_EXPLAIN_SCENE_H_
#define PLOG_CHECKER_EXPLAIN_SCENE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/engine/check.h"
#include "checker/engine/event_fetcher.h"
#include "checker/engine/facts.h"
#include "checker/engine/plan.h"
#include "checker/engine/scope_order.h"
#include "checker/explain/replay.h"
#include "checker/report/report.h"
#include "rules/types/comparison.h"
#include "rules/types/field_reader.h"

namespace plog {

// One rule in one scope instance: the events that exist for the rule, by their
// position in the order of the contract, and what was found there. Everything
// a story needs, in terms of positions. Refers to its arguments.
class Scene {
 public:
  Scene(const Plan::PlannedRule& rule, const Facts& facts,
        const ScopeGroups& groups, const ScopeInstance& instance,
        const CheckOptions& options, EventFetcher* fetcher);

  const Plan::PlannedRule& rule() const { return rule_; }
  const RuleFields& fields() const { return fields_; }
  const Instant& as_of() const { return options_.as_of; }
  const std::string& instance_name() const { return instance_name_; }

  size_t size() const { return ordinals_.size(); }
  uint32_t ordinal(size_t position) const { return ordinals_[position]; }
  std::optional<size_t> PositionOf(uint32_t ordinal) const;
  bool HasRole(size_t position, uint32_t role) const {
    return (roles_[position] & role) != 0;
  }
  uint64_t CountRole(uint32_t role) const;
  Instant time(size_t position) const {
    return facts_.events[ordinals_[position]].time();
  }
  // From the one to the other, whichever is earlier.
  Duration Interval(size_t a, size_t b) const;

  const Replay& replay();  // of pairs; walks the instance when first asked
  // What a rule that counts had reached with the event; walks up to it.
  std::optional<RunningTotal> TotalAt(size_t position) const;

  // "`evt-7` (TOOL_CALL search at sequence 42)".
  std::string NameOf(size_t position);
  // Why the two are no partners: "action_name is "a" here and "b" there".
  // nullopt if they agree on `correlate`.
  enum class Compare { kXWithY, kXWithX };  // X with X: for `until`
  std::optional<std::string> Disagreement(size_t x, size_t y,
                                          Compare compare = Compare::kXWithY);

  // What the rule found in the instance, with the positions of the events.
  struct Found {
    std::optional<size_t> trigger;
    std::optional<size_t> offending;
    Violation violation;
  };
  std::vector<Found> found;

  // The first event that could not be read, if any.
  const Status& status() const { return status_; }

 private:
  const FetchedEvent* Fetch(size_t position);
  std::optional<std::string> FieldDisagreement(const FetchedEvent& x_event,
                                               const FetchedEvent& y_event,
                                               Compare compare) const;

  const Plan::PlannedRule& rule_;
  const Facts& facts_;
  const CheckOptions& options_;
  EventFetcher* fetcher_;
  RuleFields fields_;
  std::string instance_name_;
  std::vector<uint32_t> ordinals_;
  std::vector<uint32_t> roles_;
  std::optional<Replay> replay_;
  Status status_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_EXPLAIN_SCENE_H_
