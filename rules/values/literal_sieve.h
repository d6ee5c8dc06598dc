#ifndef PLOG_RULES_VALUES_LITERAL_SIEVE_H_
#define PLOG_RULES_VALUES_LITERAL_SIEVE_H_

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace plog {

// Tells texts in which some of many literals may be from those in which none
// is, reading few of their bytes: in front of expressions that match nowhere
// else. Immutable and thread-safe.
class LiteralSieve {
 public:
  // Of a literal. What is shorter is in too many texts.
  static constexpr size_t kMinBytes = 3;

  // REQUIRES: at least one; each of kMinBytes at least, of ASCII without
  // capital letters.
  explicit LiteralSieve(const std::vector<std::string>& literals);

  // False only if no literal is in the text in any case of its letters, where
  // U+017F and U+212A are an s and a k, as they are to RE2.
  bool MayHoldAny(std::string_view text) const;

 private:
  static constexpr unsigned kHashBits = 16;
  // A literal that has some three bytes, and where in it.
  struct Place {
    std::string literal;
    size_t offset;
  };

  static uint32_t ThreeBytes(const char* bytes);
  static size_t Hash(uint32_t three) {
    return (three * uint32_t{0x9E3779B1}) >> (32 - kHashBits);
  }
  bool HoldsAround(std::string_view text, size_t at, uint32_t three) const;

  size_t step_;
  std::bitset<size_t{1} << kHashBits> seen_;  // by Hash of what places_ has
  std::unordered_map<uint32_t, std::vector<Place>> places_;
};

}  // namespace plog

#endif  // PLOG_RULES_VALUES_LITERAL_SIEVE_H_
