#ifndef PLOG_CLI_FILE_WATCH_H_
#define PLOG_CLI_FILE_WATCH_H_

#include <functional>
#include <string>
#include <vector>

#include "cli/exit_status.h"
#include "cli/invocation.h"
#include "ledger/base/result.h"

namespace plog {

// Calls `work` at once, and again whenever one of the files that `list` names
// has changed, come or gone; an error of `work` is printed and does not end it.
// Ctrl-C does, also while `work` is running, but not before that is done; the
// status is that of the last run.
//
// The files are looked at several times a second rather than through inotify:
// an editor that writes a new file and renames it, a folder that is replaced,
// a network share are then nothing special. After a change it waits until the
// files have stayed the same for a moment, so that a file that is half written,
// or gone between two steps of an editor, is not judged.
//
// REQUIRES: no other thread is running.
Result<ExitStatus> RunOnChange(
    const std::function<std::vector<std::string>()>& list,
    const std::function<Result<ExitStatus>()>& work, const Invocation& run);

}  // namespace plog

#endif  // PLOG_CLI_FILE_WATCH_H_
