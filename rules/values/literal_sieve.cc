// Three bytes are looked at, and then those a step further. The step is such
// that wherever a literal is, three of its first bytes are looked at: two less
// than the bytes of the shortest. If they are three of some literal, that one
// is compared.
//
//   literals "secret-", "password"; step 5
//   text     t h e   s e c r e t - 7   i s
//            └─┴─┘     └─┴─┘     └─┴─┘
//                      "ecr" is at 1 in "secret-"

#include "rules/values/literal_sieve.h"

#include <algorithm>
#include <cstring>

namespace plog {
namespace {

// The only characters beyond ASCII that are equal to one within, but for case.
constexpr std::string_view kLongS = "\xc5\xbf";       // U+017F
constexpr std::string_view kKelvin = "\xe2\x84\xaa";  // U+212A

char Lower(char c) {
  return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// `literal` is in lower case.
bool BeginsWith(std::string_view text, std::string_view literal) {
  return text.size() >= literal.size() &&
         std::equal(literal.begin(), literal.end(), text.begin(),
                    [](char l, char t) { return l == Lower(t); });
}

}  // namespace

// Letters are in lower case; other characters may be taken for each other.
uint32_t LiteralSieve::ThreeBytes(const char* bytes) {
  uint16_t two = 0;
  std::memcpy(&two, bytes, sizeof(two));
  const uint32_t third = static_cast<uint8_t>(bytes[2]);
  return (two | third << 16) | uint32_t{0x202020};
}

LiteralSieve::LiteralSieve(const std::vector<std::string>& literals) {
  size_t shortest = literals.front().size();
  for (const std::string& literal : literals) {
    shortest = std::min(shortest, literal.size());
  }
  step_ = shortest - kMinBytes + 1;
  for (const std::string& literal : literals) {
    for (size_t offset = 0; offset < step_; ++offset) {
      const uint32_t three = ThreeBytes(&literal[offset]);
      seen_.set(Hash(three));
      places_[three].push_back({literal, offset});
    }
  }
}

bool LiteralSieve::MayHoldAny(std::string_view text) const {
  for (size_t at = 0; at + kMinBytes <= text.size(); at += step_) {
    const uint32_t three = ThreeBytes(&text[at]);
    if (seen_[Hash(three)] && HoldsAround(text, at, three)) return true;
  }
  return text.find(kLongS) != text.npos || text.find(kKelvin) != text.npos;
}

bool LiteralSieve::HoldsAround(std::string_view text, size_t at,
                               uint32_t three) const {
  const auto places = places_.find(three);
  if (places == places_.end()) return false;
  return std::any_of(places->second.begin(), places->second.end(),
                     [text, at](const Place& place) {
                       return at >= place.offset &&
                              BeginsWith(text.substr(at - place.offset),
                                         place.literal);
                     });
}

}  // namespace plog
