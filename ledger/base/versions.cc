#include "ledger/base/versions.h"

#include <openssl/crypto.h>
#include <sqlite3.h>

namespace plog {

std::string PlogVersion() { return PLOG_VERSION; }
std::string SqliteVersion() { return sqlite3_libversion(); }
std::string OpenSslVersion() { return OpenSSL_version(OPENSSL_VERSION_STRING); }

}  // namespace plog
