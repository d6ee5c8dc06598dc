// What `compare` makes partners of two events: the same for the rules that
// look ahead and back, and for the explanation of a finding.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "checker/engine/check.h"
#include "ledger/crypto/sha256.h"
#include "rules/types/comparison.h"
#include "tests/checker/memory_ledger.h"

namespace plog {
namespace {

struct Pair {
  const char* op;
  std::string x;  // JSON of metadata.x of X
  std::string y;  // and of metadata.y of Y; empty: absent
  bool holds;
};

std::string Member(const char* name, const std::string& value) {
  if (value.empty()) return {};
  return fmt::format(R"("metadata":{{"{}":{}}})", name, value);
}

// X and Y in that order in session ahead, the other way round in session back.
std::vector<std::string> BothWays(const Pair& pair) {
  std::vector<std::string> lines;
  int second = 0;
  for (const char* session : {"ahead", "back"}) {
    std::vector<std::string> two = {
        EventLine("x", second, "CUSTOM", "x", Member("x", pair.x)),
        EventLine("y", second, "CUSTOM", "y", Member("y", pair.y))};
    if (session == std::string("back")) std::swap(two[0], two[1]);
    for (std::string& line : two) {
      const std::string old = R"("session_id":"s")";
      line.replace(line.find(old), old.size(),
                   fmt::format(R"("session_id":"{}")", session));
      line.replace(line.find(R"("id":")"), 6,
                   fmt::format(R"("id":"{}-)", session));
      lines.push_back(line);
    }
    ++second;
  }
  return lines;
}

std::vector<uint64_t> Violations(const std::vector<std::string>& events,
                                 const std::string& yaml) {
  const auto ledger = SealEvents(events);
  CheckOptions options;
  options.as_of = Instant{4102444800, 0};
  const auto report =
      CheckPolicies(ledger->reader(), CompileYaml(yaml), options);
  EXPECT_TRUE(report.has_value()) << report.error().message;
  std::vector<uint64_t> counts;
  for (const RuleResult& rule : report->results.at(0).rules) {
    counts.push_back(rule.violation_count);
  }
  return counts;
}

std::string FourRules(const char* op) {
  std::string yaml = "policies:\n  - name: p\n    rules:\n";
  for (const char* rule :
       {"{name: a, type: absence, deny: {action_name: y}",
        "{name: b, type: absence, order: before, deny: {action_name: y}",
        "{name: c, type: sequence, expect: {action_name: y}",
        "{name: d, type: sequence, order: before, expect: {action_name: y}"}) {
    yaml += fmt::format(
        "      - {}, when: {{action_name: x}},"
        " compare: [{{x: metadata.x, op: {}, y: metadata.y}}]}}\n",
        rule, op);
  }
  return yaml;
}

class Comparing : public testing::TestWithParam<Pair> {};

TEST_P(Comparing, MakesPartnersInEveryDirection) {
  const Pair& pair = GetParam();
  const uint64_t holds = pair.holds ? 1 : 0;
  // In the session of the other order an X is never answered.
  const std::vector<uint64_t> expected = {holds, holds, 2 - holds, 2 - holds};
  EXPECT_EQ(expected, Violations(BothWays(pair), FourRules(pair.op)));
}

TEST_P(Comparing, IsExplainedAsItWasJudged) {
  const Pair& pair = GetParam();
  const auto names = ComparisonNames();
  const auto op = std::find(names.begin(), names.end(), pair.op);
  ASSERT_NE(op, names.end());
  FieldComparison comparison;
  ASSERT_FALSE(FieldPath::Parse("metadata.x", &comparison.x));
  ASSERT_FALSE(FieldPath::Parse("metadata.y", &comparison.y));
  comparison.op = static_cast<ComparisonOp>(op - names.begin());
  const auto content = [](const std::string& members) {
    return "{" + members + "}";
  };
  ContentParser parser;
  EventContent x;
  EventContent y;
  ASSERT_FALSE(parser.Parse(content(Member("x", pair.x)), &x));
  ASSERT_FALSE(ContentParser().Parse(content(Member("y", pair.y)), &y));
  EXPECT_EQ(pair.holds, Holds(comparison, x, y));
}

std::string DigestText(const char* prefix, const char* of) {
  return fmt::format(R"("{}{}")", prefix, ToHex(Sha256Of(of)));
}

std::vector<Pair> Pairs() {
  std::vector<Pair> pairs = {
      {"eq", "5", "5.0", true},
      {"eq", "5", R"("5")", false},
      {"eq", "true", "1", false},
      {"eq", R"("a")", R"("A")", false},
      {"eq", R"({"a":1,"b":[2]})", R"({"b":[2],"a":1.0})", true},
      {"eq", "[1,2]", "[2,1]", false},
      {"ne", "5", "6", true},
      {"ne", "5", R"("5")", true},
      {"ne", R"({"a":1})", R"({"a":1})", false},
      {"lt", "1", "1.5", true},
      {"lt", "-2", "-3", false},
      {"lt", "2", "2", false},
      {"lte", "2", "2.0", true},
      {"lte", "3", "2", false},
      {"gt", "3", "2", true},
      {"gt", "2", "2", false},
      {"gte", "2", "2", true},
      {"gte", "1", "2", false},
      {"lt", R"("1")", "2", false},
      {"gt", R"("b")", R"("a")", false},
      {"lt", "true", "2", false},
      {"lt", "[1]", "[2]", false},
      // Times as instants, whatever their zone; a time and a number never.
      {"lt", R"("2026-01-01T00:30:00+01:00")", R"("2026-01-01T00:00:00Z")",
       true},
      {"gte", R"("2026-01-01T01:00:00+01:00")", R"("2026-01-01T00:00:00Z")",
       true},
      {"gt", R"("2026-01-01T00:00:00.000000001Z")", R"("2026-01-01T00:00:00Z")",
       true},
      {"lt", R"("1969-12-31T23:59:59Z")", R"("2026-01-01T00:00:00Z")", true},
      {"lt", "5", R"("2026-01-01T00:00:00Z")", false},
      {"gt", "5", R"("2026-01-01T00:00:00Z")", false},
      {"digest_of", DigestText("sha256:", R"({"a":1,"b":2})"),
       R"({"b":2,"a":1.0})", true},
      {"digest_of", DigestText("", "5"), "5", true},
      {"digest_of", DigestText("sha1:", "5"), "5", false},
      {"digest_of", DigestText("", "5"), "6", false},
      {"digest_of", R"("5")", "5", false},
      {"not_digest_of", DigestText("", "5"), "6", true},
      {"not_digest_of", DigestText("", "5"), "5", false},
      // What is no digest is not a wrong one.
      {"not_digest_of", R"("none")", "5", false},
      {"not_digest_of", "5", "5", false},
  };
  // What is not there proves nothing.
  for (const std::string_view op : ComparisonNames()) {
    const std::string value =
        op.ends_with("digest_of") ? DigestText("", "7") : "5";
    pairs.push_back({op.data(), "", value, false});
    pairs.push_back({op.data(), value, "", false});
    pairs.push_back({op.data(), "", "", false});
    pairs.push_back({op.data(), "null", "null", false});
    pairs.push_back({op.data(), value, "null", false});
  }
  return pairs;
}

INSTANTIATE_TEST_SUITE_P(Each, Comparing, testing::ValuesIn(Pairs()));

// Two calls that differ in what the two agents of a session send.
std::vector<std::string> TwoAgents() {
  return {
      R"({"id":"1","agent_id":"a","session_id":"s","action_name":"x",)"
      R"("timestamp":"2026-01-01T00:00:00Z","metadata":{"k":1,"n":5}})",
      R"({"id":"2","agent_id":"b","session_id":"s","action_name":"y",)"
      R"("timestamp":"2026-01-01T00:00:01Z","metadata":{"k":1,"n":6}})",
      R"({"id":"3","agent_id":"a","session_id":"t","action_name":"y",)"
      R"("timestamp":"2026-01-01T00:00:02Z","metadata":{"k":2,"n":7}})",
      R"({"id":"4","agent_id":"a","session_id":"t","action_name":"y",)"
      R"("timestamp":"2026-01-01T00:00:03Z","metadata":{"k":1,"n":4}})",
  };
}

uint64_t DeniedIn(const char* scope, const char* more) {
  return Violations(
             TwoAgents(),
             fmt::format("policies:\n  - name: p\n    rules:\n"
                         "      - {{name: r, type: absence, scope: {},"
                         " when: {{action_name: x}}, deny: {{action_name: y}},"
                         " compare: [{{x: metadata.n, op: lt,"
                         " y: metadata.n}}]{}}}\n",
                         scope, more))
      .at(0);
}

TEST(Compare, LooksNoFartherThanTheScopeAndCorrelate) {
  EXPECT_EQ(1U, DeniedIn("session", ""));
  EXPECT_EQ(1U, DeniedIn("agent", ""));
  EXPECT_EQ(2U, DeniedIn("ledger", ""));
  EXPECT_EQ(1U, DeniedIn("ledger", ", correlate: [metadata.k]"));
  EXPECT_EQ(0U, DeniedIn("ledger", ", correlate: [metadata.k, agent_id]"));
  EXPECT_EQ(1U, DeniedIn("ledger", ", correlate: [agent_id]"));
  EXPECT_EQ(1U, DeniedIn("ledger", ", within: 1s"));
}

}  // namespace
}  // namespace plog
