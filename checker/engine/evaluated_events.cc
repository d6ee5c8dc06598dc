#include "checker/engine/evaluated_events.h"

#include <algorithm>

namespace plog {
namespace {

// The label filters of a set of rules; without one in some rule they see every
// event.
struct FilterSet {
  bool every_event = false;
  std::vector<uint32_t> predicates;

  void Add(const Plan::PlannedRule& rule) {
    if (rule.label_filter) {
      predicates.push_back(*rule.label_filter);
    } else {
      every_event = true;
    }
  }
};

std::vector<FilterSet> FilterSets(const Plan& plan) {
  std::vector<FilterSet> sets(plan.policies().size() + 1);
  for (const Plan::PlannedRule& rule : plan.rules()) {
    sets[rule.policy_position].Add(rule);
    sets.back().Add(rule);
  }
  return sets;
}

// Counts the sets that see the events it is given.
class Counter {
 public:
  Counter(const Plan& plan, const std::vector<FilterSet>& sets)
      : by_predicate_(plan.predicates().size()),
        counted_at_(sets.size(), 0),
        counts_(sets.size(), 0) {
    for (size_t set = 0; set < sets.size(); ++set) {
      if (sets[set].every_event) continue;
      for (const uint32_t predicate : sets[set].predicates) {
        by_predicate_[predicate].push_back(set);
      }
    }
  }

  void Add(const Answers& answers) {
    ++event_;
    for (const uint32_t predicate : answers.holding) {
      for (const size_t set : by_predicate_[predicate]) {
        if (counted_at_[set] == event_) continue;
        counted_at_[set] = event_;
        ++counts_[set];
      }
    }
  }
  uint64_t count(size_t set) const { return counts_[set]; }

 private:
  std::vector<std::vector<size_t>> by_predicate_;
  std::vector<uint64_t> counted_at_;
  std::vector<uint64_t> counts_;
  uint64_t event_ = 0;
};

void CountAll(const Facts& facts, Counter* counter) {
  if (facts.log) {
    for (FactLog::Cursor event(*facts.log, false, true); event.Next();) {
      if (facts.IsSelected(event.ordinal())) counter->Add(event.answers());
    }
    return;
  }
  ForEachAnswers(facts, [&](uint32_t ordinal, const Answers& answers) {
    if (facts.IsSelected(ordinal)) counter->Add(answers);
  });
}

}  // namespace

std::vector<uint64_t> CountEvaluated(const Plan& plan, const Facts& facts) {
  const std::vector<FilterSet> sets = FilterSets(plan);
  Counter counter(plan, sets);
  const bool filtered =
      std::any_of(sets.begin(), sets.end(), [](const FilterSet& set) {
        return !set.every_event && !set.predicates.empty();
      });
  if (filtered) CountAll(facts, &counter);
  std::vector<uint64_t> counts;
  for (size_t i = 0; i < sets.size(); ++i) {
    counts.push_back(sets[i].every_event ? facts.selected_count
                                         : counter.count(i));
  }
  return counts;
}

}  // namespace plog
