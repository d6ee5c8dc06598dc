#ifndef PLOG_CHECKER_TESTING_JUNIT_TESTS_H_
#define PLOG_CHECKER_TESTING_JUNIT_TESTS_H_

#include <optional>
#include <string>

#include "checker/testing/policy_tests.h"
#include "ledger/base/instant.h"

namespace plog {

// The results of embedded tests as JUnit XML: one suite per file of policies or
// tests, also of a file without any; one case per test, whose failure is the
// difference of the sets; with `min_coverage` (per cent), a last suite with one
// case for the coverage of the rules. `time` stands in the suites.
void WriteTestJunit(const TestReport& tests, const Instant& time,
                    std::optional<uint64_t> min_coverage, std::string* out);

}  // namespace plog

#endif  // PLOG_CHECKER_TESTING_JUNIT_TESTS_H_
