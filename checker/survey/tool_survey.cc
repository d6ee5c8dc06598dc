#include "checker/survey/tool_survey.h"

#include <algorithm>

#include "ledger/json/canonical.h"
#include "ledger/json/hash_profile.h"

namespace plog {
namespace {

constexpr size_t kMaxArguments = 100;   // of a tool
constexpr size_t kMaxValueBytes = 200;  // of a listed value
constexpr int64_t kSecondsPerHour = 3600;

int64_t FloorDivide(int64_t value, int64_t divisor) {
  const int64_t quotient = value / divisor;
  return value % divisor < 0 ? quotient - 1 : quotient;
}

ValueKind KindOf(JsonView value) {
  if (value.is_string()) return ValueKind::kString;
  if (value.is_number()) return ValueKind::kNumber;
  if (value.is(JsonType::kBool)) return ValueKind::kBool;
  if (value.is_null()) return ValueKind::kNull;
  if (!value.is(JsonType::kArray)) return ValueKind::kOther;
  for (auto item = value.First(); item.valid(); item = value.After(item)) {
    if (!item.is_string()) return ValueKind::kOther;
  }
  return ValueKind::kStrings;
}

}  // namespace

std::optional<ValueKind> ArgumentSurvey::only_kind() const {
  for (size_t i = 0; i < kinds.size(); ++i) {
    if (kinds[i] == calls) return static_cast<ValueKind>(i);
  }
  return std::nullopt;
}

HourlyRate RateOf(const ToolUse& use) {
  std::vector<uint64_t> counts;
  for (const auto& [hour, count] : use.per_hour) counts.push_back(count);
  if (counts.empty()) return {};
  std::sort(counts.begin(), counts.end());
  const auto nearest = [&](size_t percent) {
    return counts[(counts.size() * percent + 99) / 100 - 1];
  };
  return {nearest(50), nearest(99), counts.back()};
}

std::string ToolSurvey::GroupOf(std::string_view agent) const {
  const size_t slash = agent.find('/');
  if (by_ == SurveyGroups::kAgents || slash == std::string_view::npos) {
    return std::string(agent);
  }
  return std::string(agent.substr(0, slash + 1));
}

void ToolSurvey::Add(const CallPlace& place, const EventContent& event) {
  const auto tool = event.Text(Member::kActionName);
  if (event.Text(Member::kActionType) != "TOOL_CALL" || !tool) return;
  ++calls_;
  ++agents_[place.agent_key];
  const std::string group = GroupOf(place.agent);
  GroupUse& use = groups_[group];
  use.is_kind = by_ == SurveyGroups::kKinds && group.ends_with('/');
  ++use.calls;
  ++use.agents[place.agent_key];
  use.sessions.Add(place, *tool);
  AddTo(&use.tools[std::string(*tool)], place.agent_key, event,
        place.effective);
  AddTo(&tools_[std::string(*tool)], 0, event, place.effective);
  const auto time = event.timestamp();
  if (!time) return;
  const int64_t hour = FloorDivide(time->seconds, kSecondsPerHour);
  const int64_t day = FloorDivide(hour, 24);
  ++use.hours[static_cast<size_t>(hour - day * 24)];
  // 1970-01-01 was a Thursday.
  ++use.days[static_cast<size_t>(((day + 4) % 7 + 7) % 7)];
}

void ToolSurvey::AddTo(ToolUse* use, uint32_t rate, const EventContent& event,
                       const Instant& effective) {
  ++use->calls;
  ++use->per_hour[{rate, FloorDivide(effective.seconds, kSecondsPerHour)}];
  const JsonView arguments = event.Get(Member::kActionInput);
  if (arguments.is(JsonType::kObject)) {
    AddArguments(arguments, use);
  } else {
    ++use->without_arguments;
  }
}

void ToolSurvey::AddArguments(JsonView arguments, ToolUse* use) {
  for (auto name = arguments.First(); name.valid();
       name = arguments.After(name.Value())) {
    const std::string key(name.AsString());
    if (!use->arguments.contains(key) &&
        use->arguments.size() == kMaxArguments) {
      use->too_many_arguments = true;
      continue;
    }
    AddValue(name.Value(), &use->arguments[key]);
  }
}

void ToolSurvey::AddValue(JsonView value, ArgumentSurvey* argument) const {
  ++argument->calls;
  const ValueKind kind = KindOf(value);
  ++argument->kinds[static_cast<size_t>(kind)];
  switch (kind) {
    case ValueKind::kNumber: {
      const double number = value.AsDouble();
      argument->least = std::min(argument->least.value_or(number), number);
      argument->most = std::max(argument->most.value_or(number), number);
      return;
    }
    case ValueKind::kStrings:
      for (auto item = value.First(); item.valid(); item = value.After(item)) {
        Keep(item, argument);
      }
      return;
    case ValueKind::kString:
    case ValueKind::kBool:
      return Keep(value, argument);
    case ValueKind::kNull:
    case ValueKind::kOther:
      return;
  }
}

void ToolSurvey::Keep(JsonView value, ArgumentSurvey* argument) const {
  if (argument->too_many) return;
  std::string text;
  AppendCanonical(value, NativeProfile(), &text);
  if (text.size() <= kMaxValueBytes) ++argument->values[text];
  argument->too_many =
      text.size() > kMaxValueBytes || argument->values.size() > max_values_;
  if (argument->too_many) argument->values.clear();
}

}  // namespace plog
