// OpenSSL 3 calls the functions of sha.h deprecated in favour of EVP; the
// header says why they are used.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "ledger/crypto/sha256.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include "ledger/crypto/hex.h"

namespace plog {
namespace {

void Require(bool ok) {
  if (ok) return;
  std::fputs("plog: OpenSSL could not compute a digest\n", stderr);
  std::abort();
}

// The two digits of every byte.
constexpr std::array<char, 512> kHexPairs = [] {
  constexpr char kDigits[] = "0123456789abcdef";
  std::array<char, 512> pairs{};
  for (size_t byte = 0; byte < 256; ++byte) {
    pairs[2 * byte] = kDigits[byte >> 4];
    pairs[2 * byte + 1] = kDigits[byte & 15];
  }
  return pairs;
}();

// The value of each lower-case hex digit, and a bit beyond four for the rest.
constexpr uint8_t kNoHexDigit = 0x80;
constexpr std::array<uint8_t, 256> kHexValues = [] {
  std::array<uint8_t, 256> values{};
  values.fill(kNoHexDigit);
  for (uint8_t i = 0; i < 10; ++i) values[size_t{'0'} + i] = i;
  for (uint8_t i = 0; i < 6; ++i) {
    values[size_t{'a'} + i] = static_cast<uint8_t>(10 + i);
  }
  return values;
}();

unsigned HexValue(char c) { return kHexValues[static_cast<uint8_t>(c)]; }

// The context that lives in the storage (an implicit-lifetime type).
template <size_t kSize>
SHA256_CTX* ContextIn(std::array<std::byte, kSize>* storage) {
  static_assert(sizeof(SHA256_CTX) == kSize);
  static_assert(alignof(SHA256_CTX) <= alignof(uint64_t));
  return std::launder(reinterpret_cast<SHA256_CTX*>(storage->data()));
}

}  // namespace

void Sha256::Reset() { Require(SHA256_Init(ContextIn(&state_)) == 1); }

void Sha256::Update(std::string_view bytes) {
  Require(SHA256_Update(ContextIn(&state_), bytes.data(), bytes.size()) == 1);
}

Digest Sha256::Finish() {
  Digest digest;
  Require(SHA256_Final(digest.data(), ContextIn(&state_)) == 1);
  return digest;
}

Digest Sha256::SoFar() const { return Sha256(*this).Finish(); }

Digest Sha256::Of(std::string_view a, std::string_view b) {
  Reset();
  Update(a);
  if (!b.empty()) Update(b);
  return Finish();
}

Digest Sha256Of(std::string_view bytes) { return Sha256().Of(bytes); }

Digest HmacSha256(std::string_view key, std::string_view bytes) {
  Digest digest;
  unsigned size = 0;
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  Require(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data,
               bytes.size(), digest.data(), &size) != nullptr);
  return digest;
}

std::string_view AsBytes(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

HexDigits HexDigitsOf(const Digest& digest) {
  HexDigits hex;
  for (size_t i = 0; i < digest.size(); ++i) {
    std::memcpy(&hex[2 * i], &kHexPairs[2 * size_t{digest[i]}], 2);
  }
  return hex;
}

std::string ToHex(const Digest& digest) {
  return std::string(AsText(HexDigitsOf(digest)));
}

std::optional<Digest> DigestFromHex(std::string_view hex) {
  Digest digest;
  if (hex.size() != digest.size() * 2) return std::nullopt;
  unsigned all = 0;
  for (size_t i = 0; i < digest.size(); ++i) {
    const unsigned high = HexValue(hex[2 * i]);
    const unsigned low = HexValue(hex[2 * i + 1]);
    all |= high | low;
    digest[i] = static_cast<uint8_t>(high << 4 | low);
  }
  if ((all & kNoHexDigit) != 0) return std::nullopt;
  return digest;
}

}  // namespace plog
