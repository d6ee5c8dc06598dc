#ifndef PLOG_CLI_REPORT_VERDICT_H_
#define PLOG_CLI_REPORT_VERDICT_H_

#include <string>

#include "checker/engine/check.h"
#include "cli/console.h"
#include "cli/exit_status.h"

namespace plog {

// The exit status a report deserves. --fail-on names the mildest outcome that
// gives 1: fail, warn, vacuous (a policy with nothing to judge), or never. A
// broken chain is as bad as a failed policy, whichever policies were run.
ExitStatus StatusOfReport(const Report& report, const std::string& fail_on);

// Why nothing was evaluated, or empty if something was: no enabled policy, or
// no event of the ledger selected.
std::string NothingEvaluated(const std::vector<Policy>& policies,
                             const Report& report);

// What a reader of stderr must know: vacuous policies, errors, and the one-line
// summary.
void AnnounceReport(const Report& report, Console* console);

}  // namespace plog

#endif  // PLOG_CLI_REPORT_VERDICT_H_
