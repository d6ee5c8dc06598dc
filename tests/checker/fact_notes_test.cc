// A check that goes by notes reports what one that parses every event does.
#include "checker/engine/fact_notes.h"

#include <gtest/gtest.h>

#include "tests/checker/memory_ledger.h"
#include "tests/checker/random_trail.h"
#include "tests/checker/state_fixture.h"

namespace plog {
namespace {

std::unique_ptr<LedgerWriter> Noted(const std::vector<std::string>& lines,
                                    const FactNotes& notes) {
  auto ledger = LedgerWriter::OpenScratch(testing::TempDir());
  IngestOptions options;
  options.deterministic_ids = true;
  options.now = [] { return Instant(); };
  options.random_uuid = RandomUuid;
  options.note_taker = notes.Maker();
  const std::vector<std::string_view> views(lines.begin(), lines.end());
  EXPECT_TRUE(IngestLines(ledger.get(), views, options).has_value());
  return ledger;
}

TEST(FactNotes, GiveTheReportOfParsedEvents) {
  const auto policies = CompileYaml(EveryRule());
  size_t violations = 0;
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const std::vector<std::string> lines = RandomLines(&random);
    CheckOptions options = RandomOptions(&random);
    const auto parsed = LedgerWriter::OpenScratch(testing::TempDir());
    AddLines(parsed.get(), lines);
    const Report expected = MustCheck(parsed->reader(), policies, options);
    violations += expected.violations;
    const FactNotes notes(policies, options.selection);
    const auto noted = Noted(lines, notes);
    options.noted = true;
    for (const unsigned jobs : {1U, 2U, 7U}) {
      options.jobs = jobs;
      ASSERT_EQ(ComparableJson(expected),
                ComparableJson(MustCheck(noted->reader(), policies, options)))
          << jobs << " threads";
    }
  }
  EXPECT_GT(violations, 500U);  // or nothing was compared
}

TEST(FactNotes, AreNotLookedAtByACheckOfSomethingElse) {
  const auto one = CompileYaml(EveryRule());
  const auto other = CompileYaml(
      "policies: [{name: p, rules: [{name: r, type: boundary, allow_actions: "
      "[search]}]}]");
  const std::vector<std::string> lines = {
      EventLine("e1", 1, "TOOL_CALL", "search"),
      EventLine("e2", 2, "TOOL_CALL", "delete")};
  CheckOptions options;
  const FactNotes notes(one, options.selection);
  const auto ledger = Noted(lines, notes);
  EXPECT_EQ(MustCheck(ledger->reader(), other, options).violations, 1U);
}

TEST(FactNotes, OfAnotherPlanAreADefect) {
  const auto policies = CompileYaml(EveryRule());
  const auto other = CompileYaml(
      "policies: [{name: p, rules: [{name: r, type: boundary, allow_actions: "
      "[search]}]}]");
  CheckOptions options;
  const FactNotes notes(policies, options.selection);
  const auto ledger = Noted({EventLine("e1", 1, "TOOL_CALL", "read",
                                       R"("action_input":{"query":"q1"})")},
                            notes);
  options.noted = true;
  const auto report = CheckPolicies(ledger->reader(), other, options);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().kind, ErrorKind::kDefect);
}

}  // namespace
}  // namespace plog
