// A report that was written, read and written again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checker/formats/format.h"
#include "checker/formats/report_json.h"
#include "tests/checker/report_fixture.h"

namespace plog {
namespace {

using testing::HasSubstr;

std::string Write(std::string_view format, const Report& report) {
  std::string out;
  FindReportFormat(format)->write(report, {}, &out);
  return out;
}

std::string Changed(std::string text, std::string_view from,
                    std::string_view to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

void ExpectRefused(const std::string& json, const std::string& why) {
  const Result<Report> report = ReadReport(json);
  ASSERT_FALSE(report.has_value()) << why;
  EXPECT_EQ(report.error().kind, ErrorKind::kInput);
  EXPECT_THAT(report.error().message, HasSubstr(why));
}

TEST(ReadReport, RendersEveryFormatAsTheRunItselfWould) {
  for (const Report& report :
       {RichReport(), EmptyReport(), HostileReport("\x1b\xe2\x80\xae\"\n")}) {
    const Result<Report> read = ReadReport(Write("json", report));
    ASSERT_TRUE(read.has_value()) << read.error().message;
    for (const ReportFormat& format : ReportFormats()) {
      EXPECT_EQ(Write(format.name, *read), Write(format.name, report))
          << format.name;
    }
  }
}

TEST(ReadReport, RefusesWhatIsNoReport) {
  ExpectRefused("", "not JSON");
  ExpectRefused("[]", "an object is expected");
  ExpectRefused("{}", "report.schema_version: a string is expected");
  ExpectRefused(R"({"schema_version":"1.0","schema_version":"1.0"})",
                "not JSON");
}

TEST(ReadReport, RefusesMissingMistypedAndUnknownMembers) {
  const std::string json = Write("json", RichReport());
  ExpectRefused(Changed(json, "\"as_of\": \"", "\"asof\": \""),
                "report.as_of: a string is expected");
  ExpectRefused(Changed(json, "\"errors\"", "\"x\": 1, \"errors\""),
                "report: there are unknown members");
  ExpectRefused(Changed(json, "\"vouched\": true", "\"vouched\": 1"),
                "report.results[1].violations[0].vouched");
  ExpectRefused(Changed(json, "\"TAMPERED\"", "\"FINE\""),
                "report.ledger.integrity");
  ExpectRefused(Changed(json, "\"merkle_root\": \"", "\"merkle_root\": \"0"),
                "report.ledger.merkle_root");
  ExpectRefused(Changed(json, "\"line\": 3", "\"line\": -3"), "not negative");
  ExpectRefused(Changed(json, "\"line\": 3", "\"line\": 3.5"), "an integer");
}

TEST(ReadReport, RefusesAReportOfAnotherSchema) {
  ExpectRefused(
      Changed(Write("json", RichReport()), "\"schema_version\": \"1.0\"",
              "\"schema_version\": \"2.0\""),
      "its schema_version is `2.0`");
}

TEST(ReadReport, RefusesAReportThatContradictsItself) {
  const std::string json = Write("json", RichReport());
  for (const auto& [from, to] :
       std::vector<std::pair<const char*, const char*>>{
           {"\"status\": \"fail\"", "\"status\": \"pass\""},
           {"\"name\": \"plog\"", "\"name\": \"other\""},
           {"\"violations\": 7", "\"violations\": 0"},
           {"\"policies\": 4", "\"policies\": 5"},
           {"\"violation_count\": 5", "\"violation_count\": 1"},
           {"\"rule\": \"result-after-call\"", "\"rule\": \"other\""},
           {"\"truncated\": true", "\"truncated\": false"},
           {"\"recent_violations\": 0", "\"recent_violations\": 9"},
           {"\"hash_profile\": \"go\"", "\"hash_profile\": \"jcs\""}}) {
    ExpectRefused(Changed(json, from, to), "contradicts itself");
  }
}

}  // namespace
}  // namespace plog
