#include "checker/engine/rule_run.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "checker/engine/event_view.h"
#include "checker/engine/outcome_reuse.h"
#include "checker/engine/role_bits.h"
#include "ledger/base/ordered_results.h"

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

// A rule, and what its walks need.
struct PreparedRule {
  RuleTask task;
  // Bits of the events that concern it; none if it has to see all.
  std::optional<std::vector<uint64_t>> places = {};
  // Of an earlier run, by part, if there are any.
  std::vector<std::string_view> outcomes = {};
  // How many findings are listed by now: of parts behind those, so many less
  // are needed.
  std::atomic<uint64_t> listed = 0;
};

// Walks instances of a scope with the monitor of one rule.
class RuleWalk {
 public:
  RuleWalk(const PreparedRule& rule, const OutcomeSink::Memory& memory,
           uint64_t max_findings, const Facts& facts, const ScopeGroups& groups,
           const EventOrder& order)
      : places_(rule.places ? &*rule.places : nullptr),
        facts_(facts),
        groups_(groups),
        view_(*rule.task.rule, facts),
        monitor_(rule.task.rule->rule->body->NewMonitor()),
        sink_(facts, order, max_findings, memory) {}

  void Begin(const ScopeInstance& instance) {
    instance_ = &instance;
    begun_ = false;
    walks_ = sink_.Begin(instance.number);
    if (walks_ && places_ == nullptr) Reset();
  }
  // The events of the instance from and to these positions in the groups.
  void Observe(size_t begin, size_t end) {
    if (!walks_) return;
    if (places_ == nullptr) {
      for (size_t i = begin; i < end; ++i) {
        if (view_.Passes(groups_.order[i])) Expect(groups_.order[i]);
      }
    } else {
      size_t place = NextPlace(*places_, begin, end);
      if (place < end && !begun_) Reset();
      for (; place < end; place = NextPlace(*places_, place + 1, end)) {
        Expect(groups_.order[place]);
      }
    }
    ObserveAhead();
  }
  void End(const Instant& as_of) {
    if (!begun_) return;
    monitor_->Finish(as_of, &sink_);
    sink_.EndInstance(summary_.located, summary_.any_selected);
  }

  RuleOutcome Take() { return sink_.Take(); }

 private:
  // The events of an instance are anywhere in memory: they are fetched some at
  // a time, or the walk would wait for each of them.
  static constexpr size_t kAhead = 32;

  // Before the first event that the rule sees. It may not see any.
  void Reset() {
    summary_ = Summarise(*instance_, groups_, facts_, view_);
    begun_ = summary_.any;
    walks_ = begun_;
    if (begun_) monitor_->Reset();
  }
  void Expect(uint32_t ordinal) {
    ahead_.push_back(ordinal);
    view_.Prefetch(ordinal);
    if (ahead_.size() == kAhead) ObserveAhead();
  }
  void ObserveAhead() {
    for (const uint32_t ordinal : ahead_) view_.PrefetchKeys(ordinal);
    for (const uint32_t ordinal : ahead_) {
      monitor_->Observe(view_.Of(ordinal), &sink_);
    }
    ahead_.clear();
  }

  const std::vector<uint64_t>* places_;
  const Facts& facts_;
  const ScopeGroups& groups_;
  EventView view_;
  const std::unique_ptr<Monitor> monitor_;
  OutcomeSink sink_;
  const ScopeInstance* instance_ = nullptr;
  bool walks_ = false;  // it
  bool begun_ = false;
  InstanceSummary summary_;
  std::vector<uint32_t> ahead_;  // ordinals, at most kAhead
};

// Instances that follow each other.
struct Part {
  size_t begin = 0;
  size_t end = 0;
  size_t events = 0;
};

std::vector<Part> PartsOf(const ScopeGroups& groups, size_t events_of_part) {
  std::vector<Part> parts;
  for (size_t i = 0; i < groups.instances.size(); ++i) {
    if (parts.empty() || parts.back().events >= events_of_part) {
      parts.push_back({i, i, 0});
    }
    parts.back().end = i + 1;
    parts.back().events += groups.instances[i].end - groups.instances[i].begin;
  }
  // What an earlier run found where nothing is walked is found all the same.
  if (parts.empty()) parts.emplace_back();
  return parts;
}

// What one thread walks at a time: a part with some of the rules.
struct Errand {
  size_t part = 0;
  size_t begin = 0;  // rules
  size_t end = 0;
};

// All rules together; but where an instance has so many of the events that
// threads would wait for its walk, one by one.
std::vector<Errand> ErrandsOf(const std::vector<Part>& parts, size_t rules,
                              unsigned jobs) {
  size_t events = 0;
  for (const Part& part : parts) events += part.events;
  std::vector<Errand> errands;
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool large = parts[i].events > events / (2 * std::max(jobs, 1U));
    const size_t together = large && jobs > 1 ? 1 : rules;
    for (size_t rule = 0; rule < rules; rule += together) {
      errands.push_back({i, rule, rule + together});
    }
  }
  return errands;
}

// Runs some rules over the instances of a scope.
class JointRun {
 public:
  JointRun(std::span<const RuleTask> tasks, const Facts& facts,
           const ScopeGroups& groups, const EventOrder& order,
           const CheckOptions& options)
      : facts_(facts),
        groups_(groups),
        order_(order),
        options_(options),
        parts_(PartsOf(groups, options.walked_at_once)),
        outcomes_(tasks.size()) {
    for (const RuleTask& task : tasks) rules_.emplace_back().task = task;
  }

  std::vector<RuleOutcome> Run() {
    const auto prepare = [this](size_t rule) {
      Prepare(&rules_[rule], &outcomes_[rule]);
      return true;
    };
    TakeInOrder(rules_.size(), options_.jobs, prepare, [](bool) {});
    const std::vector<Errand> errands =
        ErrandsOf(parts_, rules_.size(), options_.jobs);
    size_t taken = 0;
    TakeInOrder(
        errands.size(), options_.jobs,
        [&](size_t errand) { return Walk(errands[errand]); },
        [&](std::vector<RuleOutcome> outcomes) {
          Add(errands[taken++].begin, std::move(outcomes));
        });
    return std::move(outcomes_);
  }

 private:
  // `outcome`: of what is found before any instance is walked.
  void Prepare(PreparedRule* rule, RuleOutcome* outcome) const {
    if (!rule->task.rule->rule->body->NeedsEveryEvent()) {
      rule->places = FindPlaces(rule->task, outcome);
    }
    const OutcomeSink::Memory& memory = rule->task.memory;
    if (memory.live == nullptr) return;
    std::vector<size_t> begins;
    for (const Part& part : parts_) {
      begins.push_back(
          part.begin < part.end ? groups_.instances[part.begin].number : 0);
    }
    rule->outcomes =
        SplitOutcomes(*memory.outcomes, memory.old, *memory.keys, begins);
  }

  // Of the events that have to be walked; others are counted.
  std::vector<uint64_t> FindPlaces(const RuleTask& task,
                                   RuleOutcome* outcome) const {
    const RoleBits bits(*task.rule, facts_, groups_);
    uint32_t observed = ~uint32_t{0};
    const bool all_selected = facts_.selected_count == facts_.event_count();
    // What is remembered is told of each instance.
    const bool remembers = task.memory.record || task.memory.live != nullptr;
    if (all_selected && !remembers) {
      const std::unique_ptr<Monitor> monitor =
          task.rule->rule->body->NewMonitor();
      OutcomeSink sink(facts_, order_, task.max_findings);
      observed = monitor->ObservedRoles();
      CountOthers(bits, observed, monitor.get(), &sink);
      *outcome = sink.Take();
    }
    return PlacesOf(bits, observed, groups_);
  }

  std::vector<RuleOutcome> Walk(const Errand& errand) const {
    std::deque<RuleWalk> walks;
    for (size_t i = errand.begin; i < errand.end; ++i) {
      const PreparedRule& rule = rules_[i];
      OutcomeSink::Memory memory = rule.task.memory;
      if (memory.live != nullptr) memory.outcomes = rule.outcomes[errand.part];
      // What is recorded may not depend on which part is done first.
      const uint64_t listed = memory.record ? 0 : rule.listed.load();
      walks.emplace_back(rule, memory, rule.task.max_findings - listed, facts_,
                         groups_, order_);
    }
    const Part& part = parts_[errand.part];
    for (size_t i = part.begin; i < part.end; ++i) {
      WalkInstance(groups_.instances[i], &walks);
    }
    std::vector<RuleOutcome> outcomes;
    for (RuleWalk& walk : walks) outcomes.push_back(walk.Take());
    return outcomes;
  }

  void WalkInstance(const ScopeInstance& instance,
                    std::deque<RuleWalk>* walks) const {
    for (RuleWalk& walk : *walks) walk.Begin(instance);
    // What one rule has looked at, the next one finds in the cache.
    const size_t at_once = std::max<size_t>(options_.walked_at_once / 4, 1);
    for (size_t at = instance.begin; at < instance.end; at += at_once) {
      const size_t end = std::min(instance.end, at + at_once);
      for (RuleWalk& walk : *walks) walk.Observe(at, end);
    }
    for (RuleWalk& walk : *walks) walk.End(options_.as_of);
  }

  void Add(size_t rule, std::vector<RuleOutcome> outcomes) {
    for (RuleOutcome& outcome : outcomes) {
      JoinOutcome(std::move(outcome), rules_[rule].task.max_findings,
                  &outcomes_[rule]);
      rules_[rule].listed = outcomes_[rule].findings.size();
      ++rule;
    }
  }

  const Facts& facts_;
  const ScopeGroups& groups_;
  const EventOrder& order_;
  const CheckOptions& options_;
  const std::vector<Part> parts_;
  std::deque<PreparedRule> rules_;
  std::vector<RuleOutcome> outcomes_;
};

}  // namespace

std::vector<RuleOutcome> RunTogether(const std::vector<RuleTask>& tasks,
                                     const Facts& facts,
                                     const ScopeGroups& groups,
                                     const EventOrder& order,
                                     const CheckOptions& options) {
  // A rule takes a bit for each event.
  constexpr size_t kAtOnce = 8;
  std::vector<RuleOutcome> outcomes;
  for (size_t at = 0; at < tasks.size(); at += kAtOnce) {
    const auto some =
        std::span(tasks).subspan(at, std::min(kAtOnce, tasks.size() - at));
    auto done = JointRun(some, facts, groups, order, options).Run();
    std::move(done.begin(), done.end(), std::back_inserter(outcomes));
  }
  return outcomes;
}

RuleOutcome RunRule(const Plan::PlannedRule& rule, const Facts& facts,
                    const ScopeGroups& groups, const EventOrder& order,
                    const Instant& as_of, uint64_t max_findings) {
  CheckOptions options;
  options.as_of = as_of;
  const std::vector<RuleTask> task = {{&rule, max_findings, {}}};
  return std::move(RunTogether(task, facts, groups, order, options).front());
}

}  // namespace plog
