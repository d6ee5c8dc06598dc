#ifndef PLOG_LEDGER_STORE_SCHEMA_CHECK_H_
#define PLOG_LEDGER_STORE_SCHEMA_CHECK_H_

#include <string>

#include "ledger/base/result.h"
#include "ledger/store/sqlite.h"

namespace plog {

// application_id, version and every object of the schema.
Status CheckSchema(const Connection& connection, const std::string& path);

// kUnreadable: the file is a database, but not as plog wrote it.
tl::unexpected<Error> Foreign(const std::string& path, std::string what);

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_SCHEMA_CHECK_H_
