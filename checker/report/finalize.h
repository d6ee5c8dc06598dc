#ifndef PLOG_CHECKER_REPORT_FINALIZE_H_
#define PLOG_CHECKER_REPORT_FINALIZE_H_

#include "checker/report/report.h"

namespace plog {

// Derives everything in the report that follows from its violations and counts:
// the status of every rule, policy and of the report, the violation count of
// every policy, the summary, and recent_violations. Idempotent: called by the
// engine and again whenever waivers or a baseline have moved violations.
//
// Input per rule: severity, activations, violation_count (exact, even if the
// list is cut short), waived, baselined. Input of the report: errors,
// events_evaluated of the whole run (which is no sum: policies share events).
//
// A rule with open violations has the status of its severity; one that had
// nothing to judge is not applicable. Worst wins: error, fail, warn, pass, and
// not applicable only if there is nothing else.
void FinalizeReport(Report* report);

}  // namespace plog

#endif  // PLOG_CHECKER_REPORT_FINALIZE_H_
