#include "checker/engine/scope_walk.h"

#include <utility>

namespace plog {

void ScopeWalk::Seen::Add(const ScopeRowReader::Row& row, bool selected) {
  if (!any) {
    only_agent = row.agent;
  } else if (only_agent != row.agent) {
    only_agent.reset();
  }
  any = true;
  any_selected = any_selected || selected;
  last_event = row.ordinal;
}

// One rule. Numbers of visits tell what belongs to the current event.
struct ScopeWalk::Walker {
  Walker(const Plan::PlannedRule& planned, const Facts& facts,
         const EventOrder& order, uint64_t max_findings,
         const OutcomeSink::Memory& memory)
      : rule(planned),
        monitor(planned.rule->body->NewMonitor()),
        sink(facts, order, max_findings, memory),
        needs_every_event(planned.rule->body->NeedsEveryEvent()),
        keys(planned.extractors.size()) {}

  bool Passes(uint64_t visit) const {
    return !rule.label_filter || passed_at == visit;
  }
  uint32_t RolesAt(uint64_t visit) const {
    return roles_at == visit ? roles : 0;
  }

  const Plan::PlannedRule& rule;
  std::unique_ptr<Monitor> monitor;
  OutcomeSink sink;
  bool needs_every_event;
  std::vector<KeyValue> keys;
  bool begun = false;    // the instance
  bool skipped = false;  // it: its outcome is known
  Seen seen;             // under the label filter, if there is one
  uint64_t passed_at = 0;
  uint64_t roles_at = 0;
  uint32_t roles = 0;
};

ScopeWalk::ScopeWalk(const Plan& plan, const std::vector<size_t>& positions,
                     const Facts& facts, const InstanceKeys& keys,
                     const EventOrder& order, const FindingLimit& limit,
                     const std::vector<OutcomeSink::Memory>& memories)
    : facts_(facts),
      keys_(keys),
      filters_(plan.predicates().size()),
      roles_(plan.predicates().size()) {
  for (const size_t position : positions) {
    const Plan::PlannedRule& rule = plan.rules()[position];
    walkers_.push_back(std::make_unique<Walker>(rule, facts, order, limit(rule),
                                                memories[walkers_.size()]));
    AddUses(rule, walkers_.back().get());
  }
}

ScopeWalk::~ScopeWalk() = default;

void ScopeWalk::AddUses(const Plan::PlannedRule& rule, Walker* walker) {
  if (rule.label_filter) filters_[*rule.label_filter].push_back(walker);
  for (size_t i = 0; i < rule.roles.size(); ++i) {
    roles_[rule.roles[i]].push_back({walker, uint32_t{1} << i});
  }
  if (walker->needs_every_event) always_.push_back(walker);
}

void ScopeWalk::Walk(ScopeRowReader* rows, const Instant& as_of) {
  ScopeRowReader::Row row;
  while (rows->Next(&row)) {
    if (seen_.any && row.instance != instance_) EndInstance(as_of);
    instance_ = row.instance;
    Visit(row);
  }
  if (seen_.any) EndInstance(as_of);
}

void ScopeWalk::Visit(const ScopeRowReader::Row& row) {
  const bool selected = facts_.IsSelected(row.ordinal);
  ++visit_;
  seen_.Add(row, selected);
  concerned_.clear();
  for (const uint32_t predicate : row.answers.holding) {
    for (Walker* walker : filters_[predicate]) {
      walker->passed_at = visit_;
      if (!walker->seen.any) filtered_.push_back(walker);
      walker->seen.Add(row, selected);
    }
    for (const Use& use : roles_[predicate]) {
      if (use.walker->roles_at != visit_) {
        use.walker->roles_at = visit_;
        use.walker->roles = 0;
        if (!use.walker->needs_every_event) concerned_.push_back(use.walker);
      }
      use.walker->roles |= use.role;
    }
  }
  for (Walker* walker : always_) Observe(row, selected, walker);
  for (Walker* walker : concerned_) Observe(row, selected, walker);
}

void ScopeWalk::Observe(const ScopeRowReader::Row& row, bool selected,
                        Walker* walker) {
  if (!walker->Passes(visit_)) return;
  if (!walker->begun) {
    walker->begun = true;
    walker->skipped = !walker->sink.Begin(instance_);
    if (!walker->skipped) walker->monitor->Reset();
    begun_.push_back(walker);
  }
  if (walker->skipped) return;
  ScopeEvent event;
  event.ordinal = row.ordinal;
  event.selected = selected;
  event.time = row.time;
  event.roles = walker->RolesAt(visit_);
  // Keys of other rules may be there too; only those guarded by a role that
  // holds are this rule's.
  bool any_key = false;
  for (size_t i = 0; i < walker->keys.size(); ++i) {
    walker->keys[i] = KeyValue();
    if ((walker->rule.extractors[i].guard & event.roles) == 0) continue;
    any_key = true;
    for (const TakenKey& key : row.answers.keys) {
      if (key.extractor != walker->rule.extractor_ids[i]) continue;
      walker->keys[i] = key.value;
    }
  }
  if (any_key) event.keys = walker->keys;
  walker->monitor->Observe(event, &walker->sink);
}

void ScopeWalk::EndInstance(const Instant& as_of) {
  const InstanceKey key = keys_.At(instance_);
  for (Walker* walker : begun_) {
    walker->begun = false;
    if (walker->skipped) continue;
    const Seen& seen = walker->rule.label_filter ? walker->seen : seen_;
    LocatedFinding located;
    located.session = key.session;
    located.scope_agent = key.agent;
    located.agent = seen.only_agent;
    located.last_event = seen.last_event;
    walker->monitor->Finish(as_of, &walker->sink);
    walker->sink.EndInstance(located, seen.any_selected);
  }
  for (Walker* walker : filtered_) walker->seen = Seen();
  begun_.clear();
  filtered_.clear();
  seen_ = Seen();
}

std::vector<RuleOutcome> ScopeWalk::Take() {
  std::vector<RuleOutcome> outcomes;
  for (const auto& walker : walkers_) {
    outcomes.push_back(walker->sink.Take());
  }
  return outcomes;
}

}  // namespace plog
