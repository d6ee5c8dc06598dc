#ifndef PLOG_CHECKER_ENGINE_EVENT_VIEW_H_
#define PLOG_CHECKER_ENGINE_EVENT_VIEW_H_

#include <cstdint>
#include <vector>

#include "checker/engine/facts.h"
#include "checker/engine/plan.h"
#include "rules/types/monitor.h"

namespace plog {

// Translates the facts of an event into what the rule's monitor reads. The
// keys of an event are valid until the next one is asked for.
class EventView {
 public:
  EventView(const Plan::PlannedRule& rule, const Facts& facts)
      : rule_(rule), facts_(facts), keys_(rule.extractors.size()) {}

  bool filters() const { return rule_.label_filter.has_value(); }
  bool Passes(uint32_t ordinal) const {
    return !rule_.label_filter || facts_.Holds(ordinal, *rule_.label_filter);
  }

  // Bring into the cache what Of will read; PrefetchKeys some events later, as
  // it reads what Prefetch fetches.
  void Prefetch(uint32_t ordinal) const {
    __builtin_prefetch(&facts_.events[ordinal]);
    for (const uint32_t extractor : rule_.extractor_ids) {
      facts_.keys[extractor].Prefetch(ordinal);
    }
  }
  void PrefetchKeys(uint32_t ordinal) const {
    for (const uint32_t extractor : rule_.extractor_ids) {
      facts_.keys[extractor].PrefetchValue(ordinal);
    }
  }

  ScopeEvent Of(uint32_t ordinal) {
    const EventRecord& record = facts_.events[ordinal];
    ScopeEvent event;
    event.ordinal = ordinal;
    event.selected = record.selected;
    event.time = record.time();
    for (size_t i = 0; i < rule_.roles.size(); ++i) {
      if (facts_.Holds(ordinal, rule_.roles[i])) event.roles |= 1U << i;
    }
    if (Gather(ordinal, event.roles)) event.keys = keys_;
    return event;
  }

 private:
  // Keys of other rules may be there too; only those guarded by a role that
  // holds are this rule's.
  bool Gather(uint32_t ordinal, uint32_t roles) {
    bool any = false;
    for (size_t i = 0; i < keys_.size(); ++i) {
      keys_[i] = KeyValue();
      if ((rule_.extractors[i].guard & roles) == 0) continue;
      any = true;
      keys_[i] = facts_.keys[rule_.extractor_ids[i]].At(ordinal);
    }
    return any;
  }

  const Plan::PlannedRule& rule_;
  const Facts& facts_;
  std::vector<KeyValue> keys_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_EVENT_VIEW_H_
