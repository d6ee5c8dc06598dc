// What an event costs a check in calls: nothing here is timed, so that it holds
// on every machine.
#include <gtest/gtest.h>

#include "tests/checker/memory_ledger.h"
#include "tests/checker/state_fixture.h"
#include "tests/support/call_counts.h"

namespace plog {
namespace {

constexpr char kPolicies[] = R"(policies:
  - name: p
    rules:
      - {name: answered, type: sequence, when: {action_type: TOOL_CALL},
         expect: {action_type: TOOL_RESULT}, correlate: [metadata.call_id]}
      - {name: few, type: rate, count: {action_type: TOOL_CALL}, max: 100000}
      - {name: word, type: pattern, for_field: action_name,
         deny_pattern: "drop_.*"}
      - {name: quiet, type: gap, max: 1d}
)";

// Calls and their answers.
std::vector<std::string> Lines(size_t count) {
  std::vector<std::string> lines;
  for (size_t i = 0; i < count; ++i) {
    lines.push_back(
        EventLine("the identifier of event " + std::to_string(i),
                  static_cast<int>(i % 3000),
                  i % 2 == 0 ? "TOOL_CALL" : "TOOL_RESULT", "search_database",
                  R"("metadata":{"call_id":"the identifier of call )" +
                      std::to_string(i / 2) + "\"}"));
  }
  return lines;
}

// Of one more event, once the buffers have grown.
Cost PerEvent(const CheckOptions& options) {
  const CallCounter calls;
  const auto policies = CompileYaml(kPolicies);
  Cost cost[2];
  const size_t counts[2] = {2000, 6000};
  for (size_t i = 0; i < 2; ++i) {
    const auto ledger = SealEvents(Lines(counts[i]));
    cost[i] = calls.Of([&] {
      EXPECT_EQ(0U, MustCheck(ledger->reader(), policies, options).violations);
    });
  }
  return {(cost[1].allocations - cost[0].allocations) / 4000,
          (cost[1].statements - cost[0].statements) / 4000};
}

TEST(CheckCost, OfAnEventIsNoStatementAndHardlyAnAllocation) {
  CheckOptions options;
  options.as_of = {1770000000, 0};
  const Cost cost = PerEvent(options);
  EXPECT_LT(cost.statements, 0.01);
  EXPECT_LT(cost.allocations, 2);
}

TEST(CheckCost, OfAnEventInTemporaryFilesIsTheSame) {
  CheckOptions options;
  options.as_of = {1770000000, 0};
  options.spill = {0, 100000, testing::TempDir()};
  const Cost cost = PerEvent(options);
  EXPECT_LT(cost.statements, 0.01);
  EXPECT_LT(cost.allocations, 2);
}

}  // namespace
}  // namespace plog
