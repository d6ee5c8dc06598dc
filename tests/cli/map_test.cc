// Mappings on the command line, and their manual.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "rules/mapping/mapping.h"
#include "rules/mapping/time_format.h"
#include "tests/cli/process.h"

namespace plog {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kMap[] =
    "name: gw\nagent_id: /who\naction_type: {value: TOOL_CALL}\n"
    "action_name: /tool\ntimestamp: {pointer: /t, format: unix_s}\n";

class Map : public testing::Test {
 protected:
  Map() {
    folder_.Write("gw.yaml", kMap);
    folder_.Write("gw.jsonl", kFirst);
  }
  ProcessResult Shell(const std::string& line) const {
    return RunShell(line, {folder_.path(), {}, ""});
  }

  static constexpr char kFirst[] =
      "{\"who\":\"w\",\"tool\":\"dig\",\"t\":1771837200}\n";
  TemporaryFolder folder_;
};

TEST_F(Map, TestShowsEveryEventAndStoresNothing) {
  const ProcessResult run =
      Shell("plog map test --map gw.yaml gw.jsonl --db l.db; ls");
  EXPECT_THAT(run.out, HasSubstr("line 1: TOOL_CALL dig\n"
                                 "  agent_id       w\n"
                                 "  timestamp      2026-02-23T09:00:00Z\n"));
  EXPECT_THAT(run.out, Not(HasSubstr("l.db")));
  EXPECT_THAT(run.err, HasSubstr("1 event, 0 rejected; nothing was stored"));
}

TEST_F(Map, TestTellsOfRejectsByPlaceAndStatus) {
  folder_.Write("gw.jsonl", std::string(kFirst) + "{\"t\":\"x\"}\n");
  const ProcessResult run = Shell("plog map test --map gw.yaml gw.jsonl");
  EXPECT_EQ(run.status, 3);
  EXPECT_THAT(run.err, HasSubstr("gw.jsonl:2:1: rejected: the time `x`"));
}

TEST_F(Map, TestOfNothingIsNoSuccess) {
  EXPECT_EQ(Shell("plog map test --map gw.yaml - </dev/null").status, 3);
  EXPECT_EQ(Shell("plog map test gw.jsonl").status, 2);
}

TEST_F(Map, SketchesAreSafeOnATerminal) {
  folder_.Write("gw.jsonl", R"({"who":"\u001b[2J","tool":"\u202e","t":1})");
  const std::string out = Shell("plog map test --map gw.yaml gw.jsonl").out;
  EXPECT_THAT(out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(out, Not(HasSubstr("\xE2\x80\xAE")));
  EXPECT_THAT(out, HasSubstr("\\x1b"));
}

TEST_F(Map, AMistakeIsShownInItsPlaceAndNothingIsRead) {
  folder_.Write("gw.yaml", std::string(kMap) + "statsu: /s\n");
  const ProcessResult run =
      Shell("plog ingest --db l.db --map gw.yaml gw.jsonl; s=$?; ls; exit $s");
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("gw.yaml:6:1: error: the mapping has no key "
                                 "`statsu` [unknown-key]"));
  EXPECT_THAT(run.err, HasSubstr("did you mean `status`?"));
  EXPECT_THAT(run.out, Not(HasSubstr("l.db")));
}

TEST_F(Map, IngestKnowsASourceAgainAndContinuesIt) {
  const std::string ingest = "plog ingest --db l.db --map gw.yaml gw.jsonl";
  EXPECT_THAT(Shell(ingest).err, HasSubstr("gw.jsonl: map:gw"));
  EXPECT_THAT(Shell(ingest).err, HasSubstr("0 events committed"));
  folder_.Write("gw.jsonl", std::string(kFirst) + kFirst);
  EXPECT_THAT(Shell(ingest).err, HasSubstr("1 event committed"));
  EXPECT_EQ(Shell("plog verify --db l.db").status, 0);
}

TEST_F(Map, AndFormatExcludeEachOther) {
  const ProcessResult run =
      Shell("plog ingest --db l.db --map gw.yaml --format jsonl gw.jsonl");
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("exclude each other"));
}

std::string Page() {
  return ReadFile(std::string(PLOG_SOURCE_DIR) + "/man/plog-map.5");
}

// The first group of `pattern` wherever it matches.
std::set<std::string> Named(const std::string& text,
                            const std::string& pattern) {
  const std::regex item(pattern);
  std::set<std::string> names;
  for (std::sregex_iterator it(text.begin(), text.end(), item), end; it != end;
       ++it) {
    names.insert((*it)[1].str());
  }
  return names;
}

TEST(MapManual, HasExactlyTheKeys) {
  std::set<std::string> keys;
  std::set<std::string> required;
  for (const MappingKey& key : MappingKeys()) {
    keys.insert(std::string(key.name));
    if (key.required) required.insert(std::string(key.name));
  }
  EXPECT_EQ(keys, Named(Page(), "\n\\.It Cm ([a-z_]+)"));
  EXPECT_EQ(required, Named(Page(), "\n\\.It Cm ([a-z_]+) Pq required"));
  for (const std::string& key : keys) {
    EXPECT_THAT(RunBinary({"map", "types"}).out, HasSubstr(key));
  }
}

TEST(MapManual, NamesTheFormatsOfTimes) {
  for (const TimeUnit& unit : TimeUnits()) {
    EXPECT_THAT(Page(), HasSubstr(std::string(unit.name)));
  }
  // Every letter is a directive if and only if the manual lists it.
  const std::set<std::string> listed =
      Named(Page(), "Li (?:\\\\&)?%([A-Za-z%])");
  for (char c = 'A'; c <= 'z'; ++c) {
    TimePattern::Fault fault;
    const std::string directive = {'%', c};
    EXPECT_EQ(TimePattern::Compile(directive, &fault).has_value(),
              listed.contains(std::string(1, c)))
        << directive;
  }
}

TEST(MapManual, ItsExampleCompiles) {
  const std::string page = Page();
  const size_t begin = page.find("name: gateway");
  const std::string example = page.substr(begin, page.find(".Ed") - begin);
  Diagnostics diagnostics;
  EXPECT_NE(CompileMapping("example", example, &diagnostics), nullptr);
}

}  // namespace
}  // namespace plog
