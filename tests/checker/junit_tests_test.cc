// JUnit XML of embedded tests.

#include "checker/testing/junit_tests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plog {
namespace {

using testing::HasSubstr;
using testing::Not;

TestOutcome Outcome(const std::string& name, const std::string& file) {
  TestOutcome outcome;
  outcome.name = name;
  outcome.file = file;
  outcome.line = 7;
  return outcome;
}

TestReport Sample() {
  TestReport tests;
  tests.files = {"a.yaml", "none.yaml"};
  TestOutcome different = Outcome("different", "a.yaml");
  different.missing = {"rule r, trigger x"};
  different.unexpected = {"rule q", "rule <s>"};
  TestOutcome broken = Outcome("broken", "a.yaml");
  broken.fault = "event 1 is no event";
  tests.outcomes = {Outcome("good", "a.yaml"), different, broken};
  tests.coverage = {{"p", "r", true, true}, {"p", "q", true, false}};
  return tests;
}

std::string Xml(const TestReport& tests, std::optional<uint64_t> minimum = {}) {
  std::string out;
  WriteTestJunit(tests, *ParseRfc3339("2026-02-17T12:00:00.5Z"), minimum, &out);
  return out;
}

TEST(JunitTests, HasASuitePerFileAndACasePerTest) {
  const std::string out = Xml(Sample());
  EXPECT_THAT(out, HasSubstr("<testsuite name=\"a.yaml\" package=\"plog\" "
                             "id=\"0\" timestamp=\"2026-02-17T12:00:00\" "
                             "hostname=\"localhost\" tests=\"3\" "
                             "failures=\"1\" errors=\"1\" skipped=\"0\""));
  EXPECT_THAT(out, HasSubstr("<testsuite name=\"none.yaml\" package=\"plog\" "
                             "id=\"1\""));
  EXPECT_THAT(out, HasSubstr("<testcase name=\"good\" "
                             "classname=\"plog.a.yaml\" time=\"0\"/>"));
  EXPECT_THAT(out, HasSubstr("<error message=\"event 1 is no event\" "
                             "type=\"test\">at a.yaml:7\n</error>"));
  EXPECT_THAT(out, Not(HasSubstr("name=\"coverage\"")));
}

TEST(JunitTests, AFailureIsTheDifferenceOfTheSets) {
  EXPECT_THAT(Xml(Sample()),
              HasSubstr("<failure message=\"1 violation missing, 2 "
                        "unexpected\" type=\"difference\">at a.yaml:7\n"
                        "- missing:    rule r, trigger x\n"
                        "+ unexpected: rule q\n"
                        "+ unexpected: rule &lt;s&gt;\n</failure>"));
}

TEST(JunitTests, TooLittleCoverageIsAFailureToo) {
  EXPECT_THAT(Xml(Sample(), 50),
              HasSubstr("<testcase name=\"at least 50 %\" "
                        "classname=\"plog.coverage\" time=\"0\"/>"));
  EXPECT_THAT(Xml(Sample(), 51),
              HasSubstr("<failure message=\"coverage is 50 %\" "
                        "type=\"coverage\">p/q: never satisfied\n</failure>"));
}

TEST(JunitTests, HostileNamesStayText) {
  TestReport tests = Sample();
  const std::string text = "]]><x/>\x1b[2J\n\" a=\"\x01\xef\xbf\xbe\xff";
  tests.files[0] = text;
  for (TestOutcome& outcome : tests.outcomes) {
    outcome.name = text;
    outcome.file = text;
  }
  tests.outcomes[1].missing = {text};
  tests.outcomes[2].fault = text;
  tests.coverage[1].rule = text;
  const std::string out = Xml(tests, 100);
  EXPECT_THAT(out, Not(HasSubstr("<x/>")));
  EXPECT_THAT(out, Not(HasSubstr("]]>")));
  EXPECT_THAT(out, Not(HasSubstr("\" a=\"")));
  for (const char c : {'\x1b', '\x01', '\xff'}) {
    EXPECT_EQ(std::string::npos, out.find(c));
  }
}

}  // namespace
}  // namespace plog
