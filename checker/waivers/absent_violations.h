#ifndef PLOG_CHECKER_WAIVERS_ABSENT_VIOLATIONS_H_
#define PLOG_CHECKER_WAIVERS_ABSENT_VIOLATIONS_H_

#include <vector>

#include "checker/report/report.h"

namespace plog {

// The violations of `baseline`, counting or baselined there, that `now` looked
// for and does not have, not even waived; in the baseline's order. Silence
// proves nothing where this run did not look: left out are those of rules that
// did not run or whose list is cut, and all of them if the evaluation is not
// complete or judged neither everything nor what the baseline judged.
//
// REQUIRES: waivers and the baseline have been applied to `now`.
std::vector<Violation> AbsentViolations(const Report& baseline,
                                        const Report& now);

}  // namespace plog

#endif  // PLOG_CHECKER_WAIVERS_ABSENT_VIOLATIONS_H_
