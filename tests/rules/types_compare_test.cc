// Sequence and absence with `compare`: which of several events that agree on
// `correlate` are partners, in which order, and what is counted.

#include <gtest/gtest.h>

#include "tests/rules/types_driver.h"

namespace plog {
namespace {

using Pairs = std::vector<std::pair<int, int>>;

struct Case {
  const char* what;
  const char* type;
  Fields fields;
  Timeline timeline;
  Pairs found;  // trigger, offending
  uint64_t fulfilled;
  uint64_t pending = 0;
};

// metadata.n of X less than that of Y.
Fields Less(Fields more = {}) {
  more["compare"] = std::vector<FieldComparison>{
      {PathOf("metadata.n"), ComparisonOp::kLt, PathOf("metadata.n")}};
  return more;
}
// Not equal in n, and equal in m.
Fields Two() {
  return {
      {"compare",
       std::vector<FieldComparison>{
           {PathOf("metadata.n"), ComparisonOp::kNe, PathOf("metadata.n")},
           {PathOf("metadata.m"), ComparisonOp::kEq, PathOf("metadata.m")}}}};
}

PlainEvent At(int64_t at, const char* roles, double n) {
  return {at, roles, {{"metadata.n", n}}};
}
PlainEvent At(int64_t at, const char* roles, double n, double m) {
  return {at, roles, {{"metadata.n", n}, {"metadata.m", m}}};
}
PlainEvent Keyed(int64_t at, const char* roles, double n, double k, double l) {
  return {at, roles, {{"metadata.n", n}, {"metadata.k", k}, {"metadata.l", l}}};
}

const std::pair<const std::string, FieldValue> kTen = {"within",
                                                       Duration{10, 0}};
const std::pair<const std::string, FieldValue> kBefore = {"order",
                                                          Choice{"before"}};
const std::pair<const std::string, FieldValue> kOne = {"pairing",
                                                       Choice{"one_to_one"}};
const std::pair<const std::string, FieldValue> kUntil = {"until", Matcher()};

Fields Keys(const PlainPairs& pairs) {
  return Less({{"correlate", PairsOf(pairs)}});
}

std::vector<Case> Sequences() {
  return {
      {"one Y answers many",
       "sequence",
       Less(),
       {At(0, "X", 1), At(1, "X", 2), At(2, "X", 9), At(3, "Y", 3)},
       {{2, -1}},
       2},
      {"not itself", "sequence", Less(), {At(0, "XY", 1)}, {{0, -1}}, 0},
      {"a Y that does not compare leaves X open",
       "sequence",
       Less(),
       {At(0, "X", 5), At(1, "Y", 5), At(2, "Y", 6)},
       {},
       1},
      {"within: at the limit, and after it",
       "sequence",
       Less({kTen}),
       {At(0, "X", 1), At(1, "X", 1), At(11, "Y", 2)},
       {{0, -1}},
       1},
      {"one to one: the oldest that compares",
       "sequence",
       Less({kOne}),
       {At(0, "X", 7), At(1, "X", 1), At(2, "X", 1), At(3, "Y", 3),
        At(4, "Y", 8)},
       {{2, -1}},
       2},
      {"before: the Y must compare",
       "sequence",
       Less({kBefore}),
       {At(0, "Y", 3), At(1, "X", 2), At(2, "X", 3), At(3, "Y", 9)},
       {{2, -1}},
       1},
      {"before, within: a nearer Y that does not compare is no help",
       "sequence",
       Less({kBefore, kTen}),
       {At(0, "Y", 9), At(5, "Y", 1), At(10, "X", 5), At(11, "X", 5)},
       {{3, -1}},
       1},
      {"every comparison must hold",
       "sequence",
       Two(),
       {At(0, "X", 1, 1), At(1, "Y", 1, 1), At(2, "Y", 2, 2)},
       {{0, -1}},
       0},
      {"both hold",
       "sequence",
       Two(),
       {At(0, "X", 1, 1), At(1, "Y", 2, 1)},
       {},
       1},
      {"without the field nothing compares",
       "sequence",
       Less(),
       {At(0, "X", 1), {1, "Y"}, {2, "X"}, At(3, "Y", 0)},
       {{0, -1}, {2, -1}},
       0},
      {"two fields to correlate, of other names",
       "sequence",
       Keys({{"metadata.k", "metadata.k"}, {"metadata.l", "metadata.k"}}),
       {Keyed(0, "X", 1, 5, 5), Keyed(1, "X", 1, 5, 6), Keyed(2, "Y", 2, 5, 0)},
       {{1, -1}},
       1},
      {"an absent field to correlate is not compared",
       "sequence",
       Keys({{"metadata.k", "metadata.k"}}),
       {Keyed(0, "X", 1, 5, 0), At(1, "Y", 2)},
       {},
       1},
  };
}

std::vector<Case> Absences() {
  return {
      {"the latest X that compares",
       "absence",
       Less(),
       {At(0, "X", 1), At(1, "X", 1), At(2, "X", 9), At(3, "Y", 3)},
       {{1, 3}},
       1},
      {"not itself", "absence", Less(), {At(0, "XY", 1)}, {}, 1},
      {"every Y",
       "absence",
       Less(),
       {At(0, "X", 1), At(1, "Y", 2), At(2, "Y", 3)},
       {{0, 1}, {0, 2}},
       0},
      {"within: a farther X that compares is too far",
       "absence",
       Less({kTen}),
       {At(0, "X", 1), At(5, "X", 9), At(11, "Y", 3)},
       {},
       2},
      {"closed",
       "absence",
       Less({kUntil}),
       {At(0, "X", 1), At(1, "U", 0), At(2, "X", 9), At(3, "Y", 3)},
       {},
       2},
      {"until needs not compare, but agree",
       "absence",
       [] {
         Fields fields = Keys({{"metadata.k", "metadata.k"}});
         fields.insert(kUntil);
         return fields;
       }(),
       {Keyed(0, "X", 1, 5, 0), Keyed(1, "X", 1, 6, 0), Keyed(2, "U", 9, 6, 0),
        Keyed(3, "Y", 2, 6, 0), Keyed(4, "Y", 2, 5, 0)},
       {{0, 4}},
       1},
      {"until at Y is not between",
       "absence",
       Less({kUntil}),
       {At(0, "X", 1), At(1, "YU", 2), At(2, "Y", 2)},
       {{0, 1}},
       0},
      {"before: the latest Y that compares",
       "absence",
       Less({kBefore}),
       {At(0, "Y", 8), At(1, "Y", 7), At(2, "Y", 1), At(3, "X", 5)},
       {{3, 1}},
       0},
      {"before: closed since",
       "absence",
       Less({kBefore, kUntil}),
       {At(0, "Y", 8), At(1, "U", 0), At(2, "Y", 1), At(3, "X", 5)},
       {},
       1},
      {"before: closed earlier",
       "absence",
       Less({kBefore, kUntil}),
       {At(0, "U", 0), At(1, "Y", 8), At(2, "X", 5)},
       {{2, 1}},
       0},
  };
}

class Compared : public testing::TestWithParam<Case> {};

TEST_P(Compared, FindsThePartners) {
  const Case& c = GetParam();
  const auto body = MakeBody(c.type, c.fields);
  const auto monitor = body->NewMonitor();
  // Twice: a scope instance must not see what the one before it left open.
  for (int round = 0; round < 2; ++round) {
    const PlainOutcome outcome =
        RunMonitor(*body, monitor.get(), c.timeline, 1'000'000);
    Pairs found;
    for (const PlainFinding& finding : outcome.findings) {
      found.push_back({finding.trigger, finding.offending});
    }
    EXPECT_EQ(found, c.found) << c.what << PrintTimeline(c.timeline);
    EXPECT_EQ(outcome.fulfilled, c.fulfilled) << c.what;
    EXPECT_EQ(outcome.pending, c.pending) << c.what;
  }
}

INSTANTIATE_TEST_SUITE_P(Sequence, Compared, testing::ValuesIn(Sequences()));
INSTANTIATE_TEST_SUITE_P(Absence, Compared, testing::ValuesIn(Absences()));

TEST(Compared, IsPendingWhileTheLimitLiesAhead) {
  const auto body = MakeBody("sequence", Less({kTen}));
  const Timeline timeline = {At(0, "X", 1), At(5, "X", 1), At(6, "Y", 0)};
  const PlainOutcome outcome = RunBody(*body, timeline, 12);
  EXPECT_EQ(outcome.findings, (std::vector<PlainFinding>{{0, -1}}));
  EXPECT_EQ(outcome.pending, 1U);
}

TEST(Compared, CannotHaveAWildcardOnEitherSide) {
  for (const auto& [x, y] : PlainPairs{{"metadata.*.n", "metadata.n"},
                                       {"metadata.n", "metadata.*.n"}}) {
    const std::vector<FieldComparison> compare = {
        {PathOf(x), ComparisonOp::kEq, PathOf(y)}};
    for (const char* type : {"sequence", "absence"}) {
      EXPECT_EQ(FaultsOf(type, {{"compare", compare}}),
                std::vector<std::string>{"compare: wildcard-path"});
    }
  }
}

}  // namespace
}  // namespace plog
