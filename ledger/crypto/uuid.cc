#include "ledger/crypto/uuid.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace plog {
namespace {

// The name space of plog's version 5 UUIDs: sixteen bytes chosen once and for
// all; changing them would change every deterministic id.
constexpr std::array<uint8_t, 16> kNameSpace = {
    0x5c, 0x1e, 0x2f, 0x0b, 0x9d, 0x64, 0x5a, 0x37,
    0x8b, 0x21, 0x4e, 0x70, 0x4c, 0x6f, 0x67, 0x01};

std::string Format(std::array<uint8_t, 16> bytes, int version) {
  bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0f) | (version << 4));
  bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3f) | 0x80);
  std::string text;
  text.reserve(36);
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += "0123456789abcdef"[bytes[i] >> 4];
    text += "0123456789abcdef"[bytes[i] & 15];
  }
  return text;
}

[[noreturn]] void Die(const char* what) {
  std::fprintf(stderr, "plog: OpenSSL %s failed\n", what);
  std::abort();
}

}  // namespace

std::string RandomBytes(size_t size) {
  std::string bytes(size, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()),
                 static_cast<int>(size)) != 1) {
    Die("random generator");
  }
  return bytes;
}

std::string RandomUuid() {
  std::array<uint8_t, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    Die("random generator");
  }
  return Format(bytes, 4);
}

std::string RandomUuids::Next() {
  constexpr size_t kBytesAtOnce = 4096;
  if (used_ == bytes_.size()) {
    bytes_ = RandomBytes(kBytesAtOnce);
    used_ = 0;
  }
  std::array<uint8_t, 16> bytes{};
  bytes_.copy(reinterpret_cast<char*>(bytes.data()), bytes.size(), used_);
  used_ += bytes.size();
  return Format(bytes, 4);
}

std::string NameUuid(std::string_view name) {
  std::string message(kNameSpace.begin(), kNameSpace.end());
  message += name;
  std::array<uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(message.data(), message.size(), digest.data(), &size,
                 EVP_sha1(), nullptr) != 1) {
    Die("SHA-1");
  }
  std::array<uint8_t, 16> bytes{};
  std::copy_n(digest.begin(), bytes.size(), bytes.begin());
  return Format(bytes, 5);
}

}  // namespace plog
