#ifndef PLOG_CLI_EXIT_STATUS_H_
#define PLOG_CLI_EXIT_STATUS_H_

#include "ledger/base/result.h"

namespace plog {

// The exit statuses of every command; nothing else ever leaves the process.
enum class ExitStatus : int {
  kDone = 0,
  kFindings = 1,    // violations, failed tests, a broken chain
  kUsage = 2,       // command line, policy or configuration; nothing ran
  kIncomplete = 3,  // could not be completed, or nothing to evaluate
  kDefect = 70,     // a defect of plog
};

ExitStatus StatusOf(ErrorKind kind);

// The status of a run in which both happened: a defect outranks all, then
// usage, then "could not be completed", which outranks findings.
ExitStatus Worst(ExitStatus a, ExitStatus b);

}  // namespace plog

#endif  // PLOG_CLI_EXIT_STATUS_H_
