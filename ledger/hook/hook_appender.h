#ifndef PLOG_LEDGER_HOOK_HOOK_APPENDER_H_
#define PLOG_LEDGER_HOOK_HOOK_APPENDER_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/instant.h"
#include "ledger/base/result.h"
#include "ledger/ingest/ingestor.h"

namespace plog {

// What became of one hook's input.
struct HookOutcome {
  uint64_t events = 0;   // of this input, durable in the ledger
  uint64_t rejects = 0;  // the input was no hook; the ledger keeps it as that
  // Why the ledger could not take it, and the spool where it waits then. Both
  // the fault and an empty spool: it is kept nowhere.
  std::optional<Error> fault;
  std::string spool;
  // The ledger took this input, but not all that had been waiting before.
  std::optional<Error> still_waiting;
};

// Appends what a Claude Code hook was given on stdin to a ledger, made if it is
// missing: one transaction, whose cost does not depend on the size of the
// ledger. What earlier hooks left in the spool goes first, so that the order
// stays that of time.
//
// Several processes may do so at once: they wait for each other, at most about
// half a second; then the input goes to the spool. The same if the ledger
// cannot be written for any other reason. Of `options`, only time and
// randomness count.
HookOutcome AppendHook(const std::string& ledger, std::string_view input,
                       const IngestOptions& options);

// Ingests what waits in the spool beside `ledger`, which `writer` has open, and
// removes it. Nothing to do is no error.
Result<IngestSummary> IngestHookSpool(const std::string& ledger,
                                      LedgerWriter* writer,
                                      IngestOptions options);

}  // namespace plog

#endif  // PLOG_LEDGER_HOOK_HOOK_APPENDER_H_
