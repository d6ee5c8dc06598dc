#include "ledger/store/agent_table.h"

#include <utility>

namespace plog {

Status AgentTable::Reset() {
  entries_.clear();
  by_id_.clear();
  looked_up_ = 0;
  const Result<uint32_t> count = reader_.AgentCount();
  if (!count) return tl::make_unexpected(count.error());
  by_key_.assign(*count, nullptr);
  complete_ = *count == 0;
  return {};
}

Result<AgentRow*> AgentTable::Find(std::string_view agent_id) {
  constexpr unsigned kOneByOne = 4;
  while (true) {
    const auto found = by_id_.find(agent_id);
    if (found != by_id_.end()) return &found->second->row;
    if (complete_) return nullptr;
    const bool one = looked_up_++ < kOneByOne;
    const size_t known = entries_.size();
    const Status read = one ? ReadOne(agent_id) : ReadAll();
    if (!read) return tl::make_unexpected(read.error());
    if (one && entries_.size() == known) return nullptr;
  }
}

Result<AgentRow*> AgentTable::Find(uint32_t key) {
  if (by_key_.at(key) == nullptr) {
    if (Status read = ReadAll(); !read) {
      return tl::make_unexpected(read.error());
    }
  }
  return &by_key_[key]->row;
}

AgentRow* AgentTable::Add(AgentRow agent) {
  agent.key = static_cast<uint32_t>(by_key_.size());
  by_key_.push_back(nullptr);
  AgentRow* const added = Keep(std::move(agent));
  MarkChanged(added->key);
  return added;
}

std::vector<const AgentRow*> AgentTable::TakeChanged() {
  std::vector<const AgentRow*> changed;
  for (Entry* entry : by_key_) {
    if (entry == nullptr || !std::exchange(entry->changed, false)) continue;
    changed.push_back(&entry->row);
  }
  return changed;
}

AgentRow* AgentTable::Keep(AgentRow agent) {
  Entry& entry = entries_.emplace_back(Entry{std::move(agent), false});
  by_key_[entry.row.key] = &entry;
  by_id_[entry.row.agent_id] = &entry;
  return &entry.row;
}

Status AgentTable::ReadOne(std::string_view agent_id) {
  Result<std::optional<AgentRow>> agent = reader_.AgentNamed(agent_id);
  if (!agent) return tl::make_unexpected(agent.error());
  if (*agent) Keep(std::move(**agent));
  return {};
}

Status AgentTable::ReadAll() {
  Result<std::vector<AgentRow>> agents = reader_.Agents();
  if (!agents) return tl::make_unexpected(agents.error());
  for (AgentRow& agent : *agents) {
    if (by_key_[agent.key] == nullptr) Keep(std::move(agent));
  }
  complete_ = true;
  return {};
}

}  // namespace plog
