#include "checker/engine/outcome_reuse.h"

#include <algorithm>

namespace plog {
namespace {

// Calls visit(record, ordinal) for every event from that ordinal on.
template <class Visit>
void ForEachRecord(const Facts& facts, uint64_t first, Visit visit) {
  if (!facts.log) {
    for (uint64_t i = first; i < facts.events.size(); ++i) {
      visit(facts.events[i], static_cast<uint32_t>(i));
    }
    return;
  }
  for (FactLog::Cursor event(*facts.log, false, false); event.Next();) {
    if (event.ordinal() >= first) visit(event.record(), event.ordinal());
  }
}

}  // namespace

bool HasLateEvents(const Facts& facts, uint64_t old_events) {
  if (facts.in_chain_order) return false;
  std::vector<uint64_t> last(facts.agents.size(), 0);  // sequence, of the old
  bool late = false;
  ForEachRecord(facts, 0, [&](const EventRecord& record, uint32_t ordinal) {
    if (ordinal < old_events) {
      last[record.agent] = std::max(last[record.agent], record.sequence);
    } else {
      late = late || record.sequence < last[record.agent];
    }
  });
  return late;
}

LiveInstances FindChanged(const Facts& facts, const InstanceKeys& keys,
                          uint64_t old_events) {
  LiveInstances live;
  live.changed.resize(keys.count(), false);
  ForEachRecord(facts, old_events, [&](const EventRecord& record, uint32_t) {
    live.changed[keys.Of(record)] = true;
  });
  live.walked = live.changed;
  return live;
}

bool AddPending(std::string_view outcomes, const OutcomeBounds& bounds,
                const InstanceKeys& keys, LiveInstances* live) {
  OutcomeReader reader(outcomes, bounds);
  InstanceOutcome outcome;
  std::optional<size_t> previous;
  while (reader.Next(&outcome)) {
    const std::optional<size_t> number = keys.NumberOf(outcome.key);
    if (!number || (previous && *previous >= *number)) return false;
    previous = number;
    if (outcome.counts.pending > 0) live->walked[*number] = true;
  }
  return reader.whole();
}

std::vector<std::string_view> SplitOutcomes(std::string_view outcomes,
                                            const OutcomeBounds& bounds,
                                            const InstanceKeys& keys,
                                            const std::vector<size_t>& begins) {
  std::vector<std::string_view> parts;
  OutcomeReader reader(outcomes, bounds);
  InstanceOutcome outcome;
  size_t begin = 0;
  size_t end = 0;  // of what was read
  while (reader.Next(&outcome)) {
    const size_t number = keys.NumberOf(outcome.key).value_or(0);
    while (parts.size() + 1 < begins.size() &&
           begins[parts.size() + 1] <= number) {
      parts.push_back(outcomes.substr(begin, end - begin));
      begin = end;
    }
    end = outcomes.size() - reader.left();
  }
  parts.push_back(outcomes.substr(begin));
  parts.resize(begins.size());
  return parts;
}

}  // namespace plog
