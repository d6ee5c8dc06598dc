#ifndef PLOG_CLI_SELECTION_OPTIONS_H_
#define PLOG_CLI_SELECTION_OPTIONS_H_

#include "checker/engine/check.h"
#include "cli/option_set.h"
#include "ledger/base/instant.h"
#include "ledger/event/content.h"

namespace plog {

// The flags that select events, the same for every command that selects.
void DeclareSelection(OptionSet* options, Selection* selection);

// Whether the event at this effective time is selected.
bool IsSelected(const Selection& selection, const EventContent& event,
                Instant time);

}  // namespace plog

#endif  // PLOG_CLI_SELECTION_OPTIONS_H_
