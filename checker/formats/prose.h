#ifndef PLOG_CHECKER_FORMATS_PROSE_H_
#define PLOG_CHECKER_FORMATS_PROSE_H_

#include <string>
#include <string_view>
#include <vector>

#include "checker/report/report.h"

namespace plog {

// The sentences that all formats for people share, so that they cannot
// disagree. The text is plain and may quote hostile names: escape it.

// "FAIL", "N/A".
std::string_view StatusWord(ResultStatus status);

// "FAIL: 3 violations, 1 of 5 policies failed".
std::string VerdictLine(const Report& report);

// What a reader must not overlook besides the violations, worst first: errors,
// nothing evaluated, waivers that do not waive, rules that judged nothing,
// pending obligations, cut lists, unanchored events, chains that were sealed at
// ingest, the baseline.
std::vector<std::string> Announcements(const Report& report);

// "agents a, b; since 2026-01-01T00:00:00Z", or "everything".
std::string SelectionLine(const ReportSelection& selection);

// "3 violations", "1 violation".
std::string Counted(uint64_t count, std::string_view noun);

// "session-456 my-agent #42 evt-123": where the fault is.
std::string PlaceLine(const Violation& violation);
// "message: detail".
std::string FaultLine(const Violation& violation);

// A rule with its listed violations.
struct RuleGroup {
  const RuleResult* rule = nullptr;
  std::vector<const Violation*> violations;
};
// The rules as written, or with `worst_first` the worst status first.
std::vector<RuleGroup> GroupByRule(const PolicyResult& result,
                                   bool worst_first);
std::vector<const PolicyResult*> WorstFirst(const Report& report);

// "policy/rule".
std::string RuleId(std::string_view policy, std::string_view rule);

}  // namespace plog

#endif  // PLOG_CHECKER_FORMATS_PROSE_H_
