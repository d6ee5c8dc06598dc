#include "ledger/anchor/base64.h"

#include <cstdint>

namespace plog {

namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char Digit(uint32_t bits) { return kAlphabet[bits & 63]; }

}  // namespace

std::string ToBase64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view group = bytes.substr(i, 3);
    uint32_t bits = 0;
    for (size_t k = 0; k < 3; ++k) {
      bits = bits << 8 |
             (k < group.size() ? static_cast<unsigned char>(group[k]) : 0U);
    }
    out.push_back(Digit(bits >> 18));
    out.push_back(Digit(bits >> 12));
    out.push_back(group.size() > 1 ? Digit(bits >> 6) : '=');
    out.push_back(group.size() > 2 ? Digit(bits) : '=');
  }
  return out;
}

std::optional<std::string> FromBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  size_t padding = 0;
  if (text.ends_with("==")) {
    padding = 2;
  } else if (text.ends_with('=')) {
    padding = 1;
  }
  std::string out;
  out.reserve(text.size() / 4 * 3);
  uint32_t bits = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    uint32_t digit = 0;
    if (i < text.size() - padding) {
      const size_t found = kAlphabet.find(text[i]);
      if (found == std::string_view::npos) return std::nullopt;
      digit = static_cast<uint32_t>(found);
    }
    bits = bits << 6 | digit;
    if (i % 4 != 3) continue;
    out.push_back(static_cast<char>(bits >> 16 & 0xff));
    out.push_back(static_cast<char>(bits >> 8 & 0xff));
    out.push_back(static_cast<char>(bits & 0xff));
    bits = 0;
  }
  out.resize(out.size() - padding);
  // Bits that the padding cuts off must be zero; printing again shows them.
  if (padding != 0 && ToBase64(out) != text) return std::nullopt;
  return out;
}

}  // namespace plog
