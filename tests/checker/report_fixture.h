#ifndef PLOG_TESTS_CHECKER_REPORT_FIXTURE_H_
#define PLOG_TESTS_CHECKER_REPORT_FIXTURE_H_

#include <string>

#include "checker/report/report.h"

namespace plog {

// A report in which everything happens that a report can tell: each status,
// waived, baselined and cut lists, expired and unmatched waivers, pending
// obligations, events without session, agent or sequence.
Report RichReport();

// Nothing ran.
Report EmptyReport();

// RichReport with `text` in every string that a log, a policy, a waiver or a
// report given to `render` can choose: in all of them but the digests.
Report HostileReport(const std::string& text);

Violation SampleViolation(const std::string& policy, const std::string& rule,
                          const std::string& event);

}  // namespace plog

#endif  // PLOG_TESTS_CHECKER_REPORT_FIXTURE_H_
