#ifndef PLOG_LEDGER_ANCHOR_KEY_H_
#define PLOG_LEDGER_ANCHOR_KEY_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/anchor/ed25519.h"
#include "ledger/base/result.h"

namespace plog {

// Ed25519 keys with names, as C2SP signed-note has them.

// Not empty, UTF-8, no white space of Unicode, no `+`, no control characters.
bool IsKeyName(std::string_view name);

// What an auditor needs to check a signer's notes, and the signer's identity.
struct VerifierKey {
  std::string name;
  // First 4 bytes, big-endian, of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key).
  uint32_t id = 0;
  Ed25519PublicKey key{};
};

// kUsage if `name` is not a key name or `key` is not sound.
Result<VerifierKey> MakeVerifierKey(std::string_view name,
                                    const Ed25519PublicKey& key);
// "name+hex8+base64(0x01 ‖ public key)".
std::string VerifierKeyText(const VerifierKey& key);
// kUsage with a reason for anything else, for an id that does not belong to
// name and key, for a type other than Ed25519, and for an unsound key.
Result<VerifierKey> ParseVerifierKey(std::string_view text);

// A private key and its name. The file is an unencrypted PKCS#8 PEM, preceded
// by a line "plog-key: NAME" (explanatory text in the sense of RFC 7468 §5.2,
// which other tools skip).
class SigningKey {
 public:
  static Result<SigningKey> Generate(std::string_view name);
  // From a 32-byte seed (RFC 8032); kUsage for another size.
  static Result<SigningKey> FromSeed(std::string_view name,
                                     std::string_view seed);
  // `name` replaces the one in the file and is required if the file has none.
  // kUsage for a file larger than 16 KiB, one that group or others may read,
  // anything that is not a regular file, and other content; kIo if it cannot
  // be read.
  static Result<SigningKey> Read(const std::string& path,
                                 std::string_view name = {});

  // Mode 0600. Never replaces a file, never follows a link; what it could not
  // write whole is gone again.
  Status Write(const std::string& path) const;

  const VerifierKey& verifier() const { return verifier_; }
  std::string Sign(std::string_view message) const {  // 64 bytes
    return key_.Sign(message);
  }

 private:
  SigningKey(Ed25519Key key, VerifierKey verifier)
      : key_(std::move(key)), verifier_(std::move(verifier)) {}
  static Result<SigningKey> Make(std::string_view name, Ed25519Key key);

  Ed25519Key key_;
  VerifierKey verifier_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_ANCHOR_KEY_H_
