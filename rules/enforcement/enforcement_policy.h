#ifndef PLOG_RULES_ENFORCEMENT_ENFORCEMENT_POLICY_H_
#define PLOG_RULES_ENFORCEMENT_ENFORCEMENT_POLICY_H_

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/instant.h"
#include "ledger/crypto/sha256.h"
#include "rules/enforcement/call_test.h"
#include "rules/values/decimal.h"

namespace plog {

// A policy that something enforces at run time, in front of the tools: for each
// call it says allow, deny or "ask somebody". It comes in two forms, both known
// as Intercept's:
//
//   conditions  the open-source schema: conditions, state, hide
//   spend       the published example: spend, arguments, require_approval
//
// Both compile to this. Its meaning, down to the order in which a call is
// judged and counted, is enforcement_state.h.
enum class EnforcementForm : uint8_t { kConditions, kSpend };

// Calendar windows, in UTC: the n-th minute, hour or day since 1970.
enum class CounterWindow : uint8_t { kMinute, kHour, kDay };
inline constexpr std::array<std::string_view, 3> kCounterWindows = {
    "minute", "hour", "day"};
int64_t PeriodOf(CounterWindow window, const Instant& time);

// A running total; 0 at the beginning of each window.
struct Counter {
  std::string scope;  // a tool, or kGlobalScope for rules of "*"
  std::string name;
  CounterWindow window = CounterWindow::kDay;
};
inline constexpr std::string_view kGlobalScope = "_global";
inline constexpr std::string_view kAnyTool = "*";

struct ArgumentCondition {
  ArgumentPath path;
  CallTest test;
};

// Reads a counter as it is before the call. Without a counter (`state.x`) it
// reads 0.
struct StateCondition {
  std::optional<size_t> counter;
  std::string path;  // as written
  CallTest test;
};

// What an allowed call adds to a counter, unless that would exceed the limit.
struct Reservation {
  size_t counter = 0;
  Decimal increment;             // if no argument is the amount
  std::optional<size_t> amount;  // position in EnforcementPolicy::amounts
  Decimal limit;
};

enum class RuleAction : uint8_t { kEvaluate, kDeny, kRequireApproval };

struct EnforcementRule {
  std::string name;     // "create_refund/refund-limits", unique in the policy
  std::string tool;     // or kAnyTool
  size_t position = 0;  // among the rules of its tool
  RuleAction action = RuleAction::kEvaluate;
  std::vector<ArgumentCondition> arguments;  // all must hold
  std::vector<StateCondition> state;         // all must hold
  std::vector<Reservation> reservations;
  std::string on_deny;  // may be empty
  std::optional<Duration> approval_timeout;
  size_t line = 0;

  // Whether it cannot be judged without the arguments of the call.
  bool needs_arguments() const;
};

// A tool that the policy names, or stands for all that it does not name.
struct EnforcedTool {
  std::string name;
  bool listed = false;  // a key of `tools`
  bool hidden = false;
  std::vector<size_t> rules;  // its own, then those of "*", in file order
  // Of each of `rules` with conditions on arguments: its number among those.
  std::vector<std::optional<uint32_t>> slots;
};

struct EnforcementPolicy {
  EnforcementForm form = EnforcementForm::kConditions;
  std::string description;
  Digest digest{};  // of the file
  bool default_deny = false;
  bool hide_all = false;
  size_t default_line = 0;
  size_t hide_line = 0;                // 0: nothing is hidden
  std::vector<EnforcementRule> rules;  // of all tools in file order, "*" last
  std::vector<Counter> counters;
  std::vector<ArgumentPath> amounts;
  std::vector<EnforcedTool> tools;  // named ones; "*" is none
  EnforcedTool other;               // any tool that is not named
  std::map<std::string, size_t, std::less<>> tool_positions;

  const EnforcedTool& ToolOf(std::string_view name) const;
  // The most slots that any tool needs.
  size_t slot_count() const;
  // Fills in all that follows from tools[].name and the rules.
  void LinkTools();
  // The tools whose calls decide about those of `tool`: it and those whose
  // counters it reads. Empty: every tool.
  std::vector<std::string> Neighbours(const std::string& tool) const;
};

}  // namespace plog

#endif  // PLOG_RULES_ENFORCEMENT_ENFORCEMENT_POLICY_H_
