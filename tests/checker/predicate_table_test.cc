#include "checker/engine/predicate_table.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "checker/engine/plan.h"
#include "tests/checker/memory_ledger.h"

namespace plog {
namespace {

constexpr char kPolicies[] = R"(policies:
  - name: p
    rules:
      - {name: one, type: pattern, for_field: action_output,
         deny_pattern: 'secret-1'}
      - {name: two, type: pattern, for_field: action_output,
         deny_pattern: 'secret-2', match_pattern: 'done'}
      - {name: of-calls, type: pattern, for_field: action_output,
         deny_pattern: 'secret-1', when: {action_type: TOOL_CALL}}
      - {name: of-others, type: pattern, for_field: action_output,
         match_pattern: 'd.ne', required: true,
         when: {not: {action_type: TOOL_CALL}}}
      - {name: names, type: pattern, for_field: action_name,
         deny_pattern: '^drop_'}
      - {name: again, type: pattern, for_field: action_name,
         match_pattern: 'secret-2'}
      - {name: tools, type: boundary, when: {action_type: TOOL_CALL},
         deny_actions: [run_shell, "drop_*"]}
      - {name: answered, type: sequence,
         when: {action_type: TOOL_CALL, action_name: {in: [a, b]}},
         expect: {action_type: TOOL_RESULT}}
)";

constexpr std::string_view kTypes[] = {"TOOL_CALL", "TOOL_RESULT", "LLM_CALL"};
constexpr std::string_view kNames[] = {R"("a")", R"("drop_secret-2")",
                                       R"("run_shell")", "null"};
constexpr std::string_view kOutputs[] = {"null", R"("done")",
                                         R"("secret-1 secret-2")",
                                         R"({"secret-1":["done"]})", R"([])"};

// However few are asked, those that hold are found, in one event after the
// other.
TEST(PredicateTable, FindsThePredicatesThatHold) {
  const auto policies = CompileYaml(kPolicies);
  const Plan plan(policies);
  PredicateTable table(plan.predicates());
  ContentParser parser;
  EventContent event;
  std::vector<bool> ever(plan.predicates().size(), false);
  for (const std::string_view type : kTypes) {
    for (const std::string_view name : kNames) {
      for (const std::string_view output : kOutputs) {
        const std::string json = fmt::format(
            R"({{"action_name":{},"action_output":{},"action_type":"{}"}})",
            name, output, type);
        ASSERT_EQ(parser.Parse(json, &event), std::nullopt);
        std::vector<uint32_t> holding = {99};  // of the event before
        table.Ask(event, &holding);
        std::sort(holding.begin() + 1, holding.end());
        std::vector<uint32_t> expected = {99};
        for (uint32_t i = 0; i < plan.predicates().size(); ++i) {
          if (!plan.predicates()[i]->Holds(event)) continue;
          expected.push_back(i);
          ever[i] = true;
        }
        EXPECT_EQ(holding, expected) << json;
      }
    }
  }
  // All but `never`, and what a boundary without `allow_actions` does not
  // allow.
  EXPECT_EQ(std::count(ever.begin(), ever.end(), false), 2);
}

}  // namespace
}  // namespace plog
