#ifndef PLOG_CLI_EVENT_WALK_H_
#define PLOG_CLI_EVENT_WALK_H_

#include <functional>

#include "cli/console.h"
#include "cli/selection_options.h"
#include "ledger/base/instant.h"
#include "ledger/event/content.h"
#include "ledger/store/ledger_reader.h"

namespace plog {

// Visits the selected events in ingest order until `visit` returns false. An
// event that cannot be read is announced and passed over.
Status WalkEvents(
    const LedgerReader& reader, const Selection& selection, Console* console,
    const std::function<bool(const StoredEvent&, const EventContent&)>& visit);

// The same with the effective time of every event.
Status WalkTimedEvents(
    const LedgerReader& reader, const Selection& selection, Console* console,
    const std::function<bool(const StoredEvent&, const EventContent&, Instant)>&
        visit);

}  // namespace plog

#endif  // PLOG_CLI_EVENT_WALK_H_
