#include <gtest/gtest.h>

#include "tests/rules/types_driver.h"

namespace plog {
namespace {

using testing::Test;

PlainOutcome Sequence(const Fields& fields, const Timeline& timeline,
                      int64_t as_of = 1'000'000) {
  return RunBody(*MakeBody("sequence", fields), timeline, as_of);
}

std::vector<int> Triggers(const PlainOutcome& outcome) {
  std::vector<int> triggers;
  for (const PlainFinding& finding : outcome.findings) {
    EXPECT_EQ(finding.offending, -1);
    triggers.push_back(finding.trigger);
  }
  return triggers;
}

struct Case {
  const char* what;
  Fields fields;
  Timeline timeline;
  int64_t as_of;
  std::vector<int> unanswered;
  uint64_t pending;
};

const Fields kTen = {{"within", Duration{10, 0}}};
const Fields kTenBefore = {{"within", Duration{10, 0}},
                           {"order", Choice{"before"}}};
const Fields kTenOneToOne = {{"within", Duration{10, 0}},
                             {"pairing", Choice{"one_to_one"}}};
const Fields kOneToOne = {{"pairing", Choice{"one_to_one"}}};
const Fields kBefore = {{"order", Choice{"before"}}};

TEST(Sequence, JudgesEachXAtItsLimit) {
  const std::vector<Case> cases = {
      {"answered at the limit", kTen, {{0, "X"}, {10, "Y"}}, 99, {}, 0},
      {"answered after it", kTen, {{0, "X"}, {11, "Y"}}, 99, {0}, 0},
      {"as-of at the limit", kTen, {{0, "X"}}, 10, {0}, 0},
      {"as-of before the limit", kTen, {{0, "X"}}, 9, {}, 1},
      {"answered, though the limit lies after as-of",
       kTen,
       {{0, "X"}, {5, "Y"}},
       3,
       {},
       0},
      {"late answer, limit after as-of", kTen, {{0, "X"}, {11, "Y"}}, 3, {}, 1},
      {"no limit: never pending", {}, {{0, "X"}}, 0, {0}, 0},
      {"no limit: any later one", {}, {{0, "X"}, {999, "Y"}}, 0, {}, 0},
      {"only an earlier Y", {}, {{0, "Y"}, {0, "X"}}, 99, {1}, 0},
      {"not its own partner", {}, {{0, "XY"}}, 99, {0}, 0},
      {"each the other's partner once", {}, {{0, "XY"}, {1, "XY"}}, 99, {1}, 0},
      {"one answers many", {}, {{0, "X"}, {1, "X"}, {2, "Y"}}, 99, {}, 0},
      {"same instant, later in order", kTen, {{5, "X"}, {5, "Y"}}, 99, {}, 0},
      {"one to one: the oldest",
       kOneToOne,
       {{0, "X"}, {1, "X"}, {2, "Y"}},
       99,
       {1},
       0},
      {"one to one: the oldest in time",
       kTenOneToOne,
       {{0, "X"}, {5, "X"}, {11, "Y"}},
       99,
       {0},
       0},
      {"one to one: at the limit",
       kTenOneToOne,
       {{0, "X"}, {5, "X"}, {10, "Y"}},
       99,
       {1},
       0},
      {"one to one: pending", kTenOneToOne, {{0, "X"}}, 9, {}, 1},
      {"before: at the limit", kTenBefore, {{0, "Y"}, {10, "X"}}, 5, {}, 0},
      {"before: too early", kTenBefore, {{0, "Y"}, {11, "X"}}, 0, {1}, 0},
      {"before: only a later one", kBefore, {{0, "X"}, {1, "Y"}}, 99, {0}, 0},
      {"before: not its own", kBefore, {{0, "XY"}, {1, "X"}}, 99, {0}, 0},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    const PlainOutcome outcome = Sequence(c.fields, c.timeline, c.as_of);
    EXPECT_EQ(Triggers(outcome), c.unanswered);
    EXPECT_EQ(outcome.pending, c.pending);
    EXPECT_EQ(outcome.fulfilled + outcome.pending + outcome.findings.size(),
              outcome.activations);
  }
}

TEST(Sequence, ComparesOnlyFieldsThatBothSidesHave) {
  const Fields fields = {
      {"correlate",
       PairsOf({{"metadata.a", "metadata.a"}, {"metadata.b", "metadata.c"}})}};
  struct Row {
    std::map<std::string, double> x;
    std::map<std::string, double> y;
    bool partners;
  };
  const std::vector<Row> rows = {
      {{}, {}, true},
      {{{"metadata.a", 1}}, {{"metadata.a", 1}}, true},
      {{{"metadata.a", 1}}, {{"metadata.a", 2}}, false},
      {{{"metadata.a", 1}}, {}, true},
      {{}, {{"metadata.a", 1}}, true},
      {{{"metadata.b", 1}}, {{"metadata.c", 1}}, true},
      {{{"metadata.b", 1}}, {{"metadata.c", 2}}, false},
      {{{"metadata.b", 1}}, {{"metadata.b", 2}}, true},  // Y calls it c
      {{{"metadata.a", 1}, {"metadata.b", 1}}, {{"metadata.c", 2}}, false},
      {{{"metadata.a", 1}, {"metadata.b", 1}}, {{"metadata.a", 1}}, true},
  };
  for (size_t i = 0; i < rows.size(); ++i) {
    const PlainOutcome outcome =
        Sequence(fields, {{0, "X", rows[i].x}, {1, "Y", rows[i].y}});
    EXPECT_EQ(outcome.findings.empty(), rows[i].partners) << "row " << i;
  }
}

TEST(Sequence, CountsSelectedEventsOnlyButUsesAll) {
  const PlainOutcome outcome = Sequence(
      kTen, {{0, "X", {}, false}, {1, "X"}, {2, "Y", {}, false}, {50, "X"}},
      55);
  EXPECT_EQ(outcome, (PlainOutcome{{}, 2, 1, 1, 0}));
}

TEST(Sequence, KeepsManyOpenTriggersApart) {
  // Quadratic work on this would take hours.
  constexpr int kTriggers = 100'000;
  Timeline timeline;
  for (int i = 0; i < kTriggers; ++i) {
    timeline.push_back({i, "X", {{"metadata.a", i}}});
  }
  for (int i = kTriggers - 1; i > 0; --i) {
    timeline.push_back({kTriggers, "Y", {{"metadata.a", i}}});
  }
  const PlainPairs pairs = {{"metadata.a", "metadata.a"}};
  const PlainOutcome outcome = Sequence(
      {{"correlate", PairsOf(pairs)}, {"pairing", Choice{"one_to_one"}}},
      timeline);
  EXPECT_EQ(Triggers(outcome), std::vector<int>{0});
}

TEST(Sequence, RefusesFieldsThatContradictEachOther) {
  EXPECT_EQ(FaultsOf("sequence", {{"pairing", Choice{"one_to_one"}},
                                  {"order", Choice{"before"}}}),
            std::vector<std::string>{"pairing: conflicting-fields"});
  EXPECT_EQ(FaultsOf("sequence", {{"correlate",
                                   PairsOf({{"metadata.*.a", "metadata.a"}})}}),
            std::vector<std::string>{"correlate: wildcard-path"});
  EXPECT_EQ(FaultsOf("sequence",
                     {{"correlate",
                       PairsOf(PlainPairs(9, {"agent_id", "agent_id"}))}}),
            std::vector<std::string>{"correlate: too-many-fields"});
  EXPECT_TRUE(FaultsOf("sequence", kOneToOne).empty());
}

}  // namespace
}  // namespace plog
