#ifndef PLOG_CHECKER_FORMATS_FORMAT_H_
#define PLOG_CHECKER_FORMATS_FORMAT_H_

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "checker/formats/violation_filter.h"
#include "checker/report/report.h"

namespace plog {

struct FormatOptions {
  bool color = false;
  size_t width = 80;  // columns, text only; 0: lines are not cut
  // The exit status of the run that the report is of, where it is known (sarif
  // only).
  std::optional<int> exit_code = {};
  // Which violation events to print (jsonl only); nullptr: all.
  const ViolationFilter* filter = nullptr;
  // Takes what was written so far away, so that a long report is not in memory
  // as a whole (json, results and jsonl only). May be empty.
  std::function<void(std::string*)> drain = {};
  size_t jobs = 1;  // threads (json, results and jsonl only)
};

// An output format is one file with one writer and one row of the table.
struct ReportFormat {
  std::string_view name;       // "sarif"
  std::string_view extension;  // ".sarif": chooses the format of `-o FILE`;
                               // empty if none is its own
  std::string_view summary;    // for --help and the manual
  void (*write)(const Report& report, const FormatOptions& options,
                std::string* out);
};

std::span<const ReportFormat> ReportFormats();
const ReportFormat* FindReportFormat(std::string_view name);

}  // namespace plog

#endif  // PLOG_CHECKER_FORMATS_FORMAT_H_
