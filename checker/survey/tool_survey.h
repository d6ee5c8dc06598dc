#ifndef PLOG_CHECKER_SURVEY_TOOL_SURVEY_H_
#define PLOG_CHECKER_SURVEY_TOOL_SURVEY_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/survey/session_survey.h"
#include "ledger/event/content.h"

namespace plog {

// What a trail shows about the use of tools: the evidence behind a starter
// policy. Bounded per tool: of an argument with many values only that they are
// many is kept.

// How a kind of value is called in comments: "string", "list of strings", …
enum class ValueKind : uint8_t {
  kString,
  kNumber,
  kBool,
  kStrings,
  kNull,
  kOther,
};
inline constexpr std::array<std::string_view, 6> kValueKinds = {
    "string", "number", "boolean", "list of strings", "null", "other"};

struct ArgumentSurvey {
  uint64_t calls = 0;  // that have it
  std::array<uint64_t, kValueKinds.size()> kinds{};
  // Strings and booleans, and the elements of lists, as JSON text. Empty if
  // there were more than the survey keeps.
  std::map<std::string, uint64_t> values;
  bool too_many = false;
  std::optional<double> least;  // of numbers
  std::optional<double> most;

  // The one kind that every value has.
  std::optional<ValueKind> only_kind() const;
};

struct ToolUse {
  uint64_t calls = 0;
  uint64_t without_arguments = 0;  // none were recorded
  std::map<std::string, ArgumentSurvey> arguments;
  bool too_many_arguments = false;
  // By whoever has a rate of his own, and UTC hour since 1970.
  std::map<std::pair<uint32_t, int64_t>, uint64_t> per_hour;
};

struct GroupUse {
  bool is_kind = false;  // named by what its ids begin with
  uint64_t calls = 0;
  std::map<uint32_t, uint64_t> agents;  // calls, by AgentRow::key
  std::map<std::string, ToolUse> tools;
  std::array<uint64_t, 24> hours{};  // UTC, of calls that have a timestamp
  std::array<uint64_t, 7> days{};    // 0 = Sunday
  SessionSurvey sessions;
};

// The distribution of calls over the hours that have any.
struct HourlyRate {
  uint64_t p50 = 0;
  uint64_t p99 = 0;
  uint64_t most = 0;
};
HourlyRate RateOf(const ToolUse& use);

// Whose calls are surveyed together.
enum class SurveyGroups : uint8_t {
  // Agents whose ids agree up to the first slash, which is included: the
  // sessions "claude-code/1" and "claude-code/2" are "claude-code/". An id
  // without a slash is its own group.
  kKinds,
  kAgents,
};

class ToolSurvey {
 public:
  // `max_values`: of an argument, beyond which its values are not listed.
  ToolSurvey(SurveyGroups by, size_t max_values)
      : by_(by), max_values_(max_values) {}

  // Counts the event if it is a call. Each event once, in any order of agents
  // but that of the chain in each.
  void Add(const CallPlace& place, const EventContent& event);

  uint64_t calls() const { return calls_; }
  size_t agents() const { return agents_.size(); }
  // By agent id, or by the part of it that ends with the slash.
  const std::map<std::string, GroupUse>& groups() const { return groups_; }
  // The tools of all agents together, with one rate for all.
  const std::map<std::string, ToolUse>& tools() const { return tools_; }

 private:
  std::string GroupOf(std::string_view agent) const;
  void AddTo(ToolUse* use, uint32_t rate, const EventContent& event,
             const Instant& effective);
  void AddArguments(JsonView arguments, ToolUse* use);
  void AddValue(JsonView value, ArgumentSurvey* argument) const;
  void Keep(JsonView value, ArgumentSurvey* argument) const;

  SurveyGroups by_;
  size_t max_values_;
  uint64_t calls_ = 0;
  std::map<uint32_t, uint64_t> agents_;  // calls
  std::map<std::string, GroupUse> groups_;
  std::map<std::string, ToolUse> tools_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_SURVEY_TOOL_SURVEY_H_
