#ifndef PLOG_LEDGER_CRYPTO_HEX_H_
#define PLOG_LEDGER_CRYPTO_HEX_H_

#include <array>
#include <string>
#include <string_view>

#include "ledger/crypto/sha256.h"

namespace plog {

// The digits of ToHex without an allocation, for the loops over events: three
// digests an event are written so.
using HexDigits = std::array<char, 64>;
HexDigits HexDigitsOf(const Digest& digest);

inline std::string_view AsText(const HexDigits& hex) {
  return {hex.data(), hex.size()};
}

// The digits as a JSON string.
inline void AppendQuotedHex(const Digest& digest, std::string* out) {
  *out += '"';
  *out += AsText(HexDigitsOf(digest));
  *out += '"';
}

}  // namespace plog

#endif  // PLOG_LEDGER_CRYPTO_HEX_H_
