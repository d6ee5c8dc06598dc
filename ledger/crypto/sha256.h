#ifndef PLOG_LEDGER_CRYPTO_SHA256_H_
#define PLOG_LEDGER_CRYPTO_SHA256_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plog {

// A SHA-256 digest, 32 raw bytes.
using Digest = std::array<uint8_t, 32>;

inline constexpr Digest kZeroDigest{};

std::string ToHex(const Digest& digest);                    // lower case
std::optional<Digest> DigestFromHex(std::string_view hex);  // 64 [0-9a-f] only
std::string_view AsBytes(const Digest& digest);

// A running SHA-256 (OpenSSL). A value: a copy goes on from what the original
// was fed, so that messages with a common beginning hash it once. Not
// thread-safe. Failure inside OpenSSL aborts: there is no verdict without a
// hash.
//
// It calls SHA256_Update and its like, not EVP: an EVP digest costs 45 ns more
// a message, which is a third of hashing an event's id or a node of the tree,
// and a copy of its state costs an allocation.
class Sha256 {
 public:
  Sha256() { Reset(); }

  // Starts over; the following Update calls feed the new message.
  void Reset();
  void Update(std::string_view bytes);
  Digest Finish();       // then Reset is needed
  Digest SoFar() const;  // of what was fed until now; more may follow

  // One message in two pieces, the common case: content and prev_hash.
  Digest Of(std::string_view a, std::string_view b = {});

 private:
  // Storage of OpenSSL's SHA256_CTX, a plain structure.
  alignas(uint64_t) std::array<std::byte, 112> state_;
};

// One-shot, for places that are not hot.
Digest Sha256Of(std::string_view bytes);
Digest HmacSha256(std::string_view key, std::string_view bytes);

}  // namespace plog

#endif  // PLOG_LEDGER_CRYPTO_SHA256_H_
