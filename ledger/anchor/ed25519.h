#ifndef PLOG_LEDGER_ANCHOR_ED25519_H_
#define PLOG_LEDGER_ANCHOR_ED25519_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace plog {

// Ed25519 (RFC 8032). OpenSSL inside, one-shot: it has no streaming form.

using Ed25519PublicKey = std::array<uint8_t, 32>;

// True if `signature` is 64 bytes and is that of `message`.
bool VerifyEd25519(const Ed25519PublicKey& key, std::string_view message,
                   std::string_view signature);

// False for an encoding that is not canonical (y >= p) and for a point of
// small order, under which one signature fits many messages. OpenSSL accepts
// both, so every key is asked before it is trusted.
bool IsSoundPublicKey(const Ed25519PublicKey& key);

// A private key. Failure inside OpenSSL aborts where there is no input to
// blame.
class Ed25519Key {
 public:
  static Ed25519Key Generate();
  // REQUIRES: seed.size() == 32.
  static Ed25519Key FromSeed(std::string_view seed);
  // From PKCS#8 PEM, with or without text around it; nullopt if `pem` holds no
  // unencrypted Ed25519 private key. Never prompts.
  static std::optional<Ed25519Key> FromPem(std::string_view pem);
  Ed25519Key(Ed25519Key&&) noexcept;
  Ed25519Key& operator=(Ed25519Key&&) noexcept;
  ~Ed25519Key();

  std::string ToPem() const;  // unencrypted PKCS#8
  Ed25519PublicKey public_key() const;
  std::string Sign(std::string_view message) const;  // 64 bytes

 private:
  struct Impl;
  explicit Ed25519Key(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_ANCHOR_ED25519_H_
