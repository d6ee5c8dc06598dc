#ifndef PLOG_CHECKER_ATTEST_DSSE_H_
#define PLOG_CHECKER_ATTEST_DSSE_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "ledger/anchor/key.h"
#include "ledger/base/result.h"

namespace plog {

// DSSE 1.0 envelopes (secure-systems-lab/dsse): a payload, its type and Ed25519
// signatures over both.

inline constexpr std::string_view kInTotoPayloadType =
    "application/vnd.in-toto+json";

// What is signed: "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body.
std::string PreAuthEncoding(std::string_view type, std::string_view body);

// {"payloadType":…,"payload":…,"signatures":[{"keyid":…,"sig":…}]} and a
// newline. The key id is the verifier key's name and id.
std::string SignEnvelope(std::string_view type, std::string_view body,
                         const SigningKey& key);

// A payload whose signature was checked. Only these bytes may be used: never
// parse the envelope again.
struct OpenedEnvelope {
  std::string payload;
  std::string key_name;  // of the first of the auditor's keys that signed
};

// Opens `envelope` if at least one of `keys` signed it and it is of `type`.
// Base64 may be standard or URL-safe, padded or not. The envelope's key ids
// are not trusted, not even to choose a key. kInput otherwise.
Result<OpenedEnvelope> OpenEnvelope(std::string_view envelope,
                                    std::string_view type,
                                    std::span<const VerifierKey> keys);

inline constexpr size_t kMaxEnvelopeBytes = size_t{16} << 20;
inline constexpr size_t kMaxEnvelopeSignatures = 100;

}  // namespace plog

#endif  // PLOG_CHECKER_ATTEST_DSSE_H_
