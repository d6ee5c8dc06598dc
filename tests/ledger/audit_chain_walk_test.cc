#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "ledger/audit/chain_walk.h"

namespace plog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Digest HashNamed(std::string_view name) {
  return name == "0" ? kZeroDigest : Sha256Of(name);
}

// One event of a chain: its sequence, the names of its hash and prev_hash ("0"
// is genesis), its ingest index and the second of its timestamp.
struct Step {
  uint64_t sequence;
  const char* prev;
  const char* hash;
  uint64_t index;
  int64_t second = 0;
};

// Findings as "code@index", sorted: the walk promises no order among them.
std::multiset<std::string> Walk(const std::vector<Step>& steps,
                                bool partial = false) {
  std::multiset<std::string> found;
  ChainWalk walk(partial, [&](AuditFinding finding) {
    EXPECT_TRUE(finding.sequence.has_value());
    EXPECT_FALSE(finding.message.empty());
    EXPECT_FALSE(finding.expected.empty());
    EXPECT_FALSE(finding.actual.empty());
    found.insert(std::string(Name(finding.code)) + "@" +
                 std::to_string(finding.ingest_index.value_or(0)));
  });
  for (const Step& step : steps) {
    walk.Add({step.index, step.sequence, HashNamed(step.hash),
              HashNamed(step.prev), Instant{step.second, 0}});
  }
  walk.Finish();
  return found;
}

TEST(ChainWalk, WholeChainHasNoFindings) {
  EXPECT_THAT(Walk({{1, "0", "a", 1}, {2, "a", "b", 2}, {3, "b", "c", 3}}),
              IsEmpty());
  // Rows of other agents in between, and rows ingested in another order.
  EXPECT_THAT(Walk({{1, "0", "a", 9}, {2, "a", "b", 4}, {3, "b", "c", 7}}),
              IsEmpty());
}

struct WalkCase {
  const char* name;
  std::vector<Step> steps;
  std::vector<std::string> want;
};

TEST(ChainWalk, EveryBreakIsReportedWhereItIs) {
  const std::vector<WalkCase> cases = {
      {"genesis is not zeros", {{1, "x", "a", 1}}, {"bad-genesis@1"}},
      {"first event deleted",
       {{2, "a", "b", 1}, {3, "b", "c", 2}},
       {"bad-genesis@1", "sequence-gap@1"}},
      {"sequences shifted, links untouched",
       {{5, "0", "a", 1}, {6, "a", "b", 2}},
       {"sequence-gap@1"}},
      {"sequence zero",
       {{0, "0", "a", 1}, {1, "a", "b", 2}},
       {"sequence-gap@1"}},
      {"middle deleted: the gap and the link",
       {{1, "0", "a", 1}, {3, "b", "c", 2}, {4, "c", "d", 3}},
       {"sequence-gap@2", "link-mismatch@2"}},
      {"three deleted: one gap",
       {{1, "0", "a", 1}, {5, "d", "e", 2}, {6, "e", "f", 3}},
       {"sequence-gap@2", "link-mismatch@2"}},
      {"middle deleted, then renumbered",
       {{1, "0", "a", 1}, {2, "b", "c", 2}, {3, "c", "d", 3}},
       {"link-mismatch@2"}},
      {"edited and re-hashed in the middle: re-based after it",
       {{1, "0", "a", 1}, {2, "a", "B", 2}, {3, "b", "c", 3}, {4, "c", "d", 4}},
       {"link-mismatch@3"}},
      {"two sequences swapped",
       {{1, "0", "a", 1}, {2, "b", "c", 3}, {3, "a", "b", 2}, {4, "c", "d", 4}},
       {"link-mismatch@3", "link-mismatch@2", "link-mismatch@4"}},
      {"fork: same sequence, same prev_hash, one finding",
       {{1, "0", "a", 1}, {2, "a", "b", 2}, {2, "a", "B", 9}, {3, "b", "c", 3}},
       {"fork@9"}},
      {"fork: the later by ingest index, not by walk",
       {{1, "0", "a", 1}, {2, "a", "b", 7}, {2, "a", "B", 9}, {3, "B", "c", 3}},
       {"fork@9"}},
      {"fork of the genesis event",
       {{1, "0", "a", 1}, {1, "0", "A", 2}, {2, "A", "b", 3}},
       {"fork@2"}},
      {"fork of three",
       {{1, "0", "a", 1}, {2, "a", "b", 2}, {2, "a", "c", 3}, {2, "a", "d", 4}},
       {"fork@3", "fork@4"}},
      {"fork by prev_hash alone, far apart",
       {{1, "0", "a", 1}, {2, "a", "b", 2}, {3, "b", "c", 3}, {4, "a", "d", 4}},
       {"fork@4", "link-mismatch@4"}},
      {"fork by prev_hash, the earlier sequence ingested later",
       {{1, "0", "a", 1}, {2, "a", "b", 9}, {3, "b", "c", 3}, {4, "a", "d", 4}},
       {"fork@9", "link-mismatch@4"}},
      {"sibling that links elsewhere",
       {{1, "0", "a", 1}, {2, "a", "b", 2}, {2, "x", "B", 3}},
       {"fork@3", "link-mismatch@3"}},
      {"chain begun anew",
       {{1, "0", "a", 1}, {2, "a", "b", 2}, {3, "0", "c", 3}},
       {"fork@3", "link-mismatch@3"}},
      {"timestamp set back, then equal",
       {{1, "0", "a", 1, 10}, {2, "a", "b", 2, 9}, {3, "b", "c", 3, 9}},
       {"time-regression@2"}},
  };
  for (const WalkCase& c : cases) {
    const std::multiset<std::string> want(c.want.begin(), c.want.end());
    EXPECT_EQ(Walk(c.steps), want) << c.name;
  }
}

TEST(ChainWalk, PartialChainIsAssertedOnlyAtItsStart) {
  EXPECT_THAT(Walk({{5, "x", "a", 1}, {6, "a", "b", 2}}, true),
              ElementsAre("partial-chain@1"));
  EXPECT_THAT(
      Walk({{5, "x", "a", 1}, {7, "b", "c", 2}}, true),
      ElementsAre("link-mismatch@2", "partial-chain@1", "sequence-gap@2"));
  // A chain that does begin at 1 has nothing to assert.
  EXPECT_THAT(Walk({{1, "x", "a", 1}}, true), ElementsAre("bad-genesis@1"));
  EXPECT_THAT(Walk({{1, "0", "a", 1}}, true), IsEmpty());
}

TEST(ChainWalk, EventWithoutTimestampIsNoRegression) {
  int findings = 0;
  ChainWalk walk(false, [&](const AuditFinding&) { ++findings; });
  walk.Add({1, 1, HashNamed("a"), kZeroDigest, Instant{10, 0}});
  walk.Add({2, 2, HashNamed("b"), HashNamed("a"), std::nullopt});
  walk.Add({3, 3, HashNamed("c"), HashNamed("b"), Instant{5, 0}});
  walk.Finish();
  EXPECT_EQ(findings, 0);
}

// A million siblings must not make their successors quadratic; this shows that
// the search is by value and not by position.
TEST(ChainWalk, SuccessorMayLinkToAnyOfManySiblings) {
  std::vector<Step> steps = {{1, "0", "a", 1}};
  const char* const names[] = {"p", "q", "r", "s", "t"};
  uint64_t index = 2;
  for (const char* name : names) steps.push_back({2, "a", name, index++});
  for (const char* name : names) steps.push_back({3, name, name, index++});
  for (const std::string& finding : Walk(steps)) {
    EXPECT_THAT(finding, testing::StartsWith("fork@"));
  }
}

}  // namespace
}  // namespace plog
