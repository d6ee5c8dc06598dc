// What records become under a mapping, and what is said about mistakes in one.

#include "ledger/json/json_writer.h"
#include "tests/rules/mapping_testing.h"

namespace plog {
namespace {

constexpr char kHead[] =
    "name: m\nagent_id: /who\naction_type: {value: TOOL_CALL}\n";

// The members of the only event, by name, as JSON text.
std::string Only(const Imported& imported, std::string_view member) {
  std::string text;
  EXPECT_EQ(imported.events.size(), 1U);
  imported.Each([&](JsonView event) {
    const JsonView value = event.Find(member);
    if (value.valid()) JsonWriter(&text).Value(value);
  });
  return text;
}

struct ValueCase {
  std::string what;
  std::string value;   // of action_output
  std::string record;  // members after "who"
  std::string output;
};

class MappedValueTest : public testing::TestWithParam<ValueCase> {};

TEST_P(MappedValueTest, IsFound) {
  const Imported imported =
      ImportMapped(std::string(kHead) + "action_output: " + GetParam().value,
                   R"({"who":"w",)" + GetParam().record + "}\n");
  EXPECT_EQ(Only(imported, "action_output"), GetParam().output);
}

INSTANTIATE_TEST_SUITE_P(
    Each, MappedValueTest,
    testing::Values(
        ValueCase{"Member", "/x", R"("x":{"y":1})", R"({"y":1})"},
        ValueCase{"Nested", "/x/y/1", R"("x":{"y":[1,2]})", "2"},
        ValueCase{"Escaped", "/a~1b~0c", R"("a/b~c":3)", "3"},
        ValueCase{"WholeRecord", "\"\"", R"("x":1)", R"({"who":"w","x":1})"},
        ValueCase{"Absent", "/x", R"("y":1)", ""},
        ValueCase{"Null", "/x", R"("x":null)", ""},
        ValueCase{"PositionInObject", "/x/0", R"("x":{"0":5})", "5"},
        ValueCase{"LeadingZero", "/x/01", R"("x":[1,2])", ""},
        ValueCase{"FirstOf", "[/x, /y]", R"("x":null,"y":2)", "2"},
        ValueCase{"FirstOfConstant", "[/x, {value: none}]", R"("y":2)",
                  R"("none")"},
        ValueCase{"Constant", "{value: {a: [1, yes]}}", R"("y":2)",
                  R"({"a":[1,"yes"]})"},
        ValueCase{"Map", "{pointer: /x, map: {7: seven}}", R"("x":7)",
                  R"("seven")"},
        ValueCase{"MapTrue", "{pointer: /x, map: {true: ok}}", R"("x":true)",
                  R"("ok")"},
        ValueCase{"MapTextLikeNumber", "{pointer: /x, map: {7: seven}}",
                  R"("x":"7")", R"("seven")"},
        ValueCase{"MapDefault", "{pointer: /x, map: {7: s}, default: other}",
                  R"("x":8)", R"("other")"},
        ValueCase{"MapDefaultForAbsent",
                  "{pointer: /x, map: {7: s}, default: other}", R"("y":8)",
                  R"("other")"},
        ValueCase{"MapWithoutEntry", "{pointer: /x, map: {7: s}}", R"("x":8)",
                  ""},
        ValueCase{"MapOfFirst", "{first_of: [/x, /y], map: {a: b}}",
                  R"("y":"a")", R"("b")"},
        ValueCase{"JsonInAString", "/x", R"("x":"{\"k\":1}")", R"({"k":1})"},
        ValueCase{"BigNumber", "/x", R"("x":12345678901234567890)",
                  R"("12345678901234567890")"}),
    [](const auto& test) { return test.param.what; });

struct TimeCase {
  std::string what;
  std::string form;  // of the timestamp, after its pointer
  std::string time;  // JSON
  std::string expected;
};

class MappedTimeTest : public testing::TestWithParam<TimeCase> {};

TEST_P(MappedTimeTest, IsConverted) {
  const Imported imported = ImportMapped(
      std::string(kHead) + "timestamp: {pointer: /t" + GetParam().form + "}",
      R"({"who":"w","t":)" + GetParam().time + "}\n");
  if (GetParam().expected.empty()) {
    ASSERT_EQ(imported.rejects.size(), 1U);
    EXPECT_EQ(imported.rejects[0].code, RejectCode::kBadTimestamp);
    return;
  }
  EXPECT_EQ(Only(imported, "timestamp"), '"' + GetParam().expected + '"');
}

constexpr char kLocal[] =
    ", format: \"%Y-%m-%d %H:%M:%S\", zone: Europe/Zurich";

INSTANTIATE_TEST_SUITE_P(
    Each, MappedTimeTest,
    testing::Values(
        TimeCase{"AsGiven", "", R"("2026-02-23T10:00:00.10+01:00")",
                 "2026-02-23T10:00:00.10+01:00"},
        TimeCase{"NotRfc3339", "", R"("2026-02-23")", ""},
        TimeCase{"Seconds", ", format: unix_s", "1771837200",
                 "2026-02-23T09:00:00Z"},
        TimeCase{"SecondsWithFraction", ", format: unix_s", "1771837200.25",
                 "2026-02-23T09:00:00.25Z"},
        TimeCase{"Milliseconds", ", format: unix_ms", "\"1771837200001\"",
                 "2026-02-23T09:00:00.001Z"},
        TimeCase{"Microseconds", ", format: unix_us", "1771837200000001",
                 "2026-02-23T09:00:00.000001Z"},
        TimeCase{"NanosecondsBeyondADouble", ", format: unix_ns",
                 "1771837200123456789", "2026-02-23T09:00:00.123456789Z"},
        TimeCase{"Negative", ", format: unix_s", "-1", ""},
        TimeCase{"Absurd", ", format: unix_s", "1771837200000", ""},
        TimeCase{"NoNumber", ", format: unix_s", R"("1.")", ""},
        TimeCase{"LocalWinter", kLocal, R"("2026-02-23 10:00:00")",
                 "2026-02-23T09:00:00Z"},
        TimeCase{"LocalSummer", kLocal, R"("2026-07-23 10:00:00")",
                 "2026-07-23T08:00:00Z"},
        TimeCase{"LocalTwice", kLocal, R"("2026-10-25 02:30:00")",
                 "2026-10-25T00:30:00Z"},
        TimeCase{"LocalNever", kLocal, R"("2026-03-29 02:30:00")", ""},
        TimeCase{"LocalAfterTheLastTransitionListed", kLocal,
                 R"("2050-07-01 10:00:00")", "2050-07-01T08:00:00Z"},
        TimeCase{"TrailingText", kLocal, R"("2026-02-23 10:00:00x")", ""},
        TimeCase{"NoSuchDay", kLocal, R"("2026-02-30 10:00:00")", ""},
        TimeCase{"ApacheLog", ", format: \"%d/%b/%Y:%H:%M:%S %z\"",
                 R"("23/Feb/2026:10:00:00 +0100")", "2026-02-23T09:00:00Z"},
        TimeCase{"MailDate", ", format: \"%a, %e %B %y %I:%M %p %z\"",
                 R"("Mon,  3 August 26 12:05 AM Z")", "2026-08-03T00:05:00Z"},
        TimeCase{"Afternoon", ", format: \"%F %I:%M:%S.%f %p%z\"",
                 R"("2026-08-03 12:05:01.5 pm-07:30")",
                 "2026-08-03T19:35:01.5Z"},
        TimeCase{"DayOfYear", ", format: \"%Y.%j %T\", zone: UTC",
                 R"("2024.366 23:59:60")", "2024-12-31T23:59:59.999999999Z"},
        TimeCase{"NoSuchDayOfYear", ", format: \"%Y.%j\", zone: UTC",
                 R"("2025.366")", ""}),
    [](const auto& test) { return test.param.what; });

TEST(Mapping, SplitsARecordIntoCallAndResult) {
  const Imported imported = ImportMapped(
      "name: m\nsplit: call_and_result\nagent_id: /who\ncall_id: /id\n"
      "action_type: {pointer: /k, map: {t: TOOL_CALL, l: LLM_CALL, c: CUSTOM}}"
      "\naction_name: /n\naction_output: /o\nstatus: /s\n"
      "timestamp: {pointer: /b, format: unix_s}\n"
      "end: {pointer: /e, format: unix_s}\n"
      "duration: {pointer: /d, unit: s}\n",
      R"({"k":"t","n":"both","o":1,"s":"success","b":10,"e":12,"id":"1"}
{"k":"l","n":"measured","o":1,"b":10,"d":0.25,"id":"2"}
{"k":"t","n":"open","b":10,"id":"3"}
{"k":"c","n":"one","o":1,"b":10}
)");
  EXPECT_EQ(imported.Sketch(),
            "TOOL_CALL both - -\nTOOL_RESULT both success 2000\n"
            "LLM_CALL measured - -\nLLM_RESPONSE measured - 250\n"
            "TOOL_CALL open - -\n"
            "CUSTOM one - -\n");
  EXPECT_EQ(imported.notes.at("call-without-result"), 1);
}

TEST(Mapping, PairsRecordsByCallIdWithinASession) {
  const Imported imported = ImportMapped(
      "name: m\nagent_id: /who\nsession_id: /s\naction_type: /k\n"
      "action_name: /n\ncall_id: /id\ntimestamp: {pointer: /t, format: "
      "unix_ms}\n",
      R"({"k":"TOOL_CALL","s":"a","n":"f","id":1,"t":1000}
{"k":"TOOL_CALL","s":"b","n":"g","id":1,"t":1000}
{"k":"TOOL_RESULT","s":"a","id":1,"t":1700}
{"k":"TOOL_RESULT","s":"c","id":1,"t":1700}
)");
  EXPECT_EQ(imported.Sketch(),
            "TOOL_CALL f - -\nTOOL_CALL g - -\nTOOL_RESULT f - 700\n"
            "TOOL_RESULT - - -\n");
  EXPECT_EQ(imported.notes.at("result-without-call"), 1);
}

TEST(Mapping, CountsWhatItLeavesOut) {
  const Imported imported =
      ImportMapped(std::string(kHead) +
                       "when: {/k: [a, 1], /x: {exists: false}, /y: {not: z}}\n"
                       "status: {pointer: /s, map: {ok: success}}\n"
                       "labels: {l: /never}\n",
                   R"({"k":"a","who":"w","s":"ok"}
{"k":1,"who":{},"s":"strange"}
{"k":"b"}
{"k":"a","x":0}
{"k":"a","y":"z"}
)");
  EXPECT_EQ(imported.events.size(), 2U);
  EXPECT_EQ(imported.notes.at("filtered-record"), 3);
  EXPECT_EQ(imported.details.at("unmapped-value: strange"), 1);
  EXPECT_EQ(imported.details.at("unusable-value: agent_id is no text"), 1);
  EXPECT_EQ(imported.details.at("pointer-never-matched: /never"), 1);
  EXPECT_EQ(imported.notes.at("pointer-never-matched"), 1);
}

TEST(Mapping, KeepsProvenance) {
  const Imported imported =
      ImportMapped(std::string(kHead) + "id: /i\n", R"({"who":"w","i":9})");
  const std::string metadata = Only(imported, "metadata");
  for (const char* const part :
       {R"("format":"map:m")", R"("id":"9")", R"("line":1)",
        R"("source_sha256":")", R"("mapping_sha256":")"}) {
    EXPECT_NE(metadata.find(part), std::string::npos) << metadata;
  }
}

struct RecordsCase {
  std::string what;
  std::string records;
  std::string source;
  int events;
};

class MappedRecordsTest : public testing::TestWithParam<RecordsCase> {};

// Wherever the chunks of the source end.
TEST_P(MappedRecordsTest, AreFound) {
  const std::string mapping =
      std::string(kHead) + "records: " + GetParam().records + '\n';
  for (const size_t chunk : {size_t{1}, size_t{7}, size_t{4096}}) {
    const Imported imported = ImportMapped(mapping, GetParam().source, chunk);
    EXPECT_EQ(static_cast<int>(imported.events.size()), GetParam().events);
    const bool complete = GetParam().events > 0;
    EXPECT_EQ(imported.notes.contains("unknown-record"), !complete);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Each, MappedRecordsTest,
    testing::Values(
        RecordsCase{"Lines", "lines", "{\"who\":1}\n{\"who\":2}\n", 2},
        RecordsCase{"Array", "\"\"", "[{\"who\":1},\n{\"who\":2}]", 2},
        RecordsCase{"Member", "/r",
                    R"({"a":[1],"r":[{"who":1},{"who":2}],"z":{}})", 2},
        RecordsCase{"MemberPerLine", "/r",
                    "{\"r\":[{\"who\":1}]}\n{\"r\":[{\"who\":2}]}\n", 2},
        RecordsCase{"MemberOfElements", "/r",
                    R"([{"r":[{"who":1}]},{"r":[{"who":2}]}])", 2},
        RecordsCase{"Deep", "/a/0/r", R"({"a":[{"r":[{"who":1},{"who":2}]}]})",
                    2},
        RecordsCase{"NotThere", "/r", R"({"s":[{"who":1}]})", 0},
        RecordsCase{"NoArray", "/r", R"({"r":{"who":1}})", 0},
        RecordsCase{"NotAtTheTop", "\"\"", R"({"r":[{"who":1}]})", 0}),
    [](const auto& test) { return test.param.what; });

TEST(Mapping, TellsEveryMistakeWithItsPlace) {
  EXPECT_EQ(MappingFaults("nam: gateway\n"
                          "agent_id: agent\n"
                          "action_type: {pointer: /k, first_of: [/x], defualt: "
                          "x}\n"
                          "timestamp: {pointer: /s, format: unix, zone: UTC}\n"
                          "end: {pointer: /e, format: \"%Y-%Q\"}\n"
                          "duration: {pointer: /t, unit: h}\n"
                          "when: {kind: t, /x: {exist: true}}\n"
                          "labels: {a: /~2}\n"
                          "metadata: {call_id: /x}\n"
                          "records: items\n"
                          "split: both\n"),
            "1:1 missing-field\n1:1 unknown-key\n"
            "2:11 bad-pointer\n"
            "3:38 conflicting-fields\n3:44 unknown-key\n"
            "4:34 bad-time-format\n4:46 conflicting-fields\n"
            "5:32 bad-time-format\n"
            "6:31 bad-choice\n"
            "7:8 bad-pointer\n7:21 conflicting-fields\n7:22 unknown-key\n"
            "8:13 bad-pointer\n"
            "9:12 duplicate-name\n"
            "10:10 bad-pointer\n"
            "11:8 bad-choice\n");
}

TEST(Mapping, TellsOfFormatsAndZonesThatDoNotGoTogether) {
  const auto faults = [](const std::string& form) {
    return MappingFaults(std::string(kHead) + "timestamp: {pointer: /t, " +
                         form + "}\n");
  };
  EXPECT_EQ(faults("format: \"%F\""), "4:34 missing-field\n");
  EXPECT_EQ(faults("format: \"%F %z\", zone: UTC"),
            "4:49 conflicting-fields\n");
  EXPECT_EQ(faults("format: \"%F\", zone: Mars"), "4:46 unknown-zone\n");
  EXPECT_EQ(faults("format: \"%\""), "4:35 bad-time-format\n");
  EXPECT_EQ(faults("zone: UTC"), "4:32 conflicting-fields\n");
}

TEST(Mapping, TellsOfValuesWithoutPlace) {
  const auto faults = [](const std::string& value) {
    return MappingFaults(std::string(kHead) + "status: " + value + "\n");
  };
  EXPECT_EQ(faults("{map: {a: b}}"), "4:9 missing-field\n");
  EXPECT_EQ(faults("{pointer: /x, default: y}"), "4:32 conflicting-fields\n");
  EXPECT_EQ(faults("[]"), "4:9 empty\n");
  EXPECT_EQ(faults("7"), "4:9 wrong-type\n");
  EXPECT_EQ(faults(""), "4:1 missing-value\n");
  EXPECT_EQ(faults("{pointer: [/x]}"), "4:19 wrong-type\n");
  EXPECT_EQ(faults("{first_of: /x}"), "4:20 wrong-type\n");
  EXPECT_EQ(faults("{value: }"), "4:10 missing-value\n");
}

TEST(Mapping, NeedsSplitForAnEnd) {
  EXPECT_EQ(MappingFaults(std::string(kHead) + "end: /e\n"),
            "4:6 conflicting-fields\n");
  EXPECT_EQ(MappingFaults("[]"), "1:1 wrong-type\n");
  EXPECT_NE(MappingFaults("name: [\n"), "");
}

}  // namespace
}  // namespace plog
