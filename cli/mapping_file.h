#ifndef PLOG_CLI_MAPPING_FILE_H_
#define PLOG_CLI_MAPPING_FILE_H_

#include <memory>
#include <string>

#include "cli/console.h"
#include "ledger/base/result.h"
#include "ledger/importers/record_mapping.h"

namespace plog {

// Reads and compiles the mapping file of `--map`. Prints every mistake; an
// error of kind kUsage if there is any.
Result<std::unique_ptr<const RecordMapping>> LoadMapping(
    const std::string& path, Console* console);

}  // namespace plog

#endif  // PLOG_CLI_MAPPING_FILE_H_
