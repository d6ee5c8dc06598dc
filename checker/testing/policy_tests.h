#ifndef PLOG_CHECKER_TESTING_POLICY_TESTS_H_
#define PLOG_CHECKER_TESTING_POLICY_TESTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/spill/spill_options.h"
#include "ledger/base/result.h"
#include "rules/policy/policy.h"

namespace plog {

// The tests that policy files carry (policies §7). Each is sealed into a ledger
// in memory, judged by the policies of its own file (by all of them if its file
// has none), and must give exactly the violations it expects.
struct TestOutcome {
  std::string name;
  std::string file;
  size_t line = 0;
  std::vector<std::string> missing;     // expected, not reported
  std::vector<std::string> unexpected;  // reported, not expected
  std::optional<std::string> fault;     // the test could not be run

  bool passed() const {
    return missing.empty() && unexpected.empty() && !fault;
  }
  // "- missing: …" and "+ unexpected: …", a line each.
  std::vector<std::string> DiffLines() const;
};

// A rule is covered once tests have seen it violated and seen it satisfied.
struct RuleCoverage {
  std::string policy;
  std::string rule;
  bool violated = false;
  bool satisfied = false;

  bool covered() const { return violated && satisfied; }
  // "satisfied", "violated" or both: what no test has shown.
  std::string_view Lacking() const;
};

struct TestReport {
  std::vector<std::string> files;      // of policies, then of tests; once each
  std::vector<TestOutcome> outcomes;   // as written
  std::vector<RuleCoverage> coverage;  // enabled rules, as written
  size_t failed = 0;

  size_t covered() const;
  unsigned CoveragePercent() const;  // rounded down; 100 without rules
};

Result<TestReport> RunPolicyTests(const PolicySet& set,
                                  const SpillOptions& spill = {});

}  // namespace plog

#endif  // PLOG_CHECKER_TESTING_POLICY_TESTS_H_
