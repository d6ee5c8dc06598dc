#include "ledger/base/text.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <vector>

namespace plog {
namespace {

struct CharacterRange {
  uint32_t first;
  uint32_t last;
};

// What a terminal acts on, or a reader cannot see: C0, DEL and C1, soft
// hyphen, Arabic letter mark, zero-width and bidi controls, separators that
// break lines, the byte order mark, tags and variation selectors.
constexpr CharacterRange kInvisible[] = {
    {0x0000, 0x001f}, {0x007f, 0x009f}, {0x00ad, 0x00ad},  {0x061c, 0x061c},
    {0x180e, 0x180e}, {0x200b, 0x200f}, {0x2028, 0x202e},  {0x2060, 0x206f},
    {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe0fff}};

bool IsInvisible(uint32_t character) {
  return std::any_of(std::begin(kInvisible), std::end(kInvisible),
                     [character](const CharacterRange& range) {
                       return character >= range.first &&
                              character <= range.last;
                     });
}

// Decodes the character at the front of `text`; size 0 if it is not UTF-8.
struct Decoded {
  uint32_t character = 0;
  size_t size = 0;
};
Decoded Decode(std::string_view text) {
  const auto lead = static_cast<uint8_t>(text.front());
  if (lead < 0x80) return {lead, 1};
  const size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size ||
      !IsValidUtf8(text.substr(0, size))) {
    return {};
  }
  uint32_t character = lead & (0xffU >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    character = (character << 6) | (static_cast<uint8_t>(text[i]) & 0x3fU);
  }
  return {character, size};
}

void AppendEscaped(uint32_t character, std::string* out) {
  auto end = std::back_inserter(*out);
  if (character == '\n') {
    *out += "\\n";
  } else if (character == '\t') {
    *out += "\\t";
  } else if (character == '\r') {
    *out += "\\r";
  } else if (character < 0x100) {
    fmt::format_to(end, "\\x{:02x}", character);
  } else if (character < 0x10000) {
    fmt::format_to(end, "\\u{:04x}", character);
  } else {
    fmt::format_to(end, "\\U{:08x}", character);
  }
}

char LowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// Damerau-Levenshtein (adjacent transpositions), ASCII case ignored.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> before(b.size() + 1);
  std::vector<size_t> previous(b.size() + 1);
  std::vector<size_t> current(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  const auto same = [&](size_t i, size_t j) {
    return LowerAscii(a[i]) == LowerAscii(b[j]);
  };
  for (size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = same(i - 1, j - 1) ? 0 : 1;
      current[j] = std::min(
          {previous[j] + 1, current[j - 1] + 1, previous[j - 1] + change});
      if (i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1)) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return previous[b.size()];
}

// Long words are hostile input, not typing mistakes.
constexpr size_t kLongestTypo = 64;

}  // namespace

bool IsValidUtf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

std::string SanitizeForTerminal(std::string_view text, size_t max_bytes) {
  std::string out;
  while (!text.empty()) {
    if (out.size() >= max_bytes) {
      out += "…";
      break;
    }
    const Decoded next = Decode(text);
    if (next.size == 0) {
      AppendEscaped(static_cast<uint8_t>(text.front()), &out);
    } else if (IsInvisible(next.character)) {
      AppendEscaped(next.character, &out);
    } else {
      out += text.substr(0, next.size);
    }
    text.remove_prefix(std::max<size_t>(next.size, 1));
  }
  return out;
}

std::string_view NearestWord(std::string_view word,
                             std::span<const std::string_view> candidates) {
  if (word.empty() || word.size() > kLongestTypo) return {};
  size_t best = std::max<size_t>(1, word.size() / 3) + 1;
  std::string_view nearest;
  for (std::string_view candidate : candidates) {
    if (candidate.size() > kLongestTypo) continue;
    const size_t distance = EditDistance(word, candidate);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace plog
