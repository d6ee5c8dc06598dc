#include "rules/types/rule_type.h"

#include <array>

#include "rules/types/bodies.h"

namespace plog {
namespace {

constexpr std::array<RuleType, 11> kRuleTypes = {{
    {"sequence", "If X occurs, Y must follow (or must have come before).",
     "name: result-after-call\n"
     "type: sequence\n"
     "when: {action_type: TOOL_CALL}\n"
     "expect: {action_type: TOOL_RESULT}\n"
     "within: \"60s\"\n"
     "correlate: [agent_id, action_name]\n",
     MakeSequence},
    {"absence", "If X occurs, Y must not follow (or have come before).",
     "name: no-mail-after-secret\n"
     "type: absence\n"
     "when: {action_name: read_secret}\n"
     "deny: {action_name: {glob: \"send_*\"}}\n"
     "until: {action_name: approve}\n",
     MakeAbsence},
    {"boundary", "Only certain actions are allowed, or certain ones denied.",
     "name: reader-only-reads\n"
     "type: boundary\n"
     "allow_actions: [read_file, \"search_*\"]\n"
     "deny_actions: [search_secrets]\n"
     "when: {action_type: TOOL_CALL}\n",
     MakeBoundary},
    {"presence", "A scope must contain matching events.",
     "name: every-session-plans\n"
     "type: presence\n"
     "scope: session\n"
     "require: {action_name: plan}\n"
     "min: 1\n",
     MakePresence},
    {"rate", "No more than so many matches, or so large a total.",
     "name: spending-per-day\n"
     "type: rate\n"
     "per: agent\n"
     "count: {action_name: pay}\n"
     "sum: action_input.amount\n"
     "max: 1000.00\n"
     "calendar: day\n"
     "timezone: Europe/Zurich\n",
     MakeRate},
    {"pattern", "A field's text must, or must not, contain a match.",
     "name: no-ssn-in-output\n"
     "type: pattern\n"
     "for_field: action_output\n"
     "deny_pattern: '\\b\\d{3}-\\d{2}-\\d{4}\\b'\n",
     MakePattern},
    {"temporal", "Events must fall within a window of local time.",
     "name: business-hours\n"
     "type: temporal\n"
     "when: {action_type: TOOL_CALL}\n"
     "hours: [9, 17]\n"
     "days: [mon, tue, wed, thu, fri]\n"
     "timezone: America/New_York\n",
     MakeTemporal},
    {"integrity", "The hash chains verify.",
     "name: unbroken-chain\n"
     "type: integrity\n",
     MakeIntegrity},
    {"gap", "No long silence between consecutive events of a scope.",
     "name: no-long-gaps\n"
     "type: gap\n"
     "max: \"1h\"\n",
     MakeGap},
    {"ratio", "At most a certain share of a scope's events may match.",
     "name: mostly-errors\n"
     "type: ratio\n"
     "count: {action_status: [error, timeout]}\n"
     "of: {action_type: TOOL_RESULT}\n"
     "max: 0.5\n"
     "min_events: 10\n",
     MakeRatio},
    {"limit", "A numeric field must stay in a range.",
     "name: slow-tool-call\n"
     "type: limit\n"
     "for_field: duration_ms\n"
     "max: 60000\n"
     "when: {action_type: TOOL_RESULT}\n",
     MakeLimit},
}};

}  // namespace

std::string_view Name(Scope scope) {
  switch (scope) {
    case Scope::kAgent:
      return "agent";
    case Scope::kLedger:
      return "ledger";
    case Scope::kSession:
      break;
  }
  return "session";
}

void RuleBody::Check(std::optional<Scope>, RuleFaults*) {}

std::span<const RuleType> RuleTypes() { return kRuleTypes; }

const RuleType* FindRuleType(std::string_view name) {
  for (const RuleType& type : kRuleTypes) {
    if (type.name == name) return &type;
  }
  return nullptr;
}

}  // namespace plog
