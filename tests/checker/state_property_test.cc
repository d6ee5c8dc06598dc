// An increment is a full run: random trails, cut at random places, checked
// night after night against a check of everything.
#include <gtest/gtest.h>

#include <span>

#include "tests/checker/memory_ledger.h"
#include "tests/checker/random_trail.h"
#include "tests/checker/state_fixture.h"

namespace plog {
namespace {

// The same questions with any number of threads and amount of memory.
CheckOptions OtherWay(const CheckOptions& options, Random* random) {
  CheckOptions other = RandomOptions(random);
  other.selection = options.selection;
  other.max_violations = options.max_violations;
  return other;
}

// One trail in several nights. How many of them were increments.
size_t Nights(uint32_t seed, const std::vector<Policy>& policies) {
  SCOPED_TRACE(seed);
  Random random(seed);
  const std::vector<std::string> lines = RandomLines(&random);
  const CheckOptions full = RandomOptions(&random);
  auto ledger = LedgerWriter::OpenMemory();
  EXPECT_TRUE(ledger.has_value());
  MemoryState state;
  size_t increments = 0;
  size_t done = 0;
  while (done < lines.size()) {
    const size_t end =
        std::min(lines.size(), done + 1 + Below(&random, lines.size() / 2));
    AddLines(ledger->get(), std::span(lines).subspan(done, end - done));
    done = end;
    const LedgerReader& reader = (*ledger)->reader();
    CheckOptions nightly = OtherWay(full, &random);
    nightly.state = &state;
    const Report one = MustCheck(reader, policies, nightly);
    EXPECT_EQ(one.state->events_taken + one.state->events_hashed,
              one.audit.tree_size);
    if (one.state->incremental) ++increments;
    state.Keep();
    EXPECT_EQ(ComparableJson(one),
              ComparableJson(
                  MustCheck(reader, policies, OtherWay(full, &random))));
  }
  return increments;
}

TEST(StateProperty, IncrementsGiveTheReportOfAFullRun) {
  const auto policies = CompileYaml(EveryRule());
  size_t increments = 0;
  for (uint32_t seed = 1; seed <= 14; ++seed) {
    increments += Nights(seed, policies);
  }
  EXPECT_GT(increments, 7U);  // or nothing was tested
}

}  // namespace
}  // namespace plog
