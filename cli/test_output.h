#ifndef PLOG_CLI_TEST_OUTPUT_H_
#define PLOG_CLI_TEST_OUTPUT_H_

#include <functional>
#include <string>

#include "checker/testing/policy_tests.h"

namespace plog {

// The results of embedded tests: a line per test, a difference where one
// failed, and the coverage of the rules.
std::string TestText(const TestReport& tests, bool color);

// Appends {"tests":…,"coverage":…,"dry_run":…} and a newline. `dry_run` appends
// a JSON report, and may take away what is there; null if there was none.
void WriteTestJson(const TestReport& tests,
                   const std::function<void(std::string*)>& dry_run,
                   std::string* out);

}  // namespace plog

#endif  // PLOG_CLI_TEST_OUTPUT_H_
