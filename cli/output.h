#ifndef PLOG_CLI_OUTPUT_H_
#define PLOG_CLI_OUTPUT_H_

#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"

namespace plog {

// Writes a result file so that an interrupted run leaves the old one: to a
// temporary name beside it, synced, renamed. Mode 0644 before the umask, or
// 0600 where `secret`. A link is followed; what is no regular file (a device, a
// pipe) is written to and stays what it is.
Status WriteFileAtomically(const std::string& path, std::string_view bytes,
                           bool secret = false);

// An output that is an input of the run is refused (by path and by inode).
Status RefuseOverwriting(const std::string& output,
                         const std::vector<std::string>& inputs);

// A whole file, or stdin for "-"; at most `limit` bytes. Refuses directories.
Result<std::string> ReadWholeFile(const std::string& path, size_t limit);

}  // namespace plog

#endif  // PLOG_CLI_OUTPUT_H_
