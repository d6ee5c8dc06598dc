#include "checker/formats/violation_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plog {
namespace {

Violation Sample() {
  Violation violation;
  violation.severity = Severity::kWarn;
  violation.policy_name = "no-delete";
  violation.rule = "deny";
  violation.agent_id = "billing-agent";
  Evidence trigger;
  trigger.action = "TOOL_CALL delete all files";
  Evidence offending;
  offending.action = "LLM_CALL";
  violation.evidence = {trigger, offending};
  return violation;
}

TEST(ViolationFilter, PassesWhatItSays) {
  struct Case {
    std::vector<std::string> conditions;
    bool passes;
  };
  const std::vector<Case> cases = {
      {{}, true},
      {{"severity=warn"}, true},
      {{"severity=fail"}, false},
      {{"severity=*"}, true},
      {{"policy=no-*"}, true},
      {{"policy=no"}, false},  // over the whole value
      {{"rule=deny"}, true},
      {{"agent=billing-*"}, true},
      {{"agent=support-*"}, false},
      {{"tool=delete*"}, true},
      {{"tool=delete all files"}, true},
      {{"tool=TOOL_CALL*"}, false},
      {{"tool=LLM_CALL"}, false},  // a type, not a tool
      // Of one key any, of several keys all.
      {{"agent=x", "agent=billing-agent"}, true},
      {{"agent=billing-agent", "rule=x"}, false},
      {{"agent=x", "agent=billing-agent", "rule=x", "rule=deny"}, true},
  };
  for (const Case& one : cases) {
    ViolationFilter filter;
    for (const std::string& condition : one.conditions) {
      ASSERT_TRUE(filter.Add(condition).has_value()) << condition;
    }
    EXPECT_EQ(one.passes, filter.Passes(Sample()))
        << testing::PrintToString(one.conditions);
  }
}

TEST(ViolationFilter, NobodyIsNotEveryAgent) {
  Violation violation = Sample();
  violation.agent_id.reset();
  ViolationFilter filter;
  ASSERT_TRUE(filter.Add("agent=*").has_value());
  EXPECT_FALSE(filter.Passes(violation));
}

TEST(ViolationFilter, RefusesWhatIsNoCondition) {
  for (const char* bad : {"", "severity", "=fail", "agnt=x", "agent=["}) {
    ViolationFilter filter;
    EXPECT_FALSE(filter.Add(bad).has_value()) << bad;
    EXPECT_TRUE(filter.empty());
  }
  EXPECT_EQ(ViolationFilter().Add("agnt=x").error().hint,
            "did you mean `agent`?");
}

}  // namespace
}  // namespace plog
