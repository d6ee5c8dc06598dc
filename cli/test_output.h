#ifndef PLOG_CLI_TEST_OUTPUT_H_
#define PLOG_CLI_TEST_OUTPUT_H_

#include <string>

#include "checker/testing/policy_tests.h"

namespace plog {

// The results of embedded tests: a line per test, a difference where one
// failed, and the coverage of the rules.
std::string TestText(const TestReport& tests, bool color);

// {"tests":…,"coverage":…,"dry_run":…}; `dry_run` is a JSON report, or empty
// if there was none.
std::string TestJson(const TestReport& tests, const std::string& dry_run);

}  // namespace plog

#endif  // PLOG_CLI_TEST_OUTPUT_H_
