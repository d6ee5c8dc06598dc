// The report does not depend on the amount of memory or the number of threads.
#include <gtest/gtest.h>

#include "tests/checker/memory_ledger.h"
#include "tests/checker/random_trail.h"
#include "tests/checker/state_fixture.h"

namespace plog {
namespace {

TEST(SpillProperty, EveryAmountOfMemoryGivesTheSameReport) {
  const auto policies = CompileYaml(EveryRule());
  size_t violations = 0;
  for (uint32_t seed = 1; seed <= 15; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const std::vector<std::string> lines = RandomLines(&random);
    const auto ledger = LedgerWriter::OpenScratch(testing::TempDir());
    AddLines(ledger.get(), lines);
    CheckOptions options = RandomOptions(&random);
    options.spill.memory = UINT64_MAX;
    options.jobs = 1;
    const LedgerReader& reader = ledger->reader();
    const Report plain = MustCheck(reader, policies, options);
    violations += plain.violations;
    for (const uint64_t memory : {0U, 2000U, 100000U}) {
      options.spill.memory = memory;
      options.spill.buffers = memory;
      options.jobs = options.jobs == 1 ? 2 : 7;
      ASSERT_EQ(ComparableJson(plain),
                ComparableJson(MustCheck(reader, policies, options)))
          << memory << " bytes, " << options.jobs << " threads";
    }
  }
  EXPECT_GT(violations, 500U);  // or nothing was compared
}

TEST(Spill, ThatFindsNoFolderIsAnError) {
  const auto ledger = SealEvents({EventLine("e1", 1, "TOOL_CALL", "read")});
  CheckOptions options;
  options.spill = {0, 0, "/no/such/folder"};
  const auto report =
      CheckPolicies(ledger->reader(), CompileYaml(EveryRule()), options);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().kind, ErrorKind::kIo);
  EXPECT_NE(report.error().message.find("/no/such/folder"), std::string::npos);
  EXPECT_NE(report.error().hint.find("TMPDIR"), std::string::npos);
}

}  // namespace
}  // namespace plog
