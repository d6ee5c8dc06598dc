// As in sha256.cc: the functions of sha.h need nothing of OpenSSL set up, and a
// hook that stores one event would spend most of its time on that.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "ledger/crypto/uuid.h"

#include <openssl/sha.h>
#include <unistd.h>

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
  std::fprintf(stderr, "plog: %s failed\n", what);
  std::abort();
}

void FillWithEntropy(char* bytes, size_t size) {
  constexpr size_t kMostAtOnce = 256;  // what getentropy(3) allows
  for (size_t done = 0; done < size; done += kMostAtOnce) {
    if (getentropy(bytes + done, std::min(kMostAtOnce, size - done)) != 0) {
      Die("the random generator of the system");
    }
  }
}

}  // namespace

std::string RandomBytes(size_t size) {
  std::string bytes(size, '\0');
  FillWithEntropy(bytes.data(), size);
  return bytes;
}

std::string RandomUuid() {
  std::array<uint8_t, 16> bytes{};
  FillWithEntropy(reinterpret_cast<char*>(bytes.data()), bytes.size());
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
  SHA_CTX context;
  std::array<uint8_t, SHA_DIGEST_LENGTH> digest{};
  if (SHA1_Init(&context) != 1 ||
      SHA1_Update(&context, message.data(), message.size()) != 1 ||
      SHA1_Final(digest.data(), &context) != 1) {
    Die("OpenSSL's SHA-1");
  }
  std::array<uint8_t, 16> bytes{};
  std::copy_n(digest.begin(), bytes.size(), bytes.begin());
  return Format(bytes, 5);
}

}  // namespace plog
