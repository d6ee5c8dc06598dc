#ifndef PLOG_CHECKER_FORMATS_HTML_TIMELINE_H_
#define PLOG_CHECKER_FORMATS_HTML_TIMELINE_H_

#include <string>

#include "checker/report/report.h"

namespace plog {

// Appends one inline SVG per session that has violations (per agent where
// there is no session): a row per violation with its trigger (circle), its
// offender (diamond) and, where something did not come, the end of the time it
// had for that (dashed circle). Shapes, not colours, carry the meaning.
//
//   no-delete    o-----------------<>
//   answered     o- - - - - - - - - - - - (missing TOOL_RESULT)
//   confirmed   ( )- - - - - - o   missing confirm       (order: before)
//                10:00:00          10:00:40
void AppendTimelines(const Report& report, std::string* out);

// What a browser bears. The first timelines are open; the others are folded,
// and a folded one costs no layout. Measured with Chromium on two busy
// cores, one violation per session: 10,000 sessions are 8 MB of page, 0.3 GB of
// memory and 3 s until it is shown; 30,000 are 8 s; 100,000 are 77 MB, 1.4 GB
// and a minute.
inline constexpr size_t kOpenTimelines = 50;
inline constexpr size_t kFoldedTimelines = 500;  // in one fold
inline constexpr size_t kMaxTimelines = 10000;
// Of one session; fewer if kMaxRows are shared by many sessions.
inline constexpr size_t kMaxTimelineRows = 30;
inline constexpr size_t kMaxRows = 20000;

}  // namespace plog

#endif  // PLOG_CHECKER_FORMATS_HTML_TIMELINE_H_
