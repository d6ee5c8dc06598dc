#ifndef PLOG_CHECKER_FORMATS_HTML_TIMELINE_H_
#define PLOG_CHECKER_FORMATS_HTML_TIMELINE_H_

#include <string>

#include "checker/report/report.h"

namespace plog {

// Appends one inline SVG per session that has violations (per agent where
// there is no session), at most kMaxTimelines of them, each with at most
// kMaxTimelineRows violations: a row with its trigger (circle), its offender
// (diamond) and, where something did not come, the place at which it was due
// (dashed circle). Shapes, not colours, carry the meaning.
//
//   rule-name   o-----------------<>
//   rule-name   o- - - - - - - - - - - - (missing TOOL_RESULT)
//               10:00:00          10:00:40
void AppendTimelines(const Report& report, std::string* out);
inline constexpr size_t kMaxTimelines = 50;
inline constexpr size_t kMaxTimelineRows = 30;

}  // namespace plog

#endif  // PLOG_CHECKER_FORMATS_HTML_TIMELINE_H_
