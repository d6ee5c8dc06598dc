#ifndef PLOG_LEDGER_HOOK_CALL_SEARCH_H_
#define PLOG_LEDGER_HOOK_CALL_SEARCH_H_

#include "ledger/importers/event_emitter.h"
#include "ledger/store/ledger_writer.h"

namespace plog {

// Finds the call of a result among the last events of the ledger, by agent,
// session and metadata.call_id. Looks at a bounded number of them: a call
// that so many others have followed is not found, and its result then has no
// duration of our making. `writer` must outlive it.
EventEmitter::CallSearch SearchCallsIn(LedgerWriter* writer);

}  // namespace plog

#endif  // PLOG_LEDGER_HOOK_CALL_SEARCH_H_
