#include <gtest/gtest.h>

#include "tests/rules/types_driver.h"

namespace plog {
namespace {

using Pairs = std::vector<std::pair<int, int>>;

Pairs Condemned(const PlainOutcome& outcome) {
  Pairs pairs;
  for (const PlainFinding& finding : outcome.findings) {
    pairs.push_back({finding.trigger, finding.offending});
  }
  return pairs;
}

struct Case {
  const char* what;
  Fields fields;
  Timeline timeline;
  Pairs condemned;  // trigger, offending
  uint64_t fulfilled;
};

const Fields kTen = {{"within", Duration{10, 0}}};
const Fields kUntil = {{"until", Matcher()}};
const Fields kBefore = {{"order", Choice{"before"}}};
const Fields kBeforeUntil = {{"order", Choice{"before"}}, {"until", Matcher()}};

TEST(Absence, ReportsEachYWithTheLatestXThatCondemnsIt) {
  const std::vector<Case> cases = {
      {"the latest X", {}, {{0, "X"}, {1, "X"}, {2, "Y"}}, {{1, 2}}, 0},
      {"every Y", {}, {{0, "X"}, {1, "Y"}, {2, "Y"}}, {{0, 1}, {0, 2}}, 0},
      {"Y first", {}, {{0, "Y"}, {1, "X"}}, {}, 1},
      {"not its own", {}, {{0, "XY"}}, {}, 1},
      {"X and Y twice", {}, {{0, "XY"}, {1, "XY"}}, {{0, 1}}, 1},
      {"at the limit", kTen, {{0, "X"}, {10, "Y"}}, {{0, 1}}, 0},
      {"after the limit", kTen, {{0, "X"}, {11, "Y"}}, {}, 1},
      {"closed", kUntil, {{0, "X"}, {1, "U"}, {2, "Y"}}, {}, 1},
      {"closed after Y",
       kUntil,
       {{0, "X"}, {1, "Y"}, {2, "U"}, {3, "Y"}},
       {{0, 1}},
       0},
      {"until at X is not between", kUntil, {{0, "XU"}, {1, "Y"}}, {{0, 1}}, 0},
      {"until at Y is not between",
       kUntil,
       {{0, "X"}, {1, "YU"}, {2, "Y"}},
       {{0, 1}},
       0},
      {"closed and opened anew",
       kUntil,
       {{0, "X"}, {1, "U"}, {2, "X"}, {3, "Y"}},
       {{2, 3}},
       1},
      {"before: the latest Y",
       kBefore,
       {{0, "Y"}, {1, "Y"}, {2, "X"}, {3, "X"}},
       {{2, 1}, {3, 1}},
       0},
      {"before: only a later Y", kBefore, {{0, "X"}, {1, "Y"}}, {}, 1},
      {"before: not its own", kBefore, {{0, "XY"}}, {}, 1},
      {"before: closed", kBeforeUntil, {{0, "Y"}, {1, "U"}, {2, "X"}}, {}, 1},
      {"before: until at Y", kBeforeUntil, {{0, "YU"}, {2, "X"}}, {{1, 0}}, 0},
      {"before: until at X", kBeforeUntil, {{0, "Y"}, {2, "XU"}}, {{1, 0}}, 0},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    const PlainOutcome outcome =
        RunBody(*MakeBody("absence", c.fields), c.timeline);
    EXPECT_EQ(Condemned(outcome), c.condemned);
    EXPECT_EQ(outcome.fulfilled, c.fulfilled);
    EXPECT_EQ(outcome.pending, 0U);
  }
}

TEST(Absence, ClosesOnlyTheXThatUntilAgreesWith) {
  const Fields fields = {
      {"until", Matcher()},
      {"correlate", PairsOf({{"metadata.x", "metadata.y"}})}};
  const auto body = MakeBody("absence", fields);
  // The second X is closed on its own field; Y agrees with both.
  EXPECT_EQ(Condemned(RunBody(*body, {{0, "X", {{"metadata.x", 1}}},
                                      {1, "X", {{"metadata.x", 2}}},
                                      {2, "U", {{"metadata.x", 2}}},
                                      {3, "Y"}})),
            (Pairs{{0, 3}}));
  // What an until event says of Y's field closes nothing.
  EXPECT_EQ(Condemned(RunBody(*body,
                              {{0, "X", {{"metadata.x", 1}}},
                               {1, "U", {{"metadata.x", 2}, {"metadata.y", 1}}},
                               {2, "Y", {{"metadata.y", 1}}}})),
            (Pairs{{0, 2}}));
  // Without the field it agrees with every X.
  EXPECT_EQ(Condemned(RunBody(*body, {{0, "X", {{"metadata.x", 1}}},
                                      {1, "U"},
                                      {2, "Y", {{"metadata.y", 1}}}})),
            Pairs{});
}

TEST(Absence, StaysLinearWithManyKeysAndWildcards) {
  // Each round opens a new key and asks with the field absent.
  constexpr int kRounds = 50'000;
  Timeline timeline;
  for (int i = 0; i < kRounds; ++i) {
    timeline.push_back({i, "X", {{"metadata.a", i}}});
    timeline.push_back({i, "Y"});
  }
  const auto body = MakeBody(
      "absence", {{"correlate", PairsOf({{"metadata.a", "metadata.a"}})}});
  const PlainOutcome outcome = RunBody(*body, timeline);
  ASSERT_EQ(outcome.findings.size(), size_t{kRounds});
  EXPECT_EQ(outcome.findings.back().trigger, 2 * kRounds - 2);
  EXPECT_EQ(outcome.fulfilled, 0U);
}

}  // namespace
}  // namespace plog
