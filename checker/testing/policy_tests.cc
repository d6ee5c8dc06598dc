#include "checker/testing/policy_tests.h"

#include <fmt/format.h>

#include <algorithm>

#include "checker/engine/check.h"
#include "checker/testing/expectation.h"
#include "ledger/crypto/uuid.h"
#include "ledger/ingest/ingestor.h"

namespace plog {
namespace {

// Beyond the last event, so that no obligation of a test stays pending.
constexpr Duration kHundredYears = {int64_t{36525} * 24 * 3600, 0};

std::vector<Policy> PoliciesFor(const PolicyTest& test, const PolicySet& set) {
  std::vector<Policy> own;
  for (const Policy& policy : set.policies) {
    if (policy.file == test.file) own.push_back(policy);
  }
  return own.empty() ? set.policies : own;
}

Instant LastTime(const PolicyTest& test) {
  EventLineParser parser;
  ParsedEvent event;
  Instant last;
  for (const std::string& line : test.events) {
    if (parser.Parse(line, &event)) continue;
    last = std::max(last, event.event.timestamp().value_or(last));
  }
  return last;
}

// Seals the test's events; a sentence if one of them is no event.
Result<std::optional<std::string>> Load(const PolicyTest& test,
                                        LedgerWriter* writer) {
  std::optional<std::string> fault;
  IngestOptions options;
  options.deterministic_ids = true;
  options.now = [] { return Instant(); };
  options.random_uuid = RandomUuid;
  options.on_reject = [&](std::string_view, const RejectRow& reject) {
    if (fault) return;
    fault = fmt::format("event {} is no event: {} [{}]", reject.line,
                        reject.message, reject.code);
  };
  const std::vector<std::string_view> lines(test.events.begin(),
                                            test.events.end());
  const auto loaded = IngestLines(writer, lines, options);
  if (!loaded) return tl::make_unexpected(loaded.error());
  return fault;
}

void NoteCoverage(const Report& report, std::vector<RuleCoverage>* coverage) {
  for (const PolicyResult& result : report.results) {
    for (const RuleResult& rule : result.rules) {
      const auto row = std::find_if(
          coverage->begin(), coverage->end(), [&](const RuleCoverage& one) {
            return one.policy == result.policy && one.rule == rule.name;
          });
      if (row == coverage->end()) continue;
      row->violated |= rule.violation_count > 0;
      row->satisfied |= rule.fulfilled > 0 ||
                        (rule.activations > 0 && rule.violation_count == 0);
    }
  }
}

void Judge(const PolicyTest& test, const Report& report, TestOutcome* outcome) {
  std::vector<const Violation*> reported;
  for (const PolicyResult& result : report.results) {
    for (const Violation& violation : result.violations) {
      reported.push_back(&violation);
    }
  }
  const Difference difference = Compare(test.expect, reported);
  for (const auto* one : difference.missing) {
    outcome->missing.push_back(Describe(*one));
  }
  for (const auto* one : difference.unexpected) {
    outcome->unexpected.push_back(Describe(*one));
  }
}

Result<TestOutcome> RunOne(const PolicyTest& test, const PolicySet& set,
                           const SpillOptions& spill,
                           std::vector<RuleCoverage>* coverage) {
  TestOutcome outcome;
  outcome.name = test.name;
  outcome.file = test.file;
  outcome.line = test.line;
  const auto writer = LedgerWriter::OpenScratch(spill.folder);
  auto fault = Load(test, writer.get());
  if (!fault) return tl::make_unexpected(fault.error());
  outcome.fault = *fault;
  if (outcome.fault) return outcome;
  CheckOptions options;
  options.as_of = test.as_of.value_or(LastTime(test) + kHundredYears);
  options.spill = spill;
  const auto report =
      CheckPolicies(writer->reader(), PoliciesFor(test, set), options);
  if (!report) return tl::make_unexpected(report.error());
  Judge(test, *report, &outcome);
  NoteCoverage(*report, coverage);
  return outcome;
}

void AddOnce(const std::string& name, std::vector<std::string>* names) {
  if (std::find(names->begin(), names->end(), name) == names->end()) {
    names->push_back(name);
  }
}

}  // namespace

std::vector<std::string> TestOutcome::DiffLines() const {
  std::vector<std::string> lines;
  for (const std::string& one : missing) {
    lines.push_back("- missing:    " + one);
  }
  for (const std::string& one : unexpected) {
    lines.push_back("+ unexpected: " + one);
  }
  return lines;
}

std::string_view RuleCoverage::Lacking() const {
  if (violated) return satisfied ? "" : "satisfied";
  return satisfied ? "violated" : "violated or satisfied";
}

size_t TestReport::covered() const {
  return static_cast<size_t>(
      std::count_if(coverage.begin(), coverage.end(),
                    [](const RuleCoverage& rule) { return rule.covered(); }));
}

unsigned TestReport::CoveragePercent() const {
  if (coverage.empty()) return 100;
  return static_cast<unsigned>(covered() * 100 / coverage.size());
}

Result<TestReport> RunPolicyTests(const PolicySet& set,
                                  const SpillOptions& spill) {
  TestReport report;
  for (const Policy& policy : set.policies) {
    AddOnce(policy.file, &report.files);
    for (const Rule& rule : policy.rules) {
      if (!policy.enabled || !rule.enabled) continue;
      report.coverage.push_back({policy.name, rule.name, false, false});
    }
  }
  for (const PolicyTest& test : set.tests) {
    AddOnce(test.file, &report.files);
    auto outcome = RunOne(test, set, spill, &report.coverage);
    if (!outcome) return tl::make_unexpected(outcome.error());
    if (!outcome->passed()) ++report.failed;
    report.outcomes.push_back(std::move(*outcome));
  }
  return report;
}

}  // namespace plog
