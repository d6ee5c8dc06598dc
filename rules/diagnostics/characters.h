#ifndef PLOG_RULES_DIAGNOSTICS_CHARACTERS_H_
#define PLOG_RULES_DIAGNOSTICS_CHARACTERS_H_

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace plog {

// Characters of UTF-8 text are counted by their first bytes.
inline bool StartsCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

inline size_t CountCharacters(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), StartsCharacter));
}

// The bytes of the first character. REQUIRES: text is not empty.
inline size_t CharacterSize(std::string_view text) {
  size_t size = 1;
  while (size < text.size() && !StartsCharacter(text[size])) ++size;
  return size;
}

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace plog

#endif  // PLOG_RULES_DIAGNOSTICS_CHARACTERS_H_
