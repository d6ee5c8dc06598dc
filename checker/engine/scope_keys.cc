#include "checker/engine/scope_keys.h"

#include <algorithm>
#include <numeric>
#include <string_view>

namespace plog {
namespace {

template <class Name>
Ranking Rank(size_t count, Name name) {
  Ranking ranking;
  ranking.at_rank.resize(count);
  std::iota(ranking.at_rank.begin(), ranking.at_rank.end(), 0U);
  std::sort(ranking.at_rank.begin(), ranking.at_rank.end(),
            [&](uint32_t a, uint32_t b) { return name(a) < name(b); });
  ranking.rank_of.resize(count);
  for (uint32_t rank = 0; rank < count; ++rank) {
    ranking.rank_of[ranking.at_rank[rank]] = rank;
  }
  return ranking;
}

}  // namespace

Ranking RankAgents(const Facts& facts) {
  return Rank(facts.agents.size(), [&facts](uint32_t key) {
    return std::string_view(facts.agents[key].agent_id);
  });
}

InstanceKeys::InstanceKeys(const Facts& facts, Scope scope)
    : scope_(scope), agents_(RankAgents(facts)) {
  if (scope != Scope::kSession) return;
  sessions_ = Rank(facts.sessions.size(),
                   [&facts](uint32_t id) { return facts.sessions[id]; });
}

size_t InstanceKeys::count() const {
  return scope_ == Scope::kLedger
             ? 1
             : sessions_.at_rank.size() + agents_.at_rank.size();
}

size_t InstanceKeys::Of(const EventRecord& record) const {
  if (scope_ == Scope::kLedger) return 0;
  if (scope_ == Scope::kSession && record.session != kNoSession) {
    return sessions_.rank_of[record.session];
  }
  return sessions_.rank_of.size() + agents_.rank_of[record.agent];
}

std::optional<size_t> InstanceKeys::NumberOf(const InstanceKey& key) const {
  if (scope_ == Scope::kLedger) {
    if (key.session || key.agent) return std::nullopt;
    return 0;
  }
  if (key.session && *key.session < sessions_.rank_of.size()) {
    return sessions_.rank_of[*key.session];
  }
  if (!key.agent || *key.agent >= agents_.rank_of.size()) return std::nullopt;
  return sessions_.rank_of.size() + agents_.rank_of[*key.agent];
}

InstanceKey InstanceKeys::At(size_t number) const {
  if (scope_ == Scope::kLedger) return {};
  const size_t sessions = sessions_.at_rank.size();
  if (number < sessions) return {sessions_.at_rank[number], std::nullopt};
  return {std::nullopt, agents_.at_rank[number - sessions]};
}

}  // namespace plog
