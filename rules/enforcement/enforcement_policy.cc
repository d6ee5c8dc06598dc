#include "rules/enforcement/enforcement_policy.h"

#include <algorithm>
#include <set>

namespace plog {
namespace {

int64_t FloorDivide(int64_t value, int64_t divisor) {
  const int64_t quotient = value / divisor;
  return value % divisor < 0 ? quotient - 1 : quotient;
}

void AddRules(const EnforcementPolicy& policy, std::string_view owner,
              EnforcedTool* tool) {
  for (size_t i = 0; i < policy.rules.size(); ++i) {
    if (policy.rules[i].tool == owner) tool->rules.push_back(i);
  }
}

void NumberSlots(const EnforcementPolicy& policy, EnforcedTool* tool) {
  uint32_t next = 0;
  for (const size_t rule : tool->rules) {
    const bool any = !policy.rules[rule].arguments.empty();
    tool->slots.push_back(any ? std::optional(next++) : std::nullopt);
  }
}

}  // namespace

int64_t PeriodOf(CounterWindow window, const Instant& time) {
  constexpr std::array<int64_t, 3> kSeconds = {60, 3600, 86400};
  return FloorDivide(time.seconds, kSeconds[static_cast<size_t>(window)]);
}

bool EnforcementRule::needs_arguments() const {
  return !arguments.empty() ||
         std::any_of(reservations.begin(), reservations.end(),
                     [](const Reservation& one) { return one.amount; });
}

const EnforcedTool& EnforcementPolicy::ToolOf(std::string_view name) const {
  const auto found = tool_positions.find(name);
  return found == tool_positions.end() ? other : tools[found->second];
}

size_t EnforcementPolicy::slot_count() const {
  const auto used = [](const EnforcedTool& tool) {
    return static_cast<size_t>(
        std::count_if(tool.slots.begin(), tool.slots.end(),
                      [](const auto& slot) { return slot.has_value(); }));
  };
  size_t most = used(other);
  for (const EnforcedTool& tool : tools) most = std::max(most, used(tool));
  return most;
}

void EnforcementPolicy::LinkTools() {
  for (size_t i = 0; i < tools.size(); ++i) {
    EnforcedTool& tool = tools[i];
    tool_positions.emplace(tool.name, i);
    AddRules(*this, tool.name, &tool);
    AddRules(*this, kAnyTool, &tool);
    NumberSlots(*this, &tool);
  }
  AddRules(*this, kAnyTool, &other);
  NumberSlots(*this, &other);
}

std::vector<std::string> EnforcementPolicy::Neighbours(
    const std::string& tool) const {
  std::set<std::string> all;
  std::vector<std::string> open = {tool};
  while (!open.empty()) {
    const std::string next = std::move(open.back());
    open.pop_back();
    // A counter of "*" is moved by every tool.
    if (next == kAnyTool || next == kGlobalScope) return {};
    if (!all.insert(next).second) continue;
    for (const size_t rule : ToolOf(next).rules) {
      for (const StateCondition& one : rules[rule].state) {
        if (one.counter) open.push_back(counters[*one.counter].scope);
      }
      for (const Reservation& one : rules[rule].reservations) {
        open.push_back(counters[one.counter].scope);
      }
    }
  }
  return {all.begin(), all.end()};
}

}  // namespace plog
