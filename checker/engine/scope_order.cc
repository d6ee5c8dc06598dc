#include "checker/engine/scope_order.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace plog {
namespace {

// Carries the effective time along one chain.
class ChainClock {
 public:
  void Advance(EventRecord* record) {
    if (record->has_time && (!started_ || record->time() > time_)) {
      time_ = record->time();
    }
    started_ = true;
    record->SetTime(time_);
  }

 private:
  bool started_ = false;
  Instant time_;  // 1970-01-01T00:00:00Z until the chain has a timestamp
};

// Agents some of whose events did not come in chain order.
std::vector<bool> IrregularAgents(const Facts& facts) {
  std::vector<bool> irregular(facts.agents.size(), false);
  std::vector<uint64_t> last(facts.agents.size(), 0);
  for (const EventRecord& record : facts.events) {
    if (record.sequence < last[record.agent]) irregular[record.agent] = true;
    last[record.agent] = std::max(last[record.agent], record.sequence);
  }
  return irregular;
}

void SetIrregular(Facts* facts, const std::vector<bool>& irregular) {
  std::vector<uint32_t> chain;
  for (uint32_t i = 0; i < facts->events.size(); ++i) {
    if (irregular[facts->events[i].agent]) chain.push_back(i);
  }
  std::sort(chain.begin(), chain.end(), [facts](uint32_t a, uint32_t b) {
    const EventRecord& x = facts->events[a];
    const EventRecord& y = facts->events[b];
    return std::tie(x.agent, x.sequence, a) < std::tie(y.agent, y.sequence, b);
  });
  ChainClock clock;
  for (size_t i = 0; i < chain.size(); ++i) {
    EventRecord& record = facts->events[chain[i]];
    const bool new_chain =
        i == 0 || facts->events[chain[i - 1]].agent != record.agent;
    if (new_chain) clock = ChainClock();
    clock.Advance(&record);
  }
}

// Position of each item when sorted by `name`.
template <class Name>
std::vector<uint32_t> Ranks(size_t count, Name name) {
  std::vector<uint32_t> sorted(count);
  std::iota(sorted.begin(), sorted.end(), 0U);
  std::sort(sorted.begin(), sorted.end(),
            [&](uint32_t a, uint32_t b) { return name(a) < name(b); });
  std::vector<uint32_t> ranks(count);
  for (uint32_t rank = 0; rank < count; ++rank) ranks[sorted[rank]] = rank;
  return ranks;
}

std::vector<uint32_t> AgentRanks(const Facts& facts) {
  return Ranks(facts.agents.size(), [&facts](uint32_t key) {
    return std::string_view(facts.agents[key].agent_id);
  });
}

// The position of every event's instance among all instances.
class InstanceKeys {
 public:
  InstanceKeys(const Facts& facts, Scope scope)
      : scope_(scope), agent_ranks_(AgentRanks(facts)) {
    if (scope == Scope::kSession) {
      session_ranks_ = Ranks(facts.sessions.size(), [&facts](uint32_t id) {
        return std::string_view(facts.sessions[id]);
      });
    }
  }

  size_t count() const {
    return scope_ == Scope::kLedger
               ? 1
               : session_ranks_.size() + agent_ranks_.size();
  }
  size_t Of(const EventRecord& record) const {
    if (scope_ == Scope::kLedger) return 0;
    if (scope_ == Scope::kSession && record.session != kNoSession) {
      return session_ranks_[record.session];
    }
    return session_ranks_.size() + agent_ranks_[record.agent];
  }
  ScopeInstance Describe(const EventRecord& record) const {
    ScopeInstance instance;
    if (scope_ == Scope::kLedger) return instance;
    if (scope_ == Scope::kSession && record.session != kNoSession) {
      instance.session = record.session;
    } else {
      instance.agent = record.agent;
    }
    return instance;
  }

 private:
  Scope scope_;
  std::vector<uint32_t> agent_ranks_;
  std::vector<uint32_t> session_ranks_;
};

}  // namespace

void SetEffectiveTimes(Facts* facts, const Selection& selection) {
  const std::vector<bool> irregular = IrregularAgents(*facts);
  std::vector<ChainClock> clocks(facts->agents.size());
  for (EventRecord& record : facts->events) {
    if (!irregular[record.agent]) clocks[record.agent].Advance(&record);
  }
  SetIrregular(facts, irregular);
  for (EventRecord& record : facts->events) {
    if (selection.since && record.time() < *selection.since) {
      record.selected = false;
    }
    if (selection.until && record.time() >= *selection.until) {
      record.selected = false;
    }
  }
}

EventOrder::EventOrder(const Facts& facts)
    : facts_(facts), agent_ranks_(AgentRanks(facts)) {}

bool EventOrder::operator()(uint32_t a, uint32_t b) const {
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
    ScopeInstance instance = keys.Describe(facts.events[*begin]);
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
