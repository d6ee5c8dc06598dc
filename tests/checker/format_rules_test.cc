// What consumers of single formats reject or misread.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "checker/formats/escape.h"
#include "checker/formats/format.h"
#include "checker/report/finalize.h"
#include "ledger/json/json.h"
#include "tests/checker/report_fixture.h"

namespace plog {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string Write(std::string_view format, const Report& report,
                  const FormatOptions& options = {}) {
  std::string out;
  FindReportFormat(format)->write(report, options, &out);
  return out;
}

// `count` copies of the first violation of the failed policy.
Report LongReport(size_t count) {
  Report report = RichReport();
  PolicyResult& failed = report.results[1];
  failed.violations.assign(count, failed.violations.front());
  failed.rules[0].violation_count = count;
  failed.rules[1].violation_count = 0;
  FinalizeReport(&report);
  return report;
}

size_t Count(const std::string& text, std::string_view part) {
  size_t count = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) {
    ++count;
  }
  return count;
}

JsonView ParseInto(const std::string& text, JsonDocument* document) {
  EXPECT_FALSE(JsonParser().Parse(text, {}, document));
  return document->root();
}

TEST(Formats, HaveDistinctNamesAndExtensions) {
  std::set<std::string_view> seen;
  for (const ReportFormat& format : ReportFormats()) {
    EXPECT_TRUE(seen.insert(format.name).second) << format.name;
    EXPECT_FALSE(format.summary.empty()) << format.name;
    if (format.extension.empty()) continue;
    EXPECT_TRUE(seen.insert(format.extension).second) << format.extension;
  }
  EXPECT_EQ(FindReportFormat("sarfi"), nullptr);
}

TEST(Formats, NothingEvaluatedIsVisibleInEveryFormatWithAPlaceForIt) {
  for (const ReportFormat& format : ReportFormats()) {
    // These two hold violations or results only, by contract.
    if (format.name == "jsonl" || format.name == "results") continue;
    const std::string out = Write(format.name, EmptyReport());
    const bool said = out.find("nothing was evaluated") != std::string::npos ||
                      out.find("not_applicable") != std::string::npos;
    EXPECT_TRUE(said) << format.name << "\n" << out;
  }
}

TEST(JsonFormat, HasTheKeysOfTheContractInOrder) {
  const std::string out = Write("json", RichReport());
  size_t last = 0;
  for (const std::string_view key :
       {"schema_version", "tool", "status", "as_of", "ledger", "selection",
        "policies", "environment", "summary", "results", "waived",
        "expired_waivers", "errors"}) {
    const size_t at = out.find("\n \"" + std::string(key) + "\": ");
    ASSERT_NE(at, std::string::npos) << key;
    EXPECT_GT(at, last) << key;
    last = at;
  }
}

TEST(ResultsFormat, BeginsEveryObjectWithTheSeedsMembers) {
  const std::string out = Write("results", RichReport());
  EXPECT_THAT(out, StartsWith("[{\"policy\":\"error-rate\",\"status\":\"pass\","
                              "\"violations\":[],\"events_evaluated\":150,"
                              "\"timestamp\":\"2026-02-17T12:00:00Z\","));
  EXPECT_THAT(
      out,
      HasSubstr("{\"policy_name\":\"no-delete\",\"rule\":\"result-after-call\","
                "\"trigger_event\":\"e-1\",\"expected_event\":\"TOOL_RESULT\","
                "\"session_id\":\"session-456\",\"agent_id\":\"my-agent\","
                "\"timestamp\":\"2026-02-17T10:30:00Z\",\"message\":"));
}

TEST(JsonLinesFormat, HasOneLinePerViolationWithItsDisposition) {
  const std::string out = Write("jsonl", RichReport());
  EXPECT_EQ(Count(out, "\n"), 6U);
  EXPECT_EQ(Count(out, "\"disposition\":\"open\""), 4U);
  EXPECT_EQ(Count(out, "\"disposition\":\"waived\""), 1U);
  EXPECT_EQ(Count(out, "\"disposition\":\"baselined\""), 1U);
}

// Long lists are written in parts, on several threads, and taken away piece by
// piece: it does not show.
TEST(JsonFormats, WriteTheSameOnSeveralThreads) {
  Report report = RichReport();
  const auto lengthen = [](size_t count, std::vector<Violation>* list) {
    for (size_t i = 0; i < count; ++i) {
      list->push_back(SampleViolation("p", "r", fmt::format("e-{}", i)));
    }
  };
  lengthen(1500, &report.results.front().violations);
  lengthen(256, &report.waived_violations);
  lengthen(700, &report.baselined_violations);
  for (const char* name : {"json", "results", "jsonl"}) {
    FormatOptions options;
    std::string whole;
    FindReportFormat(name)->write(report, options, &whole);
    EXPECT_GT(whole.size(), size_t{1} << 20);
    for (const size_t jobs : {2U, 7U}) {
      options.jobs = jobs;
      std::string drained;
      options.drain = [&drained](std::string* text) {
        drained += *text;
        text->clear();
      };
      std::string rest;
      FindReportFormat(name)->write(report, options, &rest);
      EXPECT_FALSE(drained.empty());
      EXPECT_TRUE(drained + rest == whole) << name << " on " << jobs;
    }
  }
}

TEST(SarifFormat, KeepsTheLimitOfResultsAndSaysSo) {
  const std::string out = Write("sarif", LongReport(25001));
  EXPECT_EQ(Count(out, "\"ruleId\""), 25000U);
  EXPECT_THAT(out, HasSubstr("6 more violations not in this file"));
  EXPECT_EQ(Count(out, "\"locations\": [\n"), 25000U)
      << "one result without a location rejects the upload";
}

TEST(SarifFormat, AnchorsBuiltinsAtAFileOfTheRun) {
  JsonDocument document;
  const JsonView results = ParseInto(Write("sarif", RichReport()), &document)
                               .Find("runs")
                               .At(0)
                               .Find("results");
  for (auto item = results.First(); item.valid(); item = results.After(item)) {
    EXPECT_EQ(item.Find("locations")
                  .At(0)
                  .Find("physicalLocation")
                  .Find("artifactLocation")
                  .Find("uri")
                  .AsString(),
              "policies/files.yaml");
  }
  Report builtin_only = RichReport();
  builtin_only.policies.erase(builtin_only.policies.begin());
  EXPECT_THAT(Write("sarif", builtin_only), HasSubstr("\"plog.yaml\""));
}

TEST(SarifFormat, ShowsWaiversAndBaselines) {
  const std::string out = Write("sarif", RichReport());
  EXPECT_EQ(Count(out, "\"suppressions\""), 1U);
  EXPECT_EQ(Count(out, "\"baselineState\": \"unchanged\""), 1U);
  EXPECT_EQ(Count(out, "\"baselineState\": \"new\""), 5U);
  EXPECT_THAT(out, HasSubstr("waiver expired on 2026-01-31"));
}

TEST(SarifFormat, WhatIsGoneSinceTheBaselineIsAbsentAndRaisesNothing) {
  JsonDocument document;
  const std::string out = Write("sarif", RichReport());
  EXPECT_EQ(Count(out, "\"baselineState\": \"absent\""), 1U);
  const JsonView results =
      ParseInto(out, &document).Find("runs").At(0).Find("results");
  for (auto item = results.First(); item.valid(); item = results.After(item)) {
    const bool absent = item.Find("baselineState").AsString() == "absent";
    EXPECT_EQ(absent, item.Find("kind").AsString() == "pass");
    EXPECT_EQ(absent, item.Find("level").AsString() == "none");
    EXPECT_EQ(
        absent,
        item.Find("properties").Find("trigger_event").AsString() == "e-gone");
  }
}

TEST(JunitFormat, CountsWhatItWritesAndKeepsWarningsFromFailing) {
  const std::string out = Write("junit", RichReport());
  EXPECT_EQ(Count(out, "<failure "), 2U);
  EXPECT_EQ(Count(out, "<skipped "), 2U);
  EXPECT_THAT(out, HasSubstr("<skipped message=\"warning: "));
  EXPECT_THAT(out, HasSubstr("timestamp=\"2026-02-17T12:00:00\""));
  EXPECT_THAT(out, HasSubstr("+3 more"));
}

TEST(GithubFormat, StaysWithinTenPerLevelAndCountsTheRest) {
  const std::string out = Write("github", LongReport(50));
  EXPECT_EQ(Count(out, "::error "), 10U);
  EXPECT_EQ(Count(out, "::warning "), 1U);
  EXPECT_LE(Count(out, "::notice "), 10U);
  EXPECT_THAT(out, HasSubstr("40 more violations: GitHub shows ten"));
}

TEST(GithubFormat, EscapesEachPartAsTheRunnerReadsIt) {
  EXPECT_EQ(GithubMessage("50% a:b,c"), "50%25 a:b,c");
  EXPECT_EQ(GithubProperty("50% a:b,c"), "50%25 a%3Ab%2Cc");
}

TEST(TextFormat, ListsTwentyPerRuleWorstFirstAndFitsTheWidth) {
  FormatOptions options;
  options.width = 60;
  const std::string out = Write("text", LongReport(50), options);
  EXPECT_THAT(out, HasSubstr("    +30 more\n"));
  EXPECT_LT(out.find("FAIL  no-delete"), out.find("WARN  session-health"));
  EXPECT_LT(out.find("WARN  session-health"), out.find("N/A   duration"));
  EXPECT_LT(out.find("N/A   duration"), out.find("PASS  error-rate"));
  EXPECT_THAT(out, Not(HasSubstr("\x1b")));
  const size_t place = out.find("    - session-456");
  const std::string line = out.substr(place, out.find('\n', place) - place);
  EXPECT_THAT(line, testing::EndsWith("…"));
  EXPECT_EQ(line.size(), 59 + std::string("…").size());
}

TEST(TextFormat, ColoursOnlyOnRequest) {
  FormatOptions options;
  options.color = true;
  EXPECT_THAT(Write("text", RichReport(), options),
              HasSubstr("\x1b[1;31mFAIL: 7 violations"));
}

TEST(OscalFormat, MapsNamesToTokensWithoutCollisions) {
  EXPECT_EQ(TokenOf("event-completeness"), "event-completeness");
  EXPECT_NE(TokenOf("a/b"), TokenOf("a_b"));
  EXPECT_NE(TokenOf("a/b"), TokenOf("a?b"));
  const std::regex token("[A-Za-z_][A-Za-z0-9._-]*");
  for (const char* name : {"1a", "", "-x", "a b", "\xc3\xa4", "a/b"}) {
    EXPECT_TRUE(std::regex_match(TokenOf(name), token)) << name;
  }
}

TEST(OscalFormat, NeverCallsNotApplicableSatisfied) {
  const std::string out = Write("oscal", RichReport());
  EXPECT_EQ(Count(out, "\"satisfied\""), 2U);  // passed and warned
  EXPECT_EQ(Count(out, "\"not-satisfied\""), 2U);
}

TEST(OcsfFormat, TellsPassesFromAbsence) {
  const std::string out = Write("ocsf", RichReport());
  EXPECT_EQ(Count(out, "\"type_uid\":200301"), Count(out, "\n"));
  EXPECT_EQ(Count(out, "\"status\":\"Pass\""), 1U);
  EXPECT_EQ(Count(out, "\"status\":\"Not applicable\""), 1U);
  EXPECT_THAT(out, HasSubstr("\"start_time\":1771324200000"));
}

TEST(PathUri, EncodesWhatIsNotAPath) {
  EXPECT_EQ(PathUri("./a b/c%.yaml"), "a%20b/c%25.yaml");
  EXPECT_EQ(PathUri("/etc/p.yaml"), "file:///etc/p.yaml");
  EXPECT_EQ(PathUri("javascript:x"), "javascript%3Ax");
}

TEST(HtmlFormat, DrawsTriggerOffenderAndMissingPartner) {
  const std::string out = Write("html", RichReport());
  EXPECT_EQ(Count(out, "<svg "), 2U);  // one session, one agent without
  EXPECT_EQ(Count(out, "class=\"trigger\""), 3U);
  EXPECT_EQ(Count(out, "class=\"offending\""), 1U);
  EXPECT_EQ(Count(out, "class=\"missing\""), 2U);
}

// `count` violations, each in a session of its own.
Report ReportOfSessions(size_t count) {
  Report report = LongReport(count);
  size_t number = 0;
  for (Violation& violation : report.results[1].violations) {
    violation.session_id = "s-" + std::to_string(number++);
  }
  report.results[2].violations.clear();
  report.results[2].rules[0].violation_count = 0;
  FinalizeReport(&report);
  return report;
}

TEST(HtmlFormat, EveryFailedSessionHasATimelineMostOfThemFolded) {
  const std::string out = Write("html", ReportOfSessions(700));
  EXPECT_EQ(Count(out, "<svg "), 700U);
  EXPECT_EQ(Count(out, "<details>"), 2U);
  EXPECT_EQ(Count(out, "</details>"), 2U);
  EXPECT_THAT(out, HasSubstr("<summary>Timelines 51 to 550 of 700</summary>"));
  EXPECT_THAT(out, HasSubstr("<summary>Timelines 551 to 700 of 700</summary>"));
  EXPECT_EQ(Count(out.substr(0, out.find("<details>")), "<svg "), 50U);
  EXPECT_THAT(out, Not(HasSubstr("not drawn")));
}

TEST(HtmlFormat, SaysWhatABrowserCouldNotBear) {
  const std::string out = Write("html", ReportOfSessions(10002));
  EXPECT_EQ(Count(out, "<svg "), 10000U);
  EXPECT_THAT(out, HasSubstr("2 more sessions not drawn: a page holds 10000 "
                             "timelines."));
  EXPECT_THAT(out, HasSubstr("+9502 more")) << "rows of the table";
}

TEST(HtmlFormat, ALongSessionIsCutAndSaysSo) {
  const std::string out = Write("html", LongReport(40));
  EXPECT_THAT(out, HasSubstr("10 more violations not drawn"));
  EXPECT_EQ(Count(out, "class=\"trigger\""), 30U);
}

}  // namespace
}  // namespace plog
