#include "rules/policy/keys.h"

namespace plog {
namespace {

constexpr bool kNeeded = true;
constexpr bool kAtWill = false;

constexpr KeyInfo kFileKeys[] = {
    {"policies", kAtWill, "The policies of the file."},
    {"tests", kAtWill, "Events and the violations they must give."},
};

constexpr KeyInfo kPolicyKeys[] = {
    {"name", kNeeded, "Unique among all policies of a run."},
    {"description", kAtWill, "What the policy is for; shown in reports."},
    {"severity", kAtWill, "Severity of its rules that give none: fail, warn."},
    {"controls", kAtWill, "Controls that the policy is evidence for."},
    {"tags", kAtWill, "Free words to group policies by."},
    {"enabled", kAtWill, "false: compiled, but not run."},
    {"owner", kAtWill, "Who answers questions about the policy."},
    {"rules", kNeeded, "What the ledger must satisfy; at least one rule."},
};

constexpr KeyInfo kCommonRuleKeys[] = {
    {"name", kNeeded, "Unique within the policy."},
    {"type", kNeeded, "What kind of rule it is."},
    {"severity", kAtWill, "fail (default) or warn."},
    {"scope", kAtWill,
     "Whose events are seen together: session (default), agent or ledger."},
    {"label_filter", kAtWill,
     "Only events whose labels have these values exist for the rule."},
    {"description", kAtWill, "What the rule is for; shown in reports."},
    {"message", kAtWill, "Replaces the generated message of a violation."},
    {"controls", kAtWill, "Controls that the rule is evidence for."},
    {"tags", kAtWill, "Free words to group rules by."},
    {"enabled", kAtWill, "false: compiled, but not run."},
};

constexpr KeyInfo kTestKeys[] = {
    {"name", kNeeded, "What the test shows."},
    {"description", kAtWill, "More about it."},
    {"defaults", kAtWill, "Members of every event that does not give its own."},
    {"start", kAtWill,
     "What `at` counts from; 2026-01-01T00:00:00Z if not given."},
    {"as_of", kAtWill,
     "When the check is made: a time, or a duration from `start`; a century "
     "after the last event if not given."},
    {"events", kNeeded, "The events, sealed in this order."},
    {"expect", kNeeded, "`pass`, or exactly the violations that must result."},
};

constexpr KeyInfo kExpectKeys[] = {
    {"policy", kAtWill, "The policy that is violated."},
    {"rule", kNeeded, "The rule that is violated."},
    {"trigger", kAtWill, "The id of the trigger event."},
    {"offending", kAtWill, "The id of the offending event."},
    {"session_id", kAtWill, "The session of the violation."},
    {"agent_id", kAtWill, "The agent of the violation."},
};

}  // namespace

std::span<const KeyInfo> FileKeys() { return kFileKeys; }
std::span<const KeyInfo> PolicyKeys() { return kPolicyKeys; }
std::span<const KeyInfo> CommonRuleKeys() { return kCommonRuleKeys; }
std::span<const KeyInfo> TestKeys() { return kTestKeys; }
std::span<const KeyInfo> ExpectKeys() { return kExpectKeys; }

std::vector<std::string_view> NamesOf(std::span<const KeyInfo> keys) {
  std::vector<std::string_view> names;
  names.reserve(keys.size());
  for (const KeyInfo& key : keys) names.push_back(key.name);
  return names;
}

}  // namespace plog
