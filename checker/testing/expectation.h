#ifndef PLOG_CHECKER_TESTING_EXPECTATION_H_
#define PLOG_CHECKER_TESTING_EXPECTATION_H_

#include <string>
#include <vector>

#include "checker/report/report.h"
#include "rules/policy/policy.h"

namespace plog {

// Pairs expectations with violations one to one, as many as possible: an
// expectation may leave members open, so that the first fit is not always the
// right one. What is left over on either side is the difference.
struct Difference {
  std::vector<const ExpectedViolation*> missing;
  std::vector<const Violation*> unexpected;
};
Difference Compare(const std::vector<ExpectedViolation>& expected,
                   const std::vector<const Violation*>& reported);

// "rule no-export, trigger read, offending export".
std::string Describe(const ExpectedViolation& expected);
std::string Describe(const Violation& violation);

}  // namespace plog

#endif  // PLOG_CHECKER_TESTING_EXPECTATION_H_
