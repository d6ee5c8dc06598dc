#ifndef PLOG_LEDGER_ANCHOR_KEY_H_
#define PLOG_LEDGER_ANCHOR_KEY_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace plog {

// Ed25519 keys with names, as C2SP signed-note has them. OpenSSL inside.

using Ed25519PublicKey = std::array<uint8_t, 32>;
inline constexpr size_t kEd25519SignatureSize = 64;

// The rule of RFC 8032 as OpenSSL implements it; false for any signature that
// is not 64 bytes.
bool VerifyEd25519(const Ed25519PublicKey& key, std::string_view message,
                   std::string_view signature);

// Whether the encoding is canonical (y < p) and no point of small order, under
// which one signature fits many messages. Every key is asked before it is
// trusted.
bool IsSoundPublicKey(const Ed25519PublicKey& key);

// Not empty, UTF-8, no white space of Unicode, no `+`, no control characters.
bool IsKeyName(std::string_view name);

// First 4 bytes, big-endian, of SHA-256(name ‖ 0x0A ‖ type ‖ public key).
uint32_t KeyId(std::string_view name, uint8_t type,
               const Ed25519PublicKey& key);

inline constexpr uint8_t kEd25519KeyType = 0x01;

// What an auditor needs to check a signer's notes, and the signer's identity.
struct VerifierKey {
  std::string name;
  uint32_t id = 0;
  Ed25519PublicKey key{};
};

// "name+hex8+base64(type ‖ public key)".
std::string VerifierKeyText(const VerifierKey& key);
// kUsage with a reason for anything else, for an id that does not belong to
// name and key, for a type other than Ed25519, and for an unsound key.
Result<VerifierKey> ParseVerifierKey(std::string_view text);
Result<VerifierKey> MakeVerifierKey(std::string_view name,
                                    const Ed25519PublicKey& key);

// A private key and its name. The file is an unencrypted PKCS#8 PEM, preceded
// by a line "plog-key: NAME" (explanatory text in the sense of RFC 7468 §5.2,
// which other tools skip).
class SigningKey {
 public:
  static Result<SigningKey> Generate(std::string_view name);
  // From a 32-byte seed (RFC 8032).
  static Result<SigningKey> FromSeed(std::string_view name,
                                     std::string_view seed);
  // `name` replaces the one in the file and is required if the file has none.
  // Refuses a file larger than 16 KiB, one that group or others may read, and
  // anything that is not a regular file.
  static Result<SigningKey> Read(const std::string& path,
                                 std::string_view name = {});
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  ~SigningKey();

  // PKCS#8 PEM, mode 0600. Never replaces a file, never follows a link.
  Status Write(const std::string& path) const;

  const VerifierKey& verifier() const { return verifier_; }
  Result<std::string> Sign(std::string_view message) const;  // 64 bytes

 private:
  struct Impl;
  SigningKey(std::unique_ptr<Impl> impl, VerifierKey verifier);

  std::unique_ptr<Impl> impl_;
  VerifierKey verifier_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_ANCHOR_KEY_H_
