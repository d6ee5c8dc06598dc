#include "checker/engine/rule_run.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "checker/engine/event_view.h"

namespace plog {
namespace {

// What is known of an instance before its events are walked.
struct InstanceSummary {
  bool any = false;
  bool any_selected = false;
  LocatedFinding located;
};

InstanceSummary SummariseFiltered(const ScopeInstance& instance,
                                  const ScopeGroups& groups, const Facts& facts,
                                  const EventView& view) {
  InstanceSummary summary;
  for (size_t i = instance.begin; i < instance.end; ++i) {
    const uint32_t ordinal = groups.order[i];
    if (!view.Passes(ordinal)) continue;
    const EventRecord& record = facts.events[ordinal];
    if (!summary.any) {
      summary.located.agent = record.agent;
    } else if (summary.located.agent != record.agent) {
      summary.located.agent.reset();
    }
    summary.any = true;
    summary.any_selected = summary.any_selected || record.selected;
    summary.located.last_event = ordinal;
  }
  return summary;
}

InstanceSummary Summarise(const ScopeInstance& instance,
                          const ScopeGroups& groups, const Facts& facts,
                          const EventView& view) {
  InstanceSummary summary;
  if (view.filters()) {
    summary = SummariseFiltered(instance, groups, facts, view);
  } else {
    summary.any = true;
    summary.any_selected = instance.any_selected;
    summary.located.agent = instance.only_agent;
    summary.located.last_event = groups.order[instance.end - 1];
  }
  summary.located.session = instance.session;
  summary.located.scope_agent = instance.agent;
  return summary;
}

// The positions in `groups.order` of the events that concern the rule, one bit
// each. Of a hundred rules each concerns few events; walking all events for
// every rule would cost more than reading and hashing them did.
std::vector<uint64_t> PlacesOf(const Plan::PlannedRule& rule,
                               const Facts& facts, const ScopeGroups& groups) {
  std::vector<uint64_t> places((groups.order.size() + 63) / 64, 0);
  const auto word_at = [&facts](uint32_t predicate, size_t at) {
    return facts.holding[predicate].At(at);
  };
  for (size_t at = 0; at * 64 < facts.events.size(); ++at) {
    uint64_t word = 0;
    for (const uint32_t role : rule.roles) word |= word_at(role, at);
    if (rule.label_filter) word &= word_at(*rule.label_filter, at);
    if (groups.some) word &= groups.members.At(at);
    for (; word != 0; word &= word - 1) {
      const size_t ordinal =
          at * 64 + static_cast<size_t>(std::countr_zero(word));
      const uint32_t place = groups.place[ordinal];
      places[place / 64] |= uint64_t{1} << (place % 64);
    }
  }
  return places;
}

// The first set bit at or after `from`, or `end`.
size_t NextPlace(const std::vector<uint64_t>& places, size_t from, size_t end) {
  for (size_t at = from / 64; at * 64 < end; ++at) {
    uint64_t word = places[at];
    if (at == from / 64) word &= ~uint64_t{0} << (from % 64);
    if (word == 0) continue;
    return std::min(end, at * 64 + static_cast<size_t>(std::countr_zero(word)));
  }
  return end;
}

// Walks the instances of a scope with the monitor of one rule.
class RuleWalk {
 public:
  RuleWalk(const Plan::PlannedRule& rule, const Facts& facts,
           const ScopeGroups& groups, OutcomeSink* sink)
      : facts_(facts),
        groups_(groups),
        view_(rule, facts),
        monitor_(rule.rule->body->NewMonitor()),
        sink_(*sink) {}

  void AllEvents(const Instant& as_of) {
    for (const ScopeInstance& instance : groups_.instances) {
      if (!sink_.Begin(instance.number) || !Begin(instance)) continue;
      for (size_t i = instance.begin; i < instance.end; ++i) {
        if (!view_.Passes(groups_.order[i])) continue;
        ahead_.push_back(groups_.order[i]);
        view_.Prefetch(ahead_.back());
        if (ahead_.size() == kAhead) ObserveAhead();
      }
      ObserveAhead();
      End(as_of);
    }
  }

  void EventsAt(const std::vector<uint64_t>& places, const Instant& as_of) {
    for (const ScopeInstance& instance : groups_.instances) {
      if (!sink_.Begin(instance.number)) continue;
      size_t place = NextPlace(places, instance.begin, instance.end);
      if (place == instance.end || !Begin(instance)) continue;
      while (place < instance.end) {
        for (; place < instance.end && ahead_.size() < kAhead;
             place = NextPlace(places, place + 1, instance.end)) {
          ahead_.push_back(groups_.order[place]);
          view_.Prefetch(ahead_.back());
        }
        ObserveAhead();
      }
      End(as_of);
    }
  }

 private:
  // The events of an instance are anywhere in memory: they are fetched some at
  // a time, or the walk would wait for each of them.
  static constexpr size_t kAhead = 32;

  bool Begin(const ScopeInstance& instance) {
    summary_ = Summarise(instance, groups_, facts_, view_);
    if (!summary_.any) return false;
    monitor_->Reset();
    return true;
  }
  void ObserveAhead() {
    for (const uint32_t ordinal : ahead_) view_.PrefetchKeys(ordinal);
    for (const uint32_t ordinal : ahead_) {
      monitor_->Observe(view_.Of(ordinal), &sink_);
    }
    ahead_.clear();
  }
  void End(const Instant& as_of) {
    monitor_->Finish(as_of, &sink_);
    sink_.EndInstance(summary_.located, summary_.any_selected);
  }

  const Facts& facts_;
  const ScopeGroups& groups_;
  EventView view_;
  const std::unique_ptr<Monitor> monitor_;
  OutcomeSink& sink_;
  InstanceSummary summary_;
  std::vector<uint32_t> ahead_;  // ordinals, at most kAhead
};

}  // namespace

RuleOutcome RunRule(const Plan::PlannedRule& rule, const Facts& facts,
                    const ScopeGroups& groups, const EventOrder& order,
                    const Instant& as_of, uint64_t max_findings,
                    const OutcomeSink::Memory& memory) {
  OutcomeSink sink(facts, order, max_findings, memory);
  RuleWalk walk(rule, facts, groups, &sink);
  if (rule.rule->body->NeedsEveryEvent()) {
    walk.AllEvents(as_of);
  } else {
    walk.EventsAt(PlacesOf(rule, facts, groups), as_of);
  }
  return sink.Take();
}

}  // namespace plog
