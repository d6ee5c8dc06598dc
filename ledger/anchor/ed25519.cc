#include "ledger/anchor/ed25519.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "ledger/anchor/freed.h"

namespace plog {

namespace {

using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

constexpr size_t kSignatureSize = 64;

// A key that cannot be made from bytes of the right length, or a signature
// that cannot be computed, is a failure of the machine, not of the input.
void Require(bool condition) {
  if (!condition) std::abort();
}

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// The y coordinates of the eight points of small order: 0 (order 4), 1 (the
// neutral element), p - 1 (order 2) and two of order 8. Little-endian.
constexpr std::array<Ed25519PublicKey, 5> kSmallOrder = {{
    {},
    {1},
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
     0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
     0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
     0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
     0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
}};

// y < p = 2^255 - 19, which ends (little-endian) in 30 bytes ff and 7f.
bool IsCanonical(const Ed25519PublicKey& y) {
  const bool high_bits_set =
      y[31] == 0x7f && std::all_of(y.begin() + 1, y.begin() + 31,
                                   [](uint8_t b) { return b == 0xff; });
  return !high_bits_set || y[0] < 0xed;
}

// A key file never makes plog wait for somebody to type.
int NoPassword(char*, int, int, void*) { return -1; }

}  // namespace

bool VerifyEd25519(const Ed25519PublicKey& key, std::string_view message,
                   std::string_view signature) {
  if (signature.size() != kSignatureSize) return false;
  const Key pkey(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr,
                                             key.data(), key.size()));
  const Context context(EVP_MD_CTX_new());
  Require(context != nullptr);
  if (!pkey || EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr,
                                    pkey.get()) != 1) {
    return false;
  }
  return EVP_DigestVerify(context.get(), Bytes(signature), signature.size(),
                          Bytes(message), message.size()) == 1;
}

bool IsSoundPublicKey(const Ed25519PublicKey& key) {
  Ed25519PublicKey y = key;
  y[31] &= 0x7f;  // the sign of x
  return IsCanonical(y) && std::find(kSmallOrder.begin(), kSmallOrder.end(),
                                     y) == kSmallOrder.end();
}

struct Ed25519Key::Impl {
  Key key;
};

Ed25519Key::Ed25519Key(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Ed25519Key::Ed25519Key(Ed25519Key&&) noexcept = default;
Ed25519Key& Ed25519Key::operator=(Ed25519Key&&) noexcept = default;
Ed25519Key::~Ed25519Key() = default;

Ed25519Key Ed25519Key::Generate() {
  auto impl = std::make_unique<Impl>();
  impl->key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  Require(impl->key != nullptr);
  return Ed25519Key(std::move(impl));
}

Ed25519Key Ed25519Key::FromSeed(std::string_view seed) {
  auto impl = std::make_unique<Impl>();
  impl->key.reset(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr,
                                               Bytes(seed), seed.size()));
  Require(impl->key != nullptr);
  return Ed25519Key(std::move(impl));
}

std::optional<Ed25519Key> Ed25519Key::FromPem(std::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Require(bio != nullptr);
  auto impl = std::make_unique<Impl>();
  impl->key.reset(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassword, nullptr));
  if (!impl->key || EVP_PKEY_get_id(impl->key.get()) != EVP_PKEY_ED25519) {
    return std::nullopt;
  }
  return Ed25519Key(std::move(impl));
}

std::string Ed25519Key::ToPem() const {
  const Bio bio(BIO_new(BIO_s_secmem()));
  Require(bio &&
          PEM_write_bio_PKCS8PrivateKey(bio.get(), impl_->key.get(), nullptr,
                                        nullptr, 0, nullptr, nullptr) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  Require(size > 0);
  return std::string(data, static_cast<size_t>(size));
}

Ed25519PublicKey Ed25519Key::public_key() const {
  Ed25519PublicKey key{};
  size_t size = key.size();
  Require(EVP_PKEY_get_raw_public_key(impl_->key.get(), key.data(), &size) ==
              1 &&
          size == key.size());
  return key;
}

std::string Ed25519Key::Sign(std::string_view message) const {
  const Context context(EVP_MD_CTX_new());
  std::array<unsigned char, kSignatureSize> signature;
  size_t size = signature.size();
  Require(context &&
          EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr,
                             impl_->key.get()) == 1 &&
          EVP_DigestSign(context.get(), signature.data(), &size, Bytes(message),
                         message.size()) == 1 &&
          size == signature.size());
  return std::string(signature.begin(), signature.end());
}

}  // namespace plog
