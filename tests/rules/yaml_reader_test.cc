#include "rules/yaml/yaml_reader.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/policy/policy.h"
#include "rules/yaml/yaml_scalar.h"
#include "tests/rules/rules_testing.h"

namespace plog {
namespace {

std::vector<std::string> Codes(const std::string& text) {
  Diagnostics diagnostics;
  const SourceText source("f.yaml", text, &diagnostics);
  ReadYaml(source);
  std::vector<std::string> codes;
  for (const Diagnostic& d : diagnostics.Sorted()) {
    codes.push_back(
        fmt::format("{}:{} {}", d.place.line, d.place.column, d.code));
  }
  return codes;
}

using testing::ElementsAre;

TEST(YamlReader, HostileBytesNeverReachTheLibrary) {
  EXPECT_THAT(Codes("a: \"\xC3\x28\""), ElementsAre("0:0 invalid-utf8"));
  EXPECT_THAT(Codes(std::string("a: \0b", 5)),
              ElementsAre("1:4 control-character"));
  EXPECT_THAT(Codes("a: " + std::string(kMaxPolicyBytes, 'x')),
              ElementsAre("0:0 file-too-large"));
  EXPECT_THAT(Codes(""), ElementsAre("0:0 empty-file"));
  EXPECT_THAT(Codes("\xFE\xFF"), ElementsAre("0:0 invalid-utf8"));
}

TEST(YamlReader, AliasBombsAndCyclesCostNothing) {
  std::string bomb = "a0: &a0 [x]\n";
  for (int i = 1; i <= 40; ++i) {
    bomb += fmt::format("a{0}: &a{0} [*a{1}, *a{1}]\n", i, i - 1);
  }
  EXPECT_EQ(Codes(bomb).size(), 1U + 3 * 40);
  EXPECT_THAT(Codes("a: &a [1, *a]"), ElementsAre("1:4 anchor", "1:11 anchor"));
}

TEST(YamlReader, DepthAndNumberOfValuesAreBounded) {
  EXPECT_THAT(Codes(std::string(20, '[') + std::string(20, ']')),
              ElementsAre());
  EXPECT_THAT(Codes(std::string(1000, '[') + std::string(1000, ']')),
              ElementsAre("1:21 too-deep"));
  EXPECT_EQ(Codes(std::string(200000, '[')).size(), 1U);
  EXPECT_EQ(Codes(std::string(200000, '{')).size(), 1U);
  std::string many = "[";
  for (size_t i = 0; i <= kMaxYamlNodes; ++i) many += "1,";
  EXPECT_THAT(Codes(many + "]"), ElementsAre("0:0 too-many-nodes"));
}

TEST(YamlReader, PlacesCountCharactersAndSkipAByteOrderMark) {
  Diagnostics diagnostics;
  const std::string text = "\xEF\xBB\xBFé: \"ü\"\r\nb: {ö: x, y: }\r\n";
  const SourceText source("f.yaml", text, &diagnostics);
  const YamlNode root = ReadYaml(source);
  ASSERT_EQ(root.members.size(), 2U);
  EXPECT_EQ(root.members[0].place.column, 1U);
  EXPECT_EQ(root.members[0].value.place.column, 4U);
  EXPECT_EQ(root.members[0].value.place.width, 3U);
  const YamlNode& flow = root.members[1].value;
  ASSERT_EQ(flow.members.size(), 2U);
  EXPECT_EQ(flow.members[0].value.place.line, 2U);
  EXPECT_EQ(flow.members[0].value.place.column, 8U);
  EXPECT_TRUE(flow.members[1].value.is(YamlNode::Kind::kMissing));
  EXPECT_EQ(flow.members[1].value.place.column, 11U);
}

TEST(YamlReader, AMissingValueIsNotTheNextLinesNull) {
  Diagnostics diagnostics;
  const SourceText source("f.yaml", "a:\nnull: 1\nb:\n  null\nc: ~\n",
                          &diagnostics);
  const YamlNode root = ReadYaml(source);
  ASSERT_EQ(root.members.size(), 3U);
  EXPECT_TRUE(root.members[0].value.is(YamlNode::Kind::kMissing));
  EXPECT_TRUE(IsNull(root.members[1].value));
  EXPECT_TRUE(IsNull(root.members[2].value));
}

TEST(YamlScalar, PlainTextFollowsTheCoreSchema) {
  struct Case {
    std::string_view text;
    ScalarType type;
  };
  for (const Case& c :
       std::initializer_list<Case>{{"True", ScalarType::kBool},
                                   {"tRUE", ScalarType::kString},
                                   {"yes", ScalarType::kString},
                                   {"Null", ScalarType::kNull},
                                   {"nULL", ScalarType::kString},
                                   {"010", ScalarType::kNumber},
                                   {"0o17", ScalarType::kNumber},
                                   {"0o18", ScalarType::kString},
                                   {"0x1F", ScalarType::kNumber},
                                   {"0x", ScalarType::kString},
                                   {"1_000", ScalarType::kString},
                                   {"1e3", ScalarType::kNumber},
                                   {"-.5", ScalarType::kNumber},
                                   {".", ScalarType::kString},
                                   {"12:30", ScalarType::kString},
                                   {"-.inf", ScalarType::kNotFinite},
                                   {".NaN", ScalarType::kNotFinite},
                                   {"+1", ScalarType::kNumber},
                                   {"2026-01-01", ScalarType::kString}}) {
    YamlNode node;
    node.kind = YamlNode::Kind::kScalar;
    node.text = c.text;
    EXPECT_EQ(TypeOf(node), c.type) << c.text;
    node.quoted = true;
    EXPECT_EQ(TypeOf(node), ScalarType::kString) << c.text;
  }
}

TEST(YamlReader, TenThousandRulesCompile) {
  std::string file = "policies:\n- name: p\n  rules:\n";
  for (int i = 0; i < 10000; ++i) {
    file += fmt::format(
        "  - {{name: r{}, type: presence, require: {{action_name: n{}}}}}\n", i,
        i);
  }
  Diagnostics diagnostics;
  const PolicySet set = CompilePolicies({{"p.yaml", file}}, &diagnostics);
  EXPECT_FALSE(diagnostics.has_errors()) << Printed(diagnostics, file);
  EXPECT_EQ(set.policies.at(0).rules.size(), 10000U);
}

}  // namespace
}  // namespace plog
