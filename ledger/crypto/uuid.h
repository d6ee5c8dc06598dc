#ifndef PLOG_LEDGER_CRYPTO_UUID_H_
#define PLOG_LEDGER_CRYPTO_UUID_H_

#include <string>
#include <string_view>

namespace plog {

// `size` bytes of the system's CSPRNG, getentropy(3). Aborts if it fails.
std::string RandomBytes(size_t size);

// RFC 9562, lower case with hyphens.
std::string RandomUuid();  // version 4

// The same by the thousand: asking the generator for each alone costs more than
// parsing an event. One per thread; a copy would repeat the ids.
class RandomUuids {
 public:
  RandomUuids() = default;
  RandomUuids(const RandomUuids&) = delete;
  RandomUuids& operator=(const RandomUuids&) = delete;

  std::string Next();

 private:
  std::string bytes_;  // those before `used_` have been given out
  size_t used_ = 0;
};

// Version 5 (SHA-1) of `name` in the fixed name space of plog.
std::string NameUuid(std::string_view name);

}  // namespace plog

#endif  // PLOG_LEDGER_CRYPTO_UUID_H_
