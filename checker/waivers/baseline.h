#ifndef PLOG_CHECKER_WAIVERS_BASELINE_H_
#define PLOG_CHECKER_WAIVERS_BASELINE_H_

#include <string>
#include <string_view>
#include <vector>

#include "checker/report/report.h"
#include "ledger/base/result.h"
#include "ledger/store/ledger_reader.h"

namespace plog {

// An earlier report (`--baseline`): what it already had does not fail.
struct Baseline {
  Report report;
  BaselineInfo info;
};

// Reads the text of a report in the `json` format. `file` is for people.
Result<Baseline> ReadBaseline(std::string file, std::string_view json);

// The chains of the baseline whose head is no longer in the ledger, that is
// whose event of that sequence is gone or has another hash: one head-regressed
// finding for each. Reads a chain only if its head has moved since.
Result<std::vector<AuditFinding>> FindRegressedHeads(
    const Baseline& baseline, const LedgerReader& reader);

// Moves the violations whose fingerprint the baseline has, listed as counting
// or as baselined (not as waived: a waiver must not outlive itself), to
// baselined_violations; adds a violation for every finding in `regressed` to
// the integrity rule (to a result of its own if no integrity rule ran), makes
// the ledger's verdict TAMPERED if there are any, lists what is gone
// (absent_violations.h), and finalises the report.
// Call it after ApplyWaivers.
void ApplyBaseline(const Baseline& baseline,
                   const std::vector<AuditFinding>& regressed, Report* report);

}  // namespace plog

#endif  // PLOG_CHECKER_WAIVERS_BASELINE_H_
