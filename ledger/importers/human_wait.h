#ifndef PLOG_LEDGER_IMPORTERS_HUMAN_WAIT_H_
#define PLOG_LEDGER_IMPORTERS_HUMAN_WAIT_H_

#include <string_view>

#include "ledger/importers/imported_event.h"

namespace plog {

// Tools of Claude Code that wait for a person: how long they take is not the
// agent's doing. Calls and results of theirs have the label human_wait, so that
// a rule about durations can leave them out:
//
//   when: {action_type: TOOL_RESULT, labels.human_wait: {exists: false}}
inline void LabelHumanWait(std::string_view tool, ImportedEvent* event) {
  if (tool == "AskUserQuestion" || tool == "ExitPlanMode") {
    event->Label("human_wait", "true");
  }
}

}  // namespace plog

#endif  // PLOG_LEDGER_IMPORTERS_HUMAN_WAIT_H_
