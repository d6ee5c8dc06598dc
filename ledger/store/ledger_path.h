#ifndef PLOG_LEDGER_STORE_LEDGER_PATH_H_
#define PLOG_LEDGER_STORE_LEDGER_PATH_H_

#include <string>

#include "ledger/base/result.h"

namespace plog {

// Checks of a ledger's path before SQLite sees it, and its absolute form: the
// folder resolved, the file name as given. An absolute path cannot be read as
// a URI, and a symlink is refused only where it could swap the ledger itself.
//
// Nothing here opens the ledger file: closing any descriptor of it would drop
// the locks of other connections of this process.

// For reading: a regular, non-empty file without a WAL and without a journal
// that is yet to be rolled back.
Result<std::string> LedgerPathForReading(const std::string& path);

// For writing: the same without the journal rule (SQLite rolls a journal back)
// and with a missing file created (0600), its folders too (0700).
Result<std::string> LedgerPathForWriting(const std::string& path);

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_LEDGER_PATH_H_
