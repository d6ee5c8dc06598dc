#ifndef PLOG_LEDGER_HOOK_HOOK_SPOOL_H_
#define PLOG_LEDGER_HOOK_HOOK_SPOOL_H_

#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"

namespace plog {

// What hooks were given and the ledger could not take: lines (see HookLine) in
// a file beside the ledger, mode 0600, until somebody holds the ledger again.
//
//   LEDGER.hooks.jsonl              hooks append, each under a lock
//        │ Take
//        ▼
//   LEDGER.hooks-TIME-UUID.jsonl    nobody appends; ingested, then removed
//
// A file that was taken keeps its name for ever, so ingest knows it again: if a
// process is killed between committing and removing, nothing comes twice.
class HookSpool {
 public:
  explicit HookSpool(std::string ledger) : ledger_(std::move(ledger)) {}

  std::string path() const { return ledger_ + ".hooks.jsonl"; }

  // When it returns, the line survives a crash. A rest that a killed process
  // left behind becomes a line of its own.
  Status Append(std::string_view line) const;

  // The files that wait to be ingested, oldest first; whoever has ingested one
  // removes it. REQUIRES: the ledger's lock is held, so that there is but one
  // who takes.
  Result<std::vector<std::string>> Take() const;

 private:
  std::string ledger_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_HOOK_HOOK_SPOOL_H_
