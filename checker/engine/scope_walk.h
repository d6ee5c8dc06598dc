#ifndef PLOG_CHECKER_ENGINE_SCOPE_WALK_H_
#define PLOG_CHECKER_ENGINE_SCOPE_WALK_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "checker/engine/facts.h"
#include "checker/engine/outcome_sink.h"
#include "checker/engine/plan.h"
#include "checker/engine/scope_keys.h"
#include "checker/engine/scope_rows.h"

namespace plog {

// Walks the rows of a scope once with the monitors of several rules: what
// RunTogether does for facts in memory, and with the same outcome. Monitors get
// to know an event from its row alone.
class ScopeWalk {
 public:
  // `positions`: of the rules in the plan; `memories`: of those rules. All must
  // outlive it.
  ScopeWalk(const Plan& plan, const std::vector<size_t>& positions,
            const Facts& facts, const InstanceKeys& keys,
            const EventOrder& order, const FindingLimit& limit,
            const std::vector<OutcomeSink::Memory>& memories);
  ~ScopeWalk();

  void Walk(ScopeRowReader* rows, const Instant& as_of);
  // Of each of the rules, in their order. Call once, after Walk.
  std::vector<RuleOutcome> Take();

 private:
  // What is known of the events of an instance that a rule can see.
  struct Seen {
    bool any = false;
    bool any_selected = false;
    std::optional<uint32_t> only_agent;
    uint32_t last_event = 0;

    void Add(const ScopeRowReader::Row& row, bool selected);
  };
  struct Walker;
  // A predicate as a role of a rule.
  struct Use {
    Walker* walker;
    uint32_t role;  // its bit
  };

  void AddUses(const Plan::PlannedRule& rule, Walker* walker);
  void Visit(const ScopeRowReader::Row& row);
  void Observe(const ScopeRowReader::Row& row, bool selected, Walker* walker);
  void EndInstance(const Instant& as_of);

  const Facts& facts_;
  const InstanceKeys& keys_;
  std::vector<std::unique_ptr<Walker>> walkers_;
  // By predicate: the rules whose label filter it is, those that have it as a
  // role.
  std::vector<std::vector<Walker*>> filters_;
  std::vector<std::vector<Use>> roles_;
  std::vector<Walker*> always_;  // see every event that passes their filter
  // Of the current instance:
  uint32_t instance_ = 0;
  Seen seen_;
  std::vector<Walker*> begun_;
  std::vector<Walker*> filtered_;  // whose filter passed some event
  // Of the current event:
  uint64_t visit_ = 0;
  std::vector<Walker*> concerned_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_SCOPE_WALK_H_
