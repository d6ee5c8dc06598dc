#include "ledger/anchor/key.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "ledger/anchor/base64.h"
#include "ledger/anchor/key_file.h"
#include "ledger/base/text.h"
#include "ledger/crypto/sha256.h"

namespace plog {

namespace {

constexpr char kEd25519KeyType = 0x01;
constexpr std::string_view kNameLine = "plog-key: ";

// White space as Unicode defines it, apart from the ASCII control characters;
// UTF-8.
constexpr std::string_view kSpaces[] = {" ",
                                        "\xC2\x85",
                                        "\xC2\xA0",
                                        "\xE1\x9A\x80",
                                        "\xE2\x80\x80",
                                        "\xE2\x80\x81",
                                        "\xE2\x80\x82",
                                        "\xE2\x80\x83",
                                        "\xE2\x80\x84",
                                        "\xE2\x80\x85",
                                        "\xE2\x80\x86",
                                        "\xE2\x80\x87",
                                        "\xE2\x80\x88",
                                        "\xE2\x80\x89",
                                        "\xE2\x80\x8A",
                                        "\xE2\x80\xA8",
                                        "\xE2\x80\xA9",
                                        "\xE2\x80\xAF",
                                        "\xE2\x81\x9F",
                                        "\xE3\x80\x80"};

std::string Tagged(const Ed25519PublicKey& key) {
  std::string bytes(1, kEd25519KeyType);
  bytes.append(key.begin(), key.end());
  return bytes;
}

uint32_t KeyId(std::string_view name, const Ed25519PublicKey& key) {
  const Digest digest =
      Sha256Of(std::string(name).append("\n").append(Tagged(key)));
  return static_cast<uint32_t>(digest[0]) << 24 |
         static_cast<uint32_t>(digest[1]) << 16 |
         static_cast<uint32_t>(digest[2]) << 8 | digest[3];
}

tl::unexpected<Error> BadKey(std::string_view why) {
  return Fail(ErrorKind::kUsage, fmt::format("not a verifier key: {}", why),
              "a verifier key is the text NAME+HEX+BASE64 that "
              "`plog key generate` prints");
}

// The name in the line before the PEM, or empty.
std::string_view NameInFile(std::string_view text) {
  if (!text.starts_with(kNameLine)) return {};
  text.remove_prefix(kNameLine.size());
  return text.substr(0, text.find('\n'));
}

}  // namespace

bool IsKeyName(std::string_view name) {
  const bool plain =
      std::none_of(name.begin(), name.end(), [](unsigned char byte) {
        return byte < 0x20 || byte == 0x7f || byte == '+';
      });
  const bool spaceless = std::none_of(
      std::begin(kSpaces), std::end(kSpaces), [name](std::string_view space) {
        return name.find(space) != std::string_view::npos;
      });
  return !name.empty() && IsValidUtf8(name) && plain && spaceless;
}

Result<VerifierKey> MakeVerifierKey(std::string_view name,
                                    const Ed25519PublicKey& key) {
  if (!IsKeyName(name)) {
    return Fail(ErrorKind::kUsage,
                fmt::format("\"{}\" cannot be the name of a key", name),
                "use a URL without scheme, spaces and plus signs, for example "
                "audit.example/ledger");
  }
  if (!IsSoundPublicKey(key)) {
    return Fail(ErrorKind::kUsage,
                fmt::format("the public key of {} is of small order or not "
                            "canonical: it could vouch for anything",
                            name));
  }
  return VerifierKey{std::string(name), KeyId(name, key), key};
}

std::string VerifierKeyText(const VerifierKey& key) {
  return fmt::format("{}+{:08x}+{}", key.name, key.id,
                     ToBase64(Tagged(key.key)));
}

Result<VerifierKey> ParseVerifierKey(std::string_view text) {
  // Base64 may contain a plus sign, a name may not.
  const size_t first = text.find('+');
  if (first == std::string_view::npos) return BadKey("it has no plus sign");
  const size_t second = text.find('+', first + 1);
  if (second != first + 9) return BadKey("the key id is not 8 hex digits");
  const auto bytes = FromBase64(text.substr(second + 1));
  Ed25519PublicKey key;
  if (!bytes || bytes->size() != 1 + key.size()) {
    return BadKey("its last part is not base64 of 33 bytes");
  }
  if (bytes->front() != kEd25519KeyType) {
    return BadKey("its signature type is not Ed25519");
  }
  std::copy(bytes->begin() + 1, bytes->end(), key.begin());
  auto verifier = MakeVerifierKey(text.substr(0, first), key);
  if (verifier && VerifierKeyText(*verifier) != text) {
    return BadKey("its key id is not that of its name and key");
  }
  return verifier;
}

Result<SigningKey> SigningKey::Make(std::string_view name, Ed25519Key key) {
  auto verifier = MakeVerifierKey(name, key.public_key());
  if (!verifier) return tl::make_unexpected(verifier.error());
  return SigningKey(std::move(key), *std::move(verifier));
}

Result<SigningKey> SigningKey::Generate(std::string_view name) {
  return Make(name, Ed25519Key::Generate());
}

Result<SigningKey> SigningKey::FromSeed(std::string_view name,
                                        std::string_view seed) {
  if (seed.size() != 32) {
    return Fail(ErrorKind::kUsage, "an Ed25519 seed has 32 bytes");
  }
  return Make(name, Ed25519Key::FromSeed(seed));
}

Result<SigningKey> SigningKey::Read(const std::string& path,
                                    std::string_view name) {
  const auto text = ReadKeyFile(path);
  if (!text) return tl::make_unexpected(text.error());
  auto key = Ed25519Key::FromPem(text->view());
  if (!key) {
    return Fail(ErrorKind::kUsage,
                fmt::format("{} holds no Ed25519 private key", path),
                "expected an unencrypted PKCS#8 PEM, as `plog key generate` "
                "writes it");
  }
  if (name.empty()) name = NameInFile(text->view());
  if (name.empty()) {
    return Fail(ErrorKind::kUsage,
                fmt::format("the key in {} has no name", path),
                fmt::format("put a line \"{}NAME\" in front of it", kNameLine));
  }
  return Make(name, *std::move(key));
}

Status SigningKey::Write(const std::string& path) const {
  return WriteKeyFile(
      path, fmt::format("{}{}\n{}", kNameLine, verifier_.name, key_.ToPem()));
}

}  // namespace plog
