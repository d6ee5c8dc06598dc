#include "checker/engine/scope_order.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "checker/engine/scope_keys.h"

namespace plog {

EventOrder::EventOrder(const Facts& facts)
    : facts_(facts), agent_ranks_(RankAgents(facts).rank_of) {}

OrderKey EventOrder::KeyOf(uint32_t ordinal) const {
  const EventRecord record = facts_.Record(ordinal);
  return {record.time(), agent_ranks_[record.agent], record.sequence, ordinal};
}

bool EventOrder::operator()(uint32_t a, uint32_t b) const {
  if (facts_.log) return KeyOf(a) < KeyOf(b);
  const EventRecord& x = facts_.events[a];
  const EventRecord& y = facts_.events[b];
  if (x.time() != y.time()) return x.time() < y.time();
  if (x.agent != y.agent) return agent_ranks_[x.agent] < agent_ranks_[y.agent];
  if (x.sequence != y.sequence) return x.sequence < y.sequence;
  return a < b;
}

namespace {

void Summarise(const Facts& facts, const std::vector<uint32_t>& order,
               ScopeInstance* instance) {
  instance->only_agent = facts.events[order[instance->begin]].agent;
  for (size_t i = instance->begin; i < instance->end; ++i) {
    const EventRecord& record = facts.events[order[i]];
    if (record.agent != instance->only_agent) instance->only_agent.reset();
    instance->any_selected = instance->any_selected || record.selected;
  }
}

}  // namespace

ScopeGroups GroupByScope(const Facts& facts, Scope scope,
                         const EventOrder& order) {
  const InstanceKeys keys(facts, scope);
  std::vector<size_t> ends(keys.count() + 1, 0);  // counting sort
  for (const EventRecord& record : facts.events) ++ends[keys.Of(record) + 1];
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  ScopeGroups groups;
  groups.order.resize(facts.events.size());
  std::vector<size_t> next(ends.begin(), ends.end() - 1);
  for (uint32_t i = 0; i < facts.events.size(); ++i) {
    groups.order[next[keys.Of(facts.events[i])]++] = i;
  }
  for (size_t key = 0; key + 1 < ends.size(); ++key) {
    if (ends[key] == ends[key + 1]) continue;
    const auto begin =
        groups.order.begin() + static_cast<std::ptrdiff_t>(ends[key]);
    const auto end =
        groups.order.begin() + static_cast<std::ptrdiff_t>(ends[key + 1]);
    if (!std::is_sorted(begin, end, order)) std::sort(begin, end, order);
    const InstanceKey key_of = keys.At(key);
    ScopeInstance instance;
    instance.session = key_of.session;
    instance.agent = key_of.agent;
    instance.begin = ends[key];
    instance.end = ends[key + 1];
    Summarise(facts, groups.order, &instance);
    groups.instances.push_back(instance);
  }
  groups.place.resize(groups.order.size());
  for (uint32_t i = 0; i < groups.order.size(); ++i) {
    groups.place[groups.order[i]] = i;
  }
  return groups;
}

}  // namespace plog
