#include "checker/engine/scope_order.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "checker/engine/scope_keys.h"
#include "ledger/base/huge_pages.h"

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
  return GroupByScope(facts, InstanceKeys(facts, scope), order, nullptr);
}

namespace {

// Calls visit(ordinal, instance) for the events of the instances that are
// wanted.
class Members {
 public:
  Members(const Facts& facts, const InstanceKeys& keys,
          const std::vector<bool>* wanted)
      : facts_(facts), keys_(keys), all_(wanted == nullptr) {
    if (wanted == nullptr) return;
    for (uint32_t i = 0; i < facts.events.size(); ++i) {
      const size_t instance = keys.Of(facts.events[i]);
      if ((*wanted)[instance]) some_.emplace_back(i, instance);
    }
  }

  template <class Visit>
  void ForEach(Visit visit) const {
    for (uint32_t i = 0; all_ && i < facts_.events.size(); ++i) {
      visit(i, keys_.Of(facts_.events[i]));
    }
    for (const auto& [ordinal, instance] : some_) visit(ordinal, instance);
  }

 private:
  const Facts& facts_;
  const InstanceKeys& keys_;
  bool all_;
  std::vector<std::pair<uint32_t, size_t>> some_;  // unless all
};

}  // namespace

ScopeGroups GroupByScope(const Facts& facts, const InstanceKeys& keys,
                         const EventOrder& order,
                         const std::vector<bool>* wanted) {
  const Members members(facts, keys, wanted);
  std::vector<size_t> ends(keys.count() + 1, 0);  // counting sort
  members.ForEach([&](uint32_t, size_t key) { ++ends[key + 1]; });
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  ScopeGroups groups;
  groups.some = wanted != nullptr;
  ReserveToFill(ends.back(), &groups.order);
  groups.order.resize(ends.back());
  std::vector<size_t> next(ends.begin(), ends.end() - 1);
  members.ForEach([&](uint32_t i, size_t key) {
    groups.order[next[key]++] = i;
    if (groups.some) groups.members.Add(i);
  });
  for (size_t key = 0; key + 1 < ends.size(); ++key) {
    if (ends[key] == ends[key + 1]) continue;
    const auto begin =
        groups.order.begin() + static_cast<std::ptrdiff_t>(ends[key]);
    const auto end =
        groups.order.begin() + static_cast<std::ptrdiff_t>(ends[key + 1]);
    if (!std::is_sorted(begin, end, order)) std::sort(begin, end, order);
    const InstanceKey key_of = keys.At(key);
    ScopeInstance instance;
    instance.number = key;
    instance.session = key_of.session;
    instance.agent = key_of.agent;
    instance.begin = ends[key];
    instance.end = ends[key + 1];
    Summarise(facts, groups.order, &instance);
    groups.instances.push_back(instance);
  }
  ReserveToFill(facts.events.size(), &groups.place);
  groups.place.resize(facts.events.size());
  for (uint32_t i = 0; i < groups.order.size(); ++i) {
    groups.place[groups.order[i]] = i;
  }
  return groups;
}

}  // namespace plog
