#ifndef PLOG_LEDGER_BASE_VERSIONS_H_
#define PLOG_LEDGER_BASE_VERSIONS_H_

#include <string>

namespace plog {

std::string PlogVersion();  // "0.1.0"
// Of the libraries in use, which may be newer than those built with.
std::string SqliteVersion();   // "3.40.1"
std::string OpenSslVersion();  // "3.0.22"

}  // namespace plog

#endif  // PLOG_LEDGER_BASE_VERSIONS_H_
