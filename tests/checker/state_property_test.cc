// An increment is a full run: random trails, cut at random places, checked
// night after night against a check of everything.
#include <gtest/gtest.h>

#include <cstdlib>
#include <span>
#include <string_view>
#include <utility>

#include "tests/checker/memory_ledger.h"
#include "tests/checker/random_trail.h"
#include "tests/checker/state_fixture.h"
#include "tests/ledger/tamper_trail.h"

namespace plog {
namespace {

// PLOG_STATE_SEEDS asks for more.
const uint32_t kSeeds = [] {
  const char* wanted = std::getenv("PLOG_STATE_SEEDS");
  return wanted == nullptr ? 20U : static_cast<uint32_t>(std::atoi(wanted));
}();

// The same questions with any number of threads and amount of memory.
CheckOptions OtherWay(const CheckOptions& options, Random* random) {
  CheckOptions other = RandomOptions(random);
  other.selection = options.selection;
  other.max_violations = options.max_violations;
  other.as_of = options.as_of;
  return other;
}

// Some lines come later than the chain has them.
void Delay(Random* random, std::vector<std::string>* lines) {
  for (size_t i = 0; i + 1 < lines->size(); i += 1 + Below(random, 40)) {
    const size_t other =
        i + Below(random, std::min<size_t>(30, lines->size() - i));
    std::swap((*lines)[i], (*lines)[other]);
  }
}

// Every rule, and the same questions with other limits, in both files or in one
// of them.
std::vector<std::vector<Policy>> PolicySets() {
  std::string other = EveryRule();
  for (const auto& [from, to] :
       {std::pair("max: 3, window: 10m", "max: 1, window: 10m"),
        std::pair("max: 200s", "max: 90s"), std::pair("min: 2}", "min: 3}"),
        std::pair("max: 0.4", "max: 0.2")}) {
    for (size_t at = other.find(from); at != std::string::npos;
         at = other.find(from)) {
      other.replace(at, std::string_view(from).size(), to);
    }
  }
  std::vector<std::vector<Policy>> sets;
  sets.push_back(CompileYaml(EveryRule()));
  sets.push_back(CompileYaml(other));
  sets.push_back(CompileYaml(EveryRule()));
  sets.back().back() = std::move(CompileYaml(other).back());
  return sets;
}

// What is asked may be something else every night, mostly it is not.
void AskAnew(Random* random, CheckOptions* options) {
  options->jobs = 1 + static_cast<unsigned>(Below(random, 3));
  options->as_of.seconds += static_cast<int64_t>(Below(random, 900));
  if (Below(random, 12) == 0) options->as_of.seconds -= 1500;
  if (Below(random, 12) == 0) {
    options->selection.since =
        Instant{1767225600 + static_cast<int64_t>(Below(random, 3000)), 0};
  }
  if (Below(random, 24) == 0) options->selection.until.reset();
  if (Below(random, 12) == 0) {
    options->max_violations = Below(random, 2) == 0 ? 10000 : Below(random, 12);
  }
}

// One trail in several nights. How many of them were increments.
size_t Nights(uint32_t seed, const std::vector<std::vector<Policy>>& sets) {
  SCOPED_TRACE(seed);
  Random random(seed);
  const size_t sessions = seed % 2 == 0 ? 4 : 30;
  std::vector<std::string> lines = RandomLines(&random, sessions);
  if (seed % 3 == 0) Delay(&random, &lines);
  CheckOptions full = RandomOptions(&random);
  full.as_of = {1767225600 + 600, 0};
  const auto ledger = LedgerWriter::OpenScratch(testing::TempDir());
  MemoryState state;
  size_t increments = 0;
  size_t done = 0;
  const size_t longest = 1 + lines.size() / (seed % 2 == 0 ? 2 : 6);
  size_t set = 0;
  while (done < lines.size()) {
    const size_t end = std::min(lines.size(), done + Below(&random, longest));
    AddLines(ledger.get(), std::span(lines).subspan(done, end - done));
    done = end;
    const LedgerReader& reader = ledger->reader();
    AskAnew(&random, &full);
    if (Below(&random, 10) == 0) set = Below(&random, sets.size());
    CheckOptions nightly = OtherWay(full, &random);
    nightly.state = &state;
    state.can_continue = Below(&random, 5) != 0;
    const Report one = MustCheck(reader, sets[set], nightly);
    EXPECT_EQ(one.state->events_taken + one.state->events_hashed,
              one.audit.tree_size);
    if (one.state->incremental) ++increments;
    if (Below(&random, 8) != 0) state.Keep();
    EXPECT_EQ(
        ComparableJson(one),
        ComparableJson(MustCheck(reader, sets[set], OtherWay(full, &random))));
    if (testing::Test::HasFailure()) return increments;
  }
  return increments;
}

// An event that comes late moves the effective times of those behind it in its
// chain, also in sessions that it is not in.
TEST(StateProperty, LateEventsChangeWhatScopesWithoutNewEventsHold) {
  Trail trail;
  std::vector<std::string> lines;
  for (const auto& [session, seconds] :
       {std::pair("s1", 0), std::pair("s2", 5000), std::pair("s1", 20)}) {
    TrailEvent& event = trail.Append("a");
    event.session = session;
    event.seconds = seconds;
    event.Rehash();
    lines.push_back(event.Line());
  }
  const auto policies = CompileYaml(
      "policies: [{name: p, rules: [{name: r, type: gap, max: 200s}]}]");
  const auto ledger = LedgerWriter::OpenScratch(testing::TempDir());
  MemoryState state;
  CheckOptions options;
  options.state = &state;
  std::vector<uint64_t> violations;
  for (const size_t line : {0U, 2U, 1U}) {
    AddLines(ledger.get(), std::span(&lines[line], 1));
    violations.push_back(
        MustCheck(ledger->reader(), policies, options).violations);
    state.Keep();
  }
  EXPECT_EQ(violations, (std::vector<uint64_t>{0, 0, 1}));
}

TEST(StateProperty, IncrementsGiveTheReportOfAFullRun) {
  const auto sets = PolicySets();
  size_t increments = 0;
  for (uint32_t seed = 1; seed <= kSeeds; ++seed) {
    increments += Nights(seed, sets);
    if (HasFailure()) return;
  }
  EXPECT_GT(increments, kSeeds);  // or nothing was tested
}

}  // namespace
}  // namespace plog
