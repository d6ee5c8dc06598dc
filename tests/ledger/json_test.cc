#include "ledger/json/json.h"

#include <gtest/gtest.h>

#include <string>

#include "ledger/json/canonical.h"
#include "ledger/json/json_source.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

std::string Canonical(std::string_view text, std::string_view profile) {
  JsonDocument document;
  const auto fault = JsonParser().Parse(text, JsonLimits{}, &document);
  if (fault) return "fault: " + fault->message;
  std::string out;
  AppendCanonical(document.root(), *FindHashProfile(profile), &out);
  return out;
}

struct FaultCase {
  const char* text;
  JsonFaultCode code;
  size_t offset;
};

class JsonFaultTest : public testing::TestWithParam<FaultCase> {};

TEST_P(JsonFaultTest, NamesCodeAndPlace) {
  JsonDocument document;
  const auto fault =
      JsonParser().Parse(GetParam().text, JsonLimits{}, &document);
  ASSERT_TRUE(fault.has_value()) << GetParam().text;
  EXPECT_EQ(fault->code, GetParam().code) << GetParam().text;
  EXPECT_EQ(fault->offset, GetParam().offset) << GetParam().text;
  EXPECT_FALSE(document.root().valid());
}

using C = JsonFaultCode;
INSTANTIATE_TEST_SUITE_P(
    Table, JsonFaultTest,
    testing::Values(FaultCase{"", C::kNotJson, 0},
                    FaultCase{"{", C::kNotJson, 1},
                    FaultCase{R"({"a":1} x)", C::kNotJson, 8},
                    FaultCase{R"({"a":1}{"b":2})", C::kNotJson, 7},
                    FaultCase{R"({"a" 1})", C::kNotJson, 5},
                    FaultCase{R"({"a":01})", C::kNotJson, 6},
                    FaultCase{R"({"a":tru})", C::kNotJson, 5},
                    FaultCase{"{\"a\":\"\x01\"}", C::kNotJson, 6},
                    FaultCase{R"({"a":"\x"})", C::kNotJson, 6},
                    FaultCase{"\xef\xbb\xbf{}", C::kNotJson, 0},
                    FaultCase{"{\"a\":\"\xff\"}", C::kInvalidUtf8, 6},
                    FaultCase{R"({"a":"\ud800"})", C::kLoneSurrogate, 6},
                    FaultCase{R"({"a":1,"a":2})", C::kDuplicateName, 7},
                    FaultCase{R"({"a":1,"\u0061":2})", C::kDuplicateName, 7},
                    FaultCase{R"({"x":{"a":1,"b":[{"c":1,"c":2}]}})",
                              C::kDuplicateName, 24},
                    FaultCase{R"({"a":9007199254740992})", C::kNumberRange, 5},
                    FaultCase{R"({"a":-9007199254740993})", C::kNumberRange, 5},
                    FaultCase{R"({"a":123456789012345678901234567890})",
                              C::kNumberRange, 5},
                    FaultCase{R"({"a":1e400})", C::kNumberRange, 5}));

TEST(JsonTest, DepthLimitIsExact) {
  JsonDocument document;
  JsonParser parser;
  const auto nested = [](size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_FALSE(parser.Parse(nested(64), JsonLimits{}, &document).has_value());
  const auto fault = parser.Parse(nested(65), JsonLimits{}, &document);
  ASSERT_TRUE(fault.has_value());
  EXPECT_EQ(fault->code, JsonFaultCode::kTooDeep);
  EXPECT_EQ(fault->offset, 64U);
  EXPECT_EQ(parser.Parse(nested(5000), JsonLimits{}, &document)->code,
            JsonFaultCode::kTooDeep);
}

TEST(JsonTest, DuplicatesAreFoundAmongManyMembers) {
  std::string text = "{";
  for (int i = 0; i < 100; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  JsonDocument document;
  EXPECT_FALSE(JsonParser()
                   .Parse(text + "\"z\":0}", JsonLimits{}, &document)
                   .has_value());
  const auto fault =
      JsonParser().Parse(text + "\"k7\":0}", JsonLimits{}, &document);
  ASSERT_TRUE(fault.has_value());
  EXPECT_EQ(fault->code, JsonFaultCode::kDuplicateName);
}

TEST(JsonTest, LargestIntegersAndIntegralDoublesAreKept) {
  EXPECT_EQ(Canonical("[9007199254740991,-9007199254740991,1e21,150.0]", "jcs"),
            "[9007199254740991,-9007199254740991,1e+21,150]");
}

TEST(JsonTest, NamesSortByUtf16CodeUnits) {
  // U+1F602 is D83D… in UTF-16 and sorts before U+FB33.
  EXPECT_EQ(Canonical(R"({"\ufb33":1,"\ud83d\ude02":2})", "jcs"),
            "{\"\U0001f602\":2,\"\ufb33\":1}");
  EXPECT_EQ(Canonical(R"({"\ufb33":1,"\ud83d\ude02":2})", "go"),
            "{\"\ufb33\":1,\"\U0001f602\":2}");
}

struct ProfileCase {
  const char* profile;
  const char* text;
  const char* expected;
};

class ProfileTest : public testing::TestWithParam<ProfileCase> {};

TEST_P(ProfileTest, WritesWhatTheProducerWrites) {
  EXPECT_EQ(Canonical(GetParam().text, GetParam().profile),
            GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ProfileTest,
    testing::Values(
        ProfileCase{"jcs", R"("<>&\u2028\u007f\b\f\u0001é")",
                    "\"<>&\u2028\x7f\\b\\f\\u0001é\""},
        ProfileCase{"go", R"("<>&\u2028\u007f\b\f")",
                    "\"\\u003c\\u003e\\u0026\\u2028\x7f\\b\\f\""},
        ProfileCase{"go-pre122", R"("\b\f\n")", R"("\u0008\u000c\n")"},
        ProfileCase{"go-plain", R"("<\u2029â")", "\"<\\u2029â\""},
        ProfileCase{"python-ascii", R"("<é\u007f\ud83d\ude02")",
                    R"("<\u00e9\u007f\ud83d\ude02")"},
        ProfileCase{"python-spaced", R"({"b":[1,2],"a":{}})",
                    R"({"a": {}, "b": [1, 2]})"},
        ProfileCase{"jcs", "[-0,-0.0,1.0,1e-7]", "[0,0,1,1e-7]"},
        ProfileCase{"go", "[-0,-0.0,1.0,1e-7,1e21]", "[-0,-0,1,1e-7,1e+21]"},
        ProfileCase{"python-utf8", "[-0,-0.0,1.0,1e-7,1e16,1e15,1e-4,1e-5,5]",
                    "[0,-0.0,1.0,1e-07,1e+16,1000000000000000.0,0.0001,1e-05,"
                    "5]"}));

TEST(JsonTest, EqualityIsTypedAndByValue) {
  const auto equal = [](const char* a, const char* b) {
    JsonDocument x;
    JsonDocument y;
    EXPECT_FALSE(JsonParser().Parse(a, JsonLimits{}, &x).has_value());
    EXPECT_FALSE(JsonParser().Parse(b, JsonLimits{}, &y).has_value());
    return JsonEquals(x.root(), y.root());
  };
  EXPECT_TRUE(equal("1", "1.0"));
  EXPECT_TRUE(equal(R"({"a":1,"b":[2]})", R"({"b":[2],"a":1})"));
  EXPECT_FALSE(equal("1", "\"1\""));
  EXPECT_FALSE(equal("null", "false"));
  EXPECT_FALSE(equal("[1,2]", "[2,1]"));
}

TEST(JsonTest, RawValuesComeFromTheSource) {
  const std::string_view text = R"( { "a" : [ 1.50 , {"x y": "]"} ] , "b":-0})";
  JsonDocument document;
  ASSERT_FALSE(JsonParser().Parse(text, JsonLimits{}, &document).has_value());
  const JsonView a = document.root().Find("a");
  std::string minified;
  AppendMinified(RawValue(text, a.index()), &minified);
  EXPECT_EQ(minified, R"([1.50,{"x y":"]"}])");
  EXPECT_TRUE(document.root().Find("b").negative_zero());
}

TEST(JsonWriterTest, EscapesWhatTerminalsActOn) {
  std::string out;
  JsonWriter writer(&out);
  writer.BeginArray();
  writer.String("\x1b[0m\x7f\u0085\u202e\u200b\u2028\ufeff é");
  writer.String("\xff");
  writer.EndArray();
  EXPECT_EQ(out,
            "[\"\\u001b[0m\\u007f\\u0085\\u202e\\u200b\\u2028\\ufeff é\","
            "\"\ufffd\"]");
}

// Strings are looked at sixteen bytes at a time.
TEST(JsonWriterTest, EscapesAtEveryPlace) {
  for (size_t size = 1; size <= 49; ++size) {
    for (size_t at = 0; at < size; ++at) {
      for (const auto& [raw, escaped] :
           {std::pair("\"", "\\\""), std::pair("\\", "\\\\"),
            std::pair("\n", "\\n"), std::pair("\x7f", "\\u007f"),
            std::pair("\u00ad", "\\u00ad"), std::pair("~", "~")}) {
        std::string text(size, 'x');
        std::string expected = '"' + text + '"';
        text.replace(at, 1, raw);
        expected.replace(at + 1, 1, escaped);
        std::string out;
        JsonWriter(&out).String(text);
        EXPECT_EQ(out, expected);
      }
    }
  }
}

TEST(JsonWriterTest, PutsPartsTogether) {
  for (const int indent : {0, 1}) {
    std::string whole;
    JsonWriter writer(&whole, indent);
    const auto element = [](uint64_t i, JsonWriter* json) {
      json->BeginObject();
      json->Member("n", i);
      json->EndObject();
    };
    writer.BeginObject();
    writer.Name("list");
    writer.BeginArray();
    for (uint64_t i = 0; i < 5; ++i) element(i, &writer);
    writer.EndArray();
    writer.EndObject();

    std::string out;
    JsonWriter parted(&out, indent);
    parted.BeginObject();
    parted.Name("list");
    parted.BeginArray();
    element(0, &parted);
    std::string parts[3];
    JsonWriter first = parted.Part(&parts[0]);
    for (uint64_t i = 1; i < 4; ++i) element(i, &first);
    JsonWriter last = parted.Part(&parts[2]);
    element(4, &last);
    for (const std::string& part : parts) parted.Elements(part);
    parted.EndArray();
    parted.EndObject();
    EXPECT_EQ(out, whole);
  }
}

TEST(JsonWriterTest, IndentsNestedContainers) {
  std::string out;
  JsonWriter writer(&out, 1);
  writer.BeginObject();
  writer.Member("a", uint64_t{1});
  writer.Name("b");
  writer.BeginArray();
  writer.EndArray();
  writer.Name("c");
  writer.BeginObject();
  writer.Member("d", true);
  writer.EndObject();
  writer.EndObject();
  EXPECT_EQ(out, "{\n \"a\": 1,\n \"b\": [],\n \"c\": {\n  \"d\": true\n }\n}");
}

TEST(JsonSource, LargeDoublesAreSpeltSoThatTheyReadBack) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"a":9007199254740991,"b":-9007199254740991})",
       R"({"a":9007199254740991,"b":-9007199254740991})"},
      {R"([9007199254740992,-10000000000000000,100000000000000000000])",
       R"([9007199254740992.0,-10000000000000000.0,100000000000000000000.0])"},
      {R"(["9007199254740992","\"9007199254740992\\",1e21,99999999999999999.5])",
       R"(["9007199254740992","\"9007199254740992\\",1e21,99999999999999999.5])"},
      {"\"9007199254740992\\", "\"9007199254740992\\"},
      {"", ""},
  };
  for (const auto& [text, want] : cases) {
    EXPECT_EQ(SpellOutDoubles(text), want);
  }
}

}  // namespace
}  // namespace plog
