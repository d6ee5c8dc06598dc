#ifndef PLOG_CHECKER_FORMATS_REPORT_JSON_H_
#define PLOG_CHECKER_FORMATS_REPORT_JSON_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "checker/formats/violation_filter.h"
#include "checker/report/report.h"
#include "ledger/base/result.h"

namespace plog {

inline constexpr std::string_view kReportSchemaVersion = "1.0";

std::string_view ChainKindName(ChainKind kind);  // "recorded", "sealed"

// The JSON Schema (draft-07) of the report, `plog report schema`.
std::string_view ReportSchema();

// The violation events of `jsonl` that count (neither waived nor in the
// baseline) and pass `filter`, in report order; each is a line with its
// newline.
std::vector<std::string> OpenViolationEvents(const Report& report,
                                             const ViolationFilter& filter);

// Parses what the `json` format wrote: the exact inverse, so that a report
// rendered later gives the bytes it would have given at once. Strict: unknown,
// missing and mistyped members are refused, and so is a report whose statuses
// and counts do not follow from its own violations. At most kMaxReportBytes.
// Of the audit it keeps what the report shows: no findings, no breaks.
Result<Report> ReadReport(std::string_view json);
inline constexpr size_t kMaxReportBytes = size_t{1} << 30;

}  // namespace plog

#endif  // PLOG_CHECKER_FORMATS_REPORT_JSON_H_
