#include "ledger/crypto/sha256.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cstdio>
#include <cstdlib>

#include "ledger/crypto/hex.h"

namespace plog {
namespace {

void Require(bool ok) {
  if (ok) return;
  std::fputs("plog: OpenSSL could not compute a digest\n", stderr);
  std::abort();
}

constexpr char kHexDigits[] = "0123456789abcdef";

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

// An explicit fetch and one reused context: implicit fetching costs about as
// much as hashing half a kilobyte.
struct Sha256::Impl {
  EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  Impl() { Require(algorithm != nullptr && context != nullptr); }
  ~Impl() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(algorithm);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
};

Sha256::Sha256() : impl_(std::make_unique<Impl>()) { Reset(); }
Sha256::~Sha256() = default;

void Sha256::Reset() {
  Require(EVP_DigestInit_ex2(impl_->context, impl_->algorithm, nullptr) == 1);
}

void Sha256::Update(std::string_view bytes) {
  Require(EVP_DigestUpdate(impl_->context, bytes.data(), bytes.size()) == 1);
}

Digest Sha256::Finish() {
  Digest digest;
  unsigned size = 0;
  Require(EVP_DigestFinal_ex(impl_->context, digest.data(), &size) == 1 &&
          size == digest.size());
  return digest;
}

Digest Sha256::SoFar() const {
  Sha256 copy;
  Require(EVP_MD_CTX_copy_ex(copy.impl_->context, impl_->context) == 1);
  return copy.Finish();
}

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
    hex[2 * i] = kHexDigits[digest[i] >> 4];
    hex[2 * i + 1] = kHexDigits[digest[i] & 15];
  }
  return hex;
}

std::string ToHex(const Digest& digest) {
  return std::string(AsText(HexDigitsOf(digest)));
}

std::optional<Digest> DigestFromHex(std::string_view hex) {
  Digest digest;
  if (hex.size() != digest.size() * 2) return std::nullopt;
  for (size_t i = 0; i < digest.size(); ++i) {
    const int high = HexValue(hex[2 * i]);
    const int low = HexValue(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    digest[i] = static_cast<uint8_t>(high * 16 + low);
  }
  return digest;
}

}  // namespace plog
