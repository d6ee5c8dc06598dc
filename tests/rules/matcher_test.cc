#include "rules/matcher/matcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "rules/types/fields.h"
#include "rules/types/predicates.h"
#include "tests/rules/rules_testing.h"

namespace plog {
namespace {

struct Case {
  std::string_view matcher;
  std::string_view event;
  bool holds;
};

// The contract, policies §2, sentence by sentence.
constexpr Case kCases[] = {
    {"{}", "", true},
    // Scalars: strings by bytes, numbers by value, null = absent or null.
    {"{action_name: x}", R"("action_name":"x")", true},
    {"{action_name: x}", R"("action_name":"X")", false},
    {"{action_name: x}", R"("action_name":null)", false},
    {"{action_name: x}", "", false},
    {"{action_name: null}", "", true},
    {"{action_name: null}", R"("action_name":null)", true},
    {"{action_name: ~}", R"("action_name":"x")", false},
    {"{action_name: \"null\"}", R"("action_name":"null")", true},
    {"{duration_ms: 1e2}", R"("duration_ms":100)", true},
    {"{duration_ms: 010}", R"("duration_ms":10)", true},
    {"{duration_ms: 0x1F}", R"("duration_ms":31)", true},
    {"{duration_ms: 0o17}", R"("duration_ms":15)", true},
    {"{metadata.v: 0.1}", R"("metadata":{"v":0.1})", true},
    {"{metadata.v: 0.10000000000000001}", R"("metadata":{"v":0.1})", false},
    {"{metadata.v: 1}", R"("metadata":{"v":1.0})", true},
    {"{metadata.v: 0}", R"("metadata":{"v":-0.0})", true},
    {"{metadata.v: \"1\"}", R"("metadata":{"v":1})", false},
    {"{metadata.v: true}", R"("metadata":{"v":true})", true},
    {"{metadata.v: TRUE}", R"("metadata":{"v":"TRUE"})", false},
    {"{metadata.v: yes}", R"("metadata":{"v":"yes"})", true},
    {"{metadata.v: false}", R"("metadata":{"v":0})", false},
    // Lists.
    {"{action_name: [x, y]}", R"("action_name":"y")", true},
    {"{action_name: [x, null]}", "", true},
    {"{action_name: [x, y]}", R"("action_name":"z")", false},
    {"{metadata.v: [1, a, true]}", R"("metadata":{"v":1})", true},
    // All members of a mapping, all operators of a field.
    {"{action_name: x, duration_ms: 1}", R"("action_name":"x")", false},
    {"{duration_ms: {gt: 1, lte: 3}}", R"("duration_ms":3)", true},
    {"{duration_ms: {gt: 1, lt: 3}}", R"("duration_ms":3)", false},
    {"{duration_ms: {gte: 3}}", R"("duration_ms":3)", true},
    {"{duration_ms: {gte: 3}}", "", false},
    {"{metadata.v: {lt: 5}}", R"("metadata":{"v":"4"})", false},
    {"{metadata.v: {gt: 0.3}}", R"("metadata":{"v":0.30000000000000004})",
     true},
    // Complements hold where the field is absent or of another type.
    {"{action_name: {ne: x}}", "", true},
    {"{action_name: {ne: x}}", R"("action_name":"x")", false},
    {"{action_name: {ne: null}}", "", false},
    {"{action_name: {not_in: [x, y]}}", R"("action_name":null)", true},
    {"{action_name: {not_in: [x, y]}}", R"("action_name":"y")", false},
    {"{metadata.v: {not_matches: a}}", R"("metadata":{"v":1})", true},
    {"{action_name: {not_matches: a}}", R"("action_name":"bar")", false},
    // Texts.
    {"{action_name: {matches: '^r.*d$'}}", R"("action_name":"read")", true},
    {"{action_name: {matches: ea}}", R"("action_name":"read")", true},
    {"{metadata.v: {matches: '1'}}", R"("metadata":{"v":1})", false},
    {"{action_name: {starts_with: re}}", R"("action_name":"read")", true},
    {"{action_name: {starts_with: ''}}", R"("action_name":"read")", true},
    {"{action_name: {starts_with: ''}}", R"("action_name":null)", false},
    {"{action_name: {ends_with: re}}", R"("action_name":"read")", false},
    {"{action_name: {contains: ea}}", R"("action_name":"read")", true},
    {"{metadata.v: {contains: ea}}", R"("metadata":{"v":["ea"]})", true},
    {"{metadata.v: {contains: e}}", R"("metadata":{"v":["ea"]})", false},
    {"{metadata.v: {contains: 1}}", R"("metadata":{"v":["1",1.0]})", true},
    {"{metadata.v: {contains: 1}}", R"("metadata":{"v":"1"})", false},
    {"{metadata.v: {contains: null}}", R"("metadata":{"v":[null]})", true},
    {"{action_name: {glob: 'r*d'}}", R"("action_name":"r/e/d")", true},
    {"{action_name: {glob: 'r*'}}", "", false},
    // Existence.
    {"{action_name: {exists: true}}", R"("action_name":"")", true},
    {"{action_name: {exists: true}}", R"("action_name":null)", false},
    {"{action_name: {exists: false}}", "", true},
    // Instants, not texts, on `timestamp`.
    {"{timestamp: {gte: 2026-01-01T01:00:00+01:00}}",
     R"("timestamp":"2026-01-01T00:00:00Z")", true},
    {"{timestamp: {lt: 2026-01-01T00:00:00Z}}",
     R"("timestamp":"2026-01-01T00:30:00+01:00")", true},
    {"{timestamp: 2026-01-01T00:00:00Z}",
     R"("timestamp":"2026-01-01T00:00:00+00:00")", false},
    // Paths.
    {"{action_input.user.name: x}", R"("action_input":{"user":{"name":"x"}})",
     true},
    {"{action_input.items.1: y}", R"("action_input":{"items":["x","y"]})",
     true},
    {"{action_input.items.01: y}", R"("action_input":{"items":["x","y"]})",
     false},
    {"{action_input.0: y}", R"("action_input":{"0":"y"})", true},
    {"{action_input.x.y: 1}", R"("action_input":"x")", false},
    {"{/labels/a.b: x}", R"("labels":{"a.b":"x"})", true},
    {"{/labels/a~1b~0: x}", R"("labels":{"a/b~":"x"})", true},
    {"{/action_input/*: x}", R"("action_input":{"*":"x"})", true},
    {"{/action_input/*: x}", R"("action_input":["x"])", false},
    {"{/action_name: x}", R"("action_name":"x")", true},
    // Wildcards: elements of arrays only; one element for all positive
    // operators, none for what a negative one excludes.
    {"{action_input.*: 2}", R"("action_input":[1,2])", true},
    {"{action_input.*: 1}", R"("action_input":{"a":1})", false},
    {"{action_input.*: {gt: 1, lt: 3}}", R"("action_input":[0,5])", false},
    {"{action_input.*: {gt: 1, lt: 3}}", R"("action_input":[0,2])", true},
    {"{action_input.*: {ne: 2}}", R"("action_input":[1,2])", false},
    {"{action_input.*: {ne: 2}}", R"("action_input":[1,3])", true},
    {"{action_input.*: {gt: 2, ne: 1}}", R"("action_input":[3,1])", false},
    {"{action_input.*: {ne: 2}}", R"("action_input":[])", true},
    {"{action_input.*: {exists: false}}", R"("action_input":[])", true},
    {"{action_input.*: {exists: true}}", R"("action_input":[null])", false},
    {"{action_input.*: {exists: false}}", R"("action_input":[1,null])", true},
    {"{action_input.*: null}", "", true},
    {"{action_input.*: {gt: 0}}", "", false},
    {"{action_input.i.*.s: b}", R"("action_input":{"i":[{"s":"a"},{"s":"b"}]})",
     true},
    {"{action_input.*.*: 3}", R"("action_input":[[1],[2,3]])", true},
    {"{action_input.*.*: {exists: false}}", R"("action_input":[[],[1]])",
     false},
    // Groups stand beside fields.
    {"{any: [{action_name: x}, {action_name: y}]}", R"("action_name":"y")",
     true},
    {"{any: [{action_name: x}], action_type: T}", R"("action_name":"x")",
     false},
    {"{all: [{action_name: x}, {}]}", R"("action_name":"x")", true},
    {"{not: {action_name: x}}", "", true},
    {"{not: {action_name: x, action_type: T}}", R"("action_name":"x")", true},
    {"{not: {}}", "", false},
};

TEST(Matcher, HoldsExactlyWhereTheContractSays) {
  for (const Case& c : kCases) {
    EXPECT_EQ(MatcherOf(c.matcher).Holds(EventOf(c.event)), c.holds)
        << c.matcher << " on " << c.event;
  }
}

TEST(Matcher, TextIsCompactJsonInTheOrderOfWriting) {
  const Matcher matcher = MatcherOf(
      "session_id: {ne: x}\n"
      "metadata.v: [TOOL_CALL, ~, True, 0x1F, +1.50, .5, 007, 1.]\n"
      "action_name: \"a\\\"b\"\n");
  EXPECT_EQ(matcher.text(),
            R"({"session_id":{"ne":"x"},)"
            R"("metadata.v":["TOOL_CALL",null,true,31,1.50,0.5,7,1],)"
            R"("action_name":"a\"b"})");
  EXPECT_EQ(Matcher().text(), MatcherOf("{}").text());
}

TEST(Matcher, RequiredTextIsOnlyWhatEveryMatchHas) {
  const auto type = [](std::string_view yaml) {
    return MatcherOf(yaml).RequiredText(Member::kActionType);
  };
  EXPECT_EQ(type("{action_type: TOOL_CALL}"), "TOOL_CALL");
  EXPECT_EQ(type("{action_type: {eq: TOOL_CALL}}"), "TOOL_CALL");
  EXPECT_EQ(type("{all: [{action_type: TOOL_CALL}]}"), "TOOL_CALL");
  EXPECT_EQ(type("{action_type: [TOOL_CALL]}"), std::nullopt);
  EXPECT_EQ(type("{any: [{action_type: TOOL_CALL}]}"), std::nullopt);
  EXPECT_EQ(type("{not: {action_type: TOOL_CALL}}"), std::nullopt);
  EXPECT_EQ(type("{action_type: null}"), std::nullopt);
}

TEST(Matcher, SaysWhenARequiredTextIsAllThereIsToIt) {
  const auto suffices = [](std::string_view yaml) -> std::optional<bool> {
    const auto required = MatcherOf(yaml).RequiredText();
    if (!required) return std::nullopt;
    return required->suffices;
  };
  EXPECT_EQ(suffices("{action_type: TOOL_CALL}"), true);
  EXPECT_EQ(suffices("{metadata.a.0: [x, y]}"), true);
  EXPECT_EQ(suffices("{all: [{action_type: TOOL_CALL}]}"), true);
  EXPECT_EQ(suffices("{action_type: TOOL_CALL, action_name: x}"), false);
  EXPECT_EQ(suffices("{action_name: {eq: x, ne: y}}"), false);
  EXPECT_EQ(suffices("{all: [{action_type: A}, {action_name: x}]}"), false);
  EXPECT_EQ(suffices("{action_name: x, not: {action_type: A}}"), false);
  EXPECT_EQ(suffices("{action_name: [x, null]}"), std::nullopt);
  EXPECT_EQ(suffices("{any: [{action_type: TOOL_CALL}]}"), std::nullopt);
  EXPECT_EQ(suffices("{}"), std::nullopt);
  const Matcher when = MatcherOf("{action_type: TOOL_CALL}");
  const auto never = [](const EventContent&) { return false; };
  EXPECT_FALSE(MakePredicate("n", never, when)->RequiredText()->suffices);
  EXPECT_TRUE(MatcherPredicate(when)->RequiredText()->suffices);
}

TEST(Matcher, HoldsAsItsRequiredTextSays) {
  size_t required_texts = 0;
  size_t sufficient = 0;
  for (const Case& one : kCases) {
    const Matcher matcher = MatcherOf(one.matcher);
    const auto required = matcher.RequiredText();
    if (!required) continue;
    ++required_texts;
    const EventContent event = EventOf(one.event);
    const JsonView value = required->path.Resolve(event);
    const bool there =
        value.is_string() &&
        std::find(required->values.begin(), required->values.end(),
                  value.AsString()) != required->values.end();
    EXPECT_TRUE(there || !one.holds) << one.matcher << " of " << one.event;
    if (!required->suffices) continue;
    ++sufficient;
    EXPECT_EQ(there, one.holds) << one.matcher << " of " << one.event;
  }
  EXPECT_GT(required_texts, 10U);
  EXPECT_GT(sufficient, 5U);
}

TEST(Matcher, TraceShowsEveryConditionWithWhatWasFound) {
  const Matcher matcher =
      MatcherOf("{action_name: x, not: {action_input.*: {gt: 1, ne: 5}}}");
  const auto traces = matcher.Trace(
      EventOf(R"("action_name":"y","action_input":[2,{"k":"v"}])"), true);
  ASSERT_EQ(traces.size(), 4U);
  EXPECT_EQ(traces[0].condition, "action_name eq \"x\"");
  EXPECT_FALSE(traces[0].held);
  EXPECT_EQ(traces[0].actual, "\"y\"");
  EXPECT_EQ(traces[1].condition, "not:");
  EXPECT_FALSE(traces[1].held);
  EXPECT_EQ(traces[2].condition, "  action_input.* gt 1");
  EXPECT_TRUE(traces[2].held);
  EXPECT_EQ(traces[2].actual, R"(2, {"k":"v"})");
  EXPECT_EQ(matcher.Trace(EventOf(""), true)[0].actual, "absent");
}

TEST(Matcher, TraceTellsOnlyTheSizeOfWhatMayHoldASecret) {
  const EventContent event = EventOf(
      R"("action_name":"y","labels":{"a":"b"},"error_message":"pin",)"
      R"("action_input":["s",{"k":"v"},[1],7,true],"metadata":{"k":"v"})");
  const auto actual = [&](const std::string& field) {
    return MatcherOf("{" + field + ": {exists: true}}")
        .Trace(event, false)[0]
        .actual;
  };
  EXPECT_EQ(actual("action_name"), "\"y\"");
  EXPECT_EQ(actual("labels"), R"({"a":"b"})");
  EXPECT_EQ(actual("error_message"),
            "a text of 3 bytes (--show-matches quotes it)");
  EXPECT_EQ(actual("metadata.k"),
            "a text of 1 bytes (--show-matches quotes it)");
  EXPECT_EQ(actual("action_input.1"),
            "an object of 1 members (--show-matches quotes it)");
  EXPECT_EQ(actual("action_input.2"),
            "an array of 1 elements (--show-matches quotes it)");
  EXPECT_EQ(actual("action_input.3"), "7");
  EXPECT_EQ(actual("/action_input/4"), "true");
}

TEST(LabelFilter, NamesWithDotsAndStarsAreLabelsNotPaths) {
  Diagnostics diagnostics;
  const SourceText source("f.yaml", "{a.b: [x, y], '*': z}", &diagnostics);
  const auto filter = ParseLabelFilter(source, ReadYaml(source));
  ASSERT_TRUE(filter);
  EXPECT_TRUE(filter->Holds(EventOf(R"("labels":{"a.b":"y","*":"z"})")));
  EXPECT_FALSE(filter->Holds(EventOf(R"("labels":{"a":{"b":"y"},"*":"z"})")));
}

struct GlobCase {
  std::string_view glob;
  std::string_view text;
  bool matches;
};
constexpr GlobCase kGlobCases[] = {
    {"*", "", true},
    {"?", "", false},
    {"?", "é", true},
    {"??", "é", false},
    {"a*b*c", "a/b/b/c", true},
    {"a*b", "ab c", false},
    {"[a-c]x", "bx", true},
    {"[!a-c]x", "bx", false},
    {"[^a-c]x", "dx", true},
    {"[*]", "*", true},
    {"[*]", "x", false},
    {"[]]", "]", true},
    {"[!]]", "]", false},
    {"[à-é]", "è", true},
    {"[a-]", "-", true},
    {"*a*a*a*b", "aaaaaaaaaaaa", false},
    {"read_*", "read_file", true},
    {"read", "read_file", false},
};

TEST(Glob, MatchesWholeTextsByCharacters) {
  for (const GlobCase& c : kGlobCases) {
    EXPECT_EQ(GlobMatches(c.glob, c.text), c.matches)
        << c.glob << " " << c.text;
    EXPECT_FALSE(CheckGlob(c.glob)) << c.glob;
  }
  for (const std::string_view open : {"[", "[a", "[]", "[!]", "x[a-"}) {
    EXPECT_TRUE(CheckGlob(open)) << open;
  }
}

struct NumberCase {
  std::string_view text;
  double value;
  int residual;
};
constexpr NumberCase kNumberCases[] = {
    {"0.1", 0.1, 0},
    {"0.10000000000000001", 0.1, -1},
    {"0.09999999999999999999", 0.1, 1},
    {"-0.10000000000000001", -0.1, 1},
    {"1e2", 100, 0},
    {"+5.", 5, 0},
    {"-0", 0, 0},
    {"9007199254740993", 9007199254740992.0, -1},
    {"1e-99999999999999", 0, -1},
    {"1e-400", 0, -1},
    {"00012.500", 12.5, 0},
};

TEST(NumberLiteral, ComparesTheDecimalAsWritten) {
  for (const NumberCase& c : kNumberCases) {
    const auto number = ParseNumberLiteral(c.text);
    ASSERT_TRUE(number) << c.text;
    EXPECT_EQ(number->value, c.value) << c.text;
    EXPECT_EQ(number->residual, c.residual) << c.text;
  }
  for (const std::string_view bad :
       {"", ".", "1e", "1e999", "1e99999999999999999", "1_0", "0x1F", ".inf",
        "1.2.3", "--1", " 1"}) {
    EXPECT_FALSE(ParseNumberLiteral(bad)) << bad;
  }
}

}  // namespace
}  // namespace plog
