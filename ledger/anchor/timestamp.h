#ifndef PLOG_LEDGER_ANCHOR_TIMESTAMP_H_
#define PLOG_LEDGER_ANCHOR_TIMESTAMP_H_

#include <string>
#include <string_view>

#include "ledger/base/instant.h"
#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"

namespace plog {

// Trusted time-stamps (RFC 3161) over the SHA-256 of a checkpoint note: a
// third party's word that the note existed at a time. Requests and responses
// are DER; nothing here uses a network.
//
//   note ──► request ──► authority ──► response ──► verified with the CA that
//                                                   the auditor brings along

struct Timestamp {
  Instant time;           // of the authority's clock, whole seconds
  std::string serial;     // of the token, hexadecimal
  std::string authority;  // subject of the signer; empty unless verified
};

// `nonce`: 1 to 20 random bytes, so that an old response cannot be replayed.
std::string TimestampRequest(const Digest& digest, std::string_view nonce);

// What a response says. It must be granted and be about `digest`; who signed
// it is not looked at. kInput with a reason otherwise.
Result<Timestamp> ReadTimestamp(std::string_view response,
                                const Digest& digest);

// Whether the response is the answer to that request: same digest, same nonce.
Status MatchTimestamp(std::string_view response, std::string_view request);

// The same as ReadTimestamp, with signature and certificates checked against
// the certificates in `ca_pem`, the only trust anchors. Certificates have to
// be valid at the time of the stamp, not now: evidence is read for years.
Result<Timestamp> VerifyTimestamp(std::string_view response,
                                  const Digest& digest,
                                  std::string_view ca_pem);

}  // namespace plog

#endif  // PLOG_LEDGER_ANCHOR_TIMESTAMP_H_
