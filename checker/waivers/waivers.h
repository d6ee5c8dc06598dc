#ifndef PLOG_CHECKER_WAIVERS_WAIVERS_H_
#define PLOG_CHECKER_WAIVERS_WAIVERS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/report/report.h"
#include "ledger/base/instant.h"
#include "ledger/base/result.h"
#include "rules/diagnostics/diagnostic.h"

namespace plog {

// Accepted violations. A file of them:
//
//   waivers:
//     - match: {policy: no-delete, session_id: "test-*"}
//       reason: load test, agreed with the owner of the data
//       owner: ops@example.org
//       expires: 2026-12-31
//       ticket: SEC-1                     # optional
//
// A waiver waives until the end of the day on which it expires (UTC), judged
// by the report's as-of time. Waived violations leave the verdict, never the
// report.

// Globs over whole values; every one that is given must match. A violation
// without a session, say, matches no session_id, not even "*".
struct WaiverMatch {
  std::optional<std::string> policy;
  std::optional<std::string> rule;
  std::optional<std::string> fingerprint;
  std::optional<std::string> session_id;
  std::optional<std::string> agent_id;
  std::optional<std::string> event;  // the trigger or the offending event
};
bool Matches(const WaiverMatch& match, const Violation& violation);

struct WaiverEntry {
  WaiverMatch match;
  Waiver waiver;
  Instant end;  // the first instant at which it no longer waives
};

struct WaiverSet {
  std::vector<WaiverEntry> entries;  // as written
};

// Midnight (UTC) after the day "2026-12-31"; nullopt if that is no date.
std::optional<Instant> EndOfDay(std::string_view date);

// Every mistake goes to `diagnostics`; with errors there the result must not
// be used. `name` is shown in diagnostics and reports.
WaiverSet ParseWaivers(std::string_view name, std::string_view text,
                       Diagnostics* diagnostics);

// Moves the violations that an unexpired waiver matches to waived_violations
// (the first waiver in the file's order counts), lists the waivers that are
// expired or match nothing, and finalises the report. Call it before
// ApplyBaseline. Only listed violations can be waived: those that were cut off
// by the limit of the list keep counting.
void ApplyWaivers(const WaiverSet& waivers, Report* report);

// The text of a waiver file with one more waiver at its end, for `plog waiver
// add`; an empty `existing` starts a file. kUsage if `existing` is not a valid
// waiver file, is written in a style that cannot be extended (`waivers: […]`),
// or if `entry` is not complete.
Result<std::string> AddWaiver(std::string_view existing,
                              const WaiverMatch& match, const Waiver& waiver);

}  // namespace plog

#endif  // PLOG_CHECKER_WAIVERS_WAIVERS_H_
