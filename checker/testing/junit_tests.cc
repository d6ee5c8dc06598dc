#include "checker/testing/junit_tests.h"

#include <fmt/format.h>

#include "checker/formats/junit_writer.h"
#include "checker/formats/prose.h"

namespace plog {
namespace {

std::string Place(const TestOutcome& outcome) {
  return fmt::format("at {}:{}", outcome.file, outcome.line);
}

JunitCounts CountsOf(const TestReport& tests, const std::string& file) {
  JunitCounts counts;
  for (const TestOutcome& outcome : tests.outcomes) {
    if (outcome.file != file) continue;
    ++counts.tests;
    if (outcome.fault) {
      ++counts.errors;
    } else if (!outcome.passed()) {
      ++counts.failures;
    }
  }
  return counts;
}

void WriteCase(const TestOutcome& outcome, JunitWriter* junit) {
  const JunitWriter::Case what{outcome.name, outcome.file};
  if (outcome.passed()) return junit->Passed(what);
  if (outcome.fault) {
    return junit->Broken(what, "test", *outcome.fault, {Place(outcome)});
  }
  const std::string message = fmt::format(
      "{} missing, {} unexpected", Counted(outcome.missing.size(), "violation"),
      outcome.unexpected.size());
  JunitWriter::Lines lines = outcome.DiffLines();
  lines.insert(lines.begin(), Place(outcome));
  junit->Failed(what, "difference", message, lines);
}

void WriteSuite(const TestReport& tests, const std::string& file,
                JunitWriter* junit) {
  junit->OpenSuite(file, CountsOf(tests, file));
  junit->CloseProperties();
  for (const TestOutcome& outcome : tests.outcomes) {
    if (outcome.file == file) WriteCase(outcome, junit);
  }
  junit->CloseSuite({});
}

void WriteCoverage(const TestReport& tests, uint64_t minimum,
                   JunitWriter* junit) {
  const bool enough = tests.CoveragePercent() >= minimum;
  junit->OpenSuite("coverage", {1, enough ? 0U : 1U, 0, 0});
  junit->CloseProperties();
  const std::string name = fmt::format("at least {} %", minimum);
  const JunitWriter::Case what{name, "coverage"};
  if (enough) {
    junit->Passed(what);
  } else {
    JunitWriter::Lines lines;
    for (const RuleCoverage& rule : tests.coverage) {
      if (rule.covered()) continue;
      lines.push_back(fmt::format(
          "{}: never {}", RuleId(rule.policy, rule.rule), rule.Lacking()));
    }
    junit->Failed(what, "coverage",
                  fmt::format("coverage is {} %", tests.CoveragePercent()),
                  lines);
  }
  junit->CloseSuite({});
}

}  // namespace

void WriteTestJunit(const TestReport& tests, const Instant& time,
                    std::optional<uint64_t> min_coverage, std::string* out) {
  JunitWriter junit(time, out);
  junit.Begin();
  for (const std::string& file : tests.files) WriteSuite(tests, file, &junit);
  if (min_coverage) WriteCoverage(tests, *min_coverage, &junit);
  junit.End();
}

}  // namespace plog
