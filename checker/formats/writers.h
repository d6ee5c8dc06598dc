#ifndef PLOG_CHECKER_FORMATS_WRITERS_H_
#define PLOG_CHECKER_FORMATS_WRITERS_H_

#include <string>

#include "checker/formats/format.h"
#include "checker/report/report.h"

namespace plog {

// The writers behind the table of formats (format_table.cc). Each appends the
// whole document to `out` and depends on nothing but its arguments.
using ReportWriter = void(const Report& report, const FormatOptions& options,
                          std::string* out);

ReportWriter WriteText;
ReportWriter WriteJson;
ReportWriter WriteJsonLines;
ReportWriter WriteResults;
ReportWriter WriteSarif;
ReportWriter WriteJunit;
ReportWriter WriteMarkdown;
ReportWriter WriteHtml;
ReportWriter WriteCsv;
ReportWriter WriteGithub;
ReportWriter WriteOscal;
ReportWriter WriteOcsf;

}  // namespace plog

#endif  // PLOG_CHECKER_FORMATS_WRITERS_H_
