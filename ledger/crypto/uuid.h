#ifndef PLOG_LEDGER_CRYPTO_UUID_H_
#define PLOG_LEDGER_CRYPTO_UUID_H_

#include <string>
#include <string_view>

namespace plog {

// `size` bytes of OpenSSL's CSPRNG. Aborts if the generator fails.
std::string RandomBytes(size_t size);

// RFC 9562, lower case with hyphens.
std::string RandomUuid();  // version 4
// Version 5 (SHA-1) of `name` in the fixed name space of plog.
std::string NameUuid(std::string_view name);

}  // namespace plog

#endif  // PLOG_LEDGER_CRYPTO_UUID_H_
