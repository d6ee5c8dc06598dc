#ifndef PLOG_CLI_WAIVER_FILE_H_
#define PLOG_CLI_WAIVER_FILE_H_

#include <string>

#include "checker/waivers/waivers.h"
#include "cli/console.h"

namespace plog {

inline constexpr size_t kMaxWaiverFile = size_t{1} << 20;

// Reads and parses a file of waivers. Every mistake is printed on stderr;
// kUsage if there is any.
Result<WaiverSet> ReadWaiverFile(const std::string& path, Console* console);

}  // namespace plog

#endif  // PLOG_CLI_WAIVER_FILE_H_
