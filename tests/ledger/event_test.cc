#include <gtest/gtest.h>

#include <string>

#include "ledger/event/content.h"
#include "ledger/event/line_parser.h"

namespace plog {
namespace {

// The example of the public schema: the first event of a chain.
constexpr std::string_view kExample =
    R"({"id":"550e8400-e29b-41d4-a716-446655440000","schema_version":"1.0",)"
    R"("agent_id":"my-agent","session_id":"session-123","source":"sdk",)"
    R"("action_type":"TOOL_CALL","action_name":"search_database",)"
    R"("action_input":{"query":"revenue Q4"},"action_output":{"results":42},)"
    R"("action_status":"success","error_message":null,)"
    R"("timestamp":"2026-02-17T00:00:00Z","duration_ms":150,)"
    R"("labels":{"env":"prod","dept":"finance"},)"
    R"("metadata":{"model":"claude-sonnet-4-5-20250929"},)"
    R"("capture_method":"embedded"})";

std::string HashOf(std::string_view line, std::string_view profile_name) {
  const HashProfile& profile = *FindHashProfile(profile_name);
  ParsedEvent parsed;
  const auto reject = EventLineParser().Parse(line, &parsed);
  if (reject) return reject->message;
  std::string content;
  AppendContent(parsed.event, line, profile, &content);
  const std::string previous =
      profile.raw_prev ? std::string(32, '\0') : std::string(64, '0');
  return ToHex(Sha256().Of(content, previous));
}

TEST(EventHashTest, MatchesTheContractsVector) {
  EXPECT_EQ(HashOf(kExample, "jcs"),
            "1bc7accc02890ec7e492d48a20752fa8e4d739ae75f0d880552e367238876291");
}

TEST(EventHashTest, OtherReadingsOfTheExampleDiffer) {
  std::string without(kExample);
  without.erase(without.find(R"("error_message":null,)"), 21);
  EXPECT_EQ(HashOf(without, "jcs"),
            "a6f71f63335217352357055f834bbade5a635930c260b7bf4238e6f8c75f42fa");
  EXPECT_EQ(HashOf(kExample, "jcs-raw32"),
            "f914d56386f7171a600e440c0fc38f0e4bd863548ab4724faaa417c72348ea9e");
  EXPECT_EQ(HashOf(without, "jcs-raw32"),
            "d0b0078fe00a4fc498366dbd75eb4745b02fd1c622fe483951167793f8d61b3d");
  EXPECT_EQ(HashOf(without, "jcs-null"), HashOf(kExample, "jcs"));
  EXPECT_EQ(HashOf(kExample, "python-spaced"),
            "509283eb2f199cd984abe483440223e05a6ca49b5a5874931fd0af3e69694f02");
}

TEST(EventHashTest, RawMessagesKeepTheSourceBelowTheTop) {
  const std::string line =
      R"({"agent_id":"a<","action_input":{"z": 1.50,"b": "\u00e9<"},)"
      R"("duration_ms":10e1})";
  ParsedEvent parsed;
  ASSERT_FALSE(EventLineParser().Parse(line, &parsed).has_value());
  std::string content;
  AppendContent(parsed.event, line, *FindHashProfile("go-rawmessage"),
                &content);
  EXPECT_EQ(content, R"({"action_input":{"z":1.50,"b":"\u00e9<"},)"
                     R"("agent_id":"a\u003c","duration_ms":10e1})");
}

struct RejectCase {
  const char* line;
  const char* code;
  size_t column;
};

class RejectTest : public testing::TestWithParam<RejectCase> {};

TEST_P(RejectTest, NamesCodeAndColumn) {
  ParsedEvent parsed;
  const auto reject = EventLineParser().Parse(GetParam().line, &parsed);
  ASSERT_TRUE(reject.has_value()) << GetParam().line;
  EXPECT_EQ(Name(reject->code), GetParam().code) << GetParam().line;
  EXPECT_EQ(reject->column, GetParam().column) << GetParam().line;
}

INSTANTIATE_TEST_SUITE_P(
    Table, RejectTest,
    testing::Values(
        RejectCase{"nonsense", "not-json", 1},
        RejectCase{"[1]", "not-object", 1},
        RejectCase{R"({"agent_id":"a"} {})", "not-json", 18},
        RejectCase{"{\"agent_id\":\"\xc3\"}", "invalid-utf8", 14},
        RejectCase{R"({"agent_id":"\udc00"})", "lone-surrogate", 14},
        RejectCase{R"({"agent_id":"a","agent_id":"b"})", "duplicate-name", 17},
        RejectCase{R"({"agent_id":"a","labels":{"x":1,"\u0078":2}})",
                   "duplicate-name", 33},
        RejectCase{R"({"Agent_ID":"a"})", "case-variant", 2},
        RejectCase{"{\"agent_id\":\"a\",\"\xc5\xbf"
                   "equence\":1}",
                   "case-variant", 17},
        RejectCase{R"({"agent_id":"a","metadata":{"n":9007199254740993}})",
                   "number-range", 33},
        RejectCase{R"({"id":"x"})", "missing-agent", 1},
        RejectCase{R"({"agent_id":""})", "missing-agent", 13},
        RejectCase{R"({"agent_id":null})", "wrong-type", 13},
        RejectCase{R"({"agent_id":"a","labels":[]})", "wrong-type", 26},
        RejectCase{R"({"agent_id":"a","duration_ms":-1})", "wrong-type", 31},
        RejectCase{R"({"agent_id":"a","duration_ms":1.5})", "wrong-type", 31},
        RejectCase{R"({"agent_id":"a","timestamp":"2026-02-30T00:00:00Z"})",
                   "bad-timestamp", 29},
        RejectCase{R"({"agent_id":"a","timestamp":"2026-02-17 00:00:00Z"})",
                   "bad-timestamp", 29},
        RejectCase{R"({"agent_id":"a","sequence":1})", "partial-record", 1},
        RejectCase{R"({"agent_id":"a","sequence":0})", "wrong-type", 28},
        RejectCase{R"({"agent_id":"a","hash":"AB"})", "bad-digest", 24}));

TEST(EventLineTest, KeepsAndNotesWhatItDoesNotKnow) {
  ParsedEvent parsed;
  const auto reject = EventLineParser().Parse(
      R"({"agent_id":"a","approved_by":{"b":1,"a":2.0},"action_type":"ODD",)"
      R"("validation_warnings":["w"]})",
      &parsed);
  ASSERT_FALSE(reject.has_value());
  EXPECT_EQ(parsed.unhashed,
            R"({"approved_by":{"a":2,"b":1},"validation_warnings":["w"]})");
  ASSERT_EQ(parsed.warnings.size(), 2U);
  EXPECT_EQ(parsed.warnings[0].code, "unhashed-field");
  EXPECT_EQ(parsed.warnings[1].code, "unknown-action-type");
}

TEST(EventLineTest, AcceptsIntegralDoublesAndLeapSeconds) {
  ParsedEvent parsed;
  ASSERT_FALSE(EventLineParser()
                   .Parse(R"({"agent_id":"a","duration_ms":150.0,)"
                          R"("timestamp":"2016-12-31t23:59:60Z"})",
                          &parsed)
                   .has_value());
  EXPECT_EQ(FormatRfc3339(*parsed.event.timestamp()),
            "2016-12-31T23:59:59.999999999Z");
}

TEST(ContentTest, RefusesContentThatNoWriterOfOursMade) {
  ContentParser parser;
  EventContent content;
  EXPECT_FALSE(parser.Parse(R"({"agent_id":"a","id":null})", &content));
  EXPECT_EQ(content.agent_id(), "a");
  for (const char* bad :
       {"[]", "{", R"({"agent_id":"a","hash":"x"})", R"({"agent_id":1})",
        R"({"agent_id":"a","agent_id":"a"})",
        R"({"agent_id":"a","timestamp":"today"})"}) {
    EXPECT_TRUE(parser.Parse(bad, &content).has_value()) << bad;
    EXPECT_FALSE(content.root().valid()) << bad;
  }
}

}  // namespace
}  // namespace plog
