#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checker/diff/policy_diff.h"
#include "tests/checker/memory_ledger.h"

namespace plog {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string Limit(const std::string& max, const std::string& more = "") {
  return "policies:\n  - name: p\n    rules:\n      - name: slow\n" + more +
         "        type: limit\n        for_field: duration_ms\n        max: " +
         max + "\n";
}

class Diff : public testing::Test {
 protected:
  PolicyDiff Run(const std::string& before, const std::string& after) {
    const auto ledger = SealEvents(
        {EventLine("e1", 0, "TOOL_CALL", "x", R"("duration_ms":10)"),
         EventLine("e2", 1, "TOOL_CALL", "x", R"("duration_ms":20)"),
         EventLine("e3", 2, "TOOL_CALL", "x", R"("duration_ms":30)")});
    CheckOptions options;
    options.as_of = *ParseRfc3339("2026-02-01T00:00:00Z");
    options.max_violations = 1;  // must not cut what is compared
    auto diff = DiffPolicies(ledger->reader(), CompileYaml(before),
                             CompileYaml(after), options);
    EXPECT_TRUE(diff.has_value());
    return std::move(*diff);
  }

  static std::vector<std::string> Events(const std::vector<Violation>& list) {
    std::vector<std::string> ids;
    for (const Violation& one : list) {
      ids.emplace_back(one.trigger_event.value());
    }
    return ids;
  }
};

TEST_F(Diff, AStricterLimitOnlyAdds) {
  const PolicyDiff diff = Run(Limit("25"), Limit("5"));
  EXPECT_THAT(Events(diff.appeared), ElementsAre("e1", "e2"));
  EXPECT_THAT(diff.disappeared, IsEmpty());
  EXPECT_EQ(1U, diff.unchanged);
  EXPECT_EQ(1U, diff.rules[0].before);
  EXPECT_EQ(3U, diff.rules[0].after);
}

TEST_F(Diff, ALaxerLimitOnlyRemoves) {
  const PolicyDiff diff = Run(Limit("5"), Limit("25"));
  EXPECT_THAT(diff.appeared, IsEmpty());
  EXPECT_THAT(Events(diff.disappeared), ElementsAre("e1", "e2"));
}

TEST_F(Diff, AReformattedFileChangesNothing) {
  const PolicyDiff diff = Run(
      Limit("15"), "# moved down\n\n" + Limit("15.0", "        message: m\n"));
  EXPECT_TRUE(diff.empty());
  EXPECT_EQ(2U, diff.unchanged);
  EXPECT_THAT(DiffText(diff, 20), HasSubstr("No violation appears"));
}

TEST_F(Diff, AChangedSeverityIsNeitherNewNorGone) {
  const PolicyDiff diff =
      Run(Limit("25"), Limit("25", "        severity: warn\n"));
  EXPECT_THAT(diff.appeared, IsEmpty());
  ASSERT_EQ(1U, diff.changed.size());
  EXPECT_EQ(Severity::kFail, diff.changed[0].before);
  EXPECT_THAT(DiffText(diff, 20), HasSubstr("(fail -> warn)"));
  EXPECT_EQ(ResultStatus::kWarn, diff.status_after);
}

TEST_F(Diff, ARuleThatOnlyOneSideHasIsNamedAsSuch) {
  std::string renamed = Limit("25");
  renamed.replace(renamed.find("slow"), 4, "late");
  const PolicyDiff diff = Run(Limit("25"), renamed);
  ASSERT_EQ(2U, diff.rules.size());
  EXPECT_EQ("late", diff.rules[0].rule);
  EXPECT_FALSE(diff.rules[0].before.has_value());
  EXPECT_FALSE(diff.rules[1].after.has_value());
  EXPECT_EQ(1U, diff.appeared.size());
  EXPECT_EQ(1U, diff.disappeared.size());
}

TEST_F(Diff, TextIsCutPerRuleAndSaysSo) {
  const std::string text = DiffText(Run(Limit("50"), Limit("5")), 1);
  EXPECT_THAT(text, HasSubstr("event e1"));
  EXPECT_THAT(text, testing::Not(HasSubstr("event e2")));
  EXPECT_THAT(text, HasSubstr("  + 2 more"));
}

}  // namespace
}  // namespace plog
