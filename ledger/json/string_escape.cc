#include "ledger/json/string_escape.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "ledger/json/byte_block.h"

namespace plog {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

char* WriteUnit(uint32_t unit, char* at) {
  *at++ = '\\';
  *at++ = 'u';
  for (int shift = 12; shift >= 0; shift -= 4) {
    *at++ = kHexDigits[(unit >> shift) & 15U];
  }
  return at;
}

// A non-ASCII character as one escape or a surrogate pair. Removes it from the
// front of `text`.
char* WriteCharacter(std::string_view* rest, char* at) {
  const std::string_view text = *rest;
  const auto lead = static_cast<unsigned char>(text.front());
  const size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  uint32_t character = lead & (0xffU >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    character = (character << 6) | (static_cast<unsigned char>(text[i]) & 63U);
  }
  rest->remove_prefix(size);
  if (character < 0x10000) return WriteUnit(character, at);
  at = WriteUnit(0xd800 + ((character - 0x10000) >> 10), at);
  return WriteUnit(0xdc00 + ((character - 0x10000) & 0x3ffU), at);
}

bool IsLineSeparator(std::string_view text) {  // U+2028 or U+2029
  return text.size() >= 3 && text[0] == '\xe2' && text[1] == '\x80' &&
         (text[2] == '\xa8' || text[2] == '\xa9');
}

// Whether a byte can be copied as it is under `escape`. 0xe2 leads U+2028/9.
constexpr std::array<bool, 256> PlainBytes(HashProfile::Escape escape) {
  std::array<bool, 256> plain{};
  const bool ascii = escape == HashProfile::Escape::kAscii;
  for (size_t byte = 0x20; byte < 256; ++byte)
    plain[byte] = byte < 0x7f || !ascii;
  plain['"'] = plain['\\'] = false;
  if (escape == HashProfile::Escape::kGoHtml) {
    plain['<'] = plain['>'] = plain['&'] = false;
  }
  if (escape == HashProfile::Escape::kGoHtml ||
      escape == HashProfile::Escape::kGoPlain) {
    plain[0xe2] = false;
  }
  return plain;
}

constexpr std::array<std::array<bool, 256>, 4> kPlainBytes = {
    PlainBytes(HashProfile::Escape::kJcs),
    PlainBytes(HashProfile::Escape::kGoHtml),
    PlainBytes(HashProfile::Escape::kGoPlain),
    PlainBytes(HashProfile::Escape::kAscii)};

// The letter of a short escape, or 0.
char ShortEscape(char c, bool short_bf) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    case '\b':
      return short_bf ? 'b' : '\0';
    case '\f':
      return short_bf ? 'f' : '\0';
    default:
      return '\0';
  }
}

// Escapes an ASCII character.
char* WriteEscape(char c, const HashProfile& profile, char* at) {
  const char letter = ShortEscape(c, profile.short_bf);
  if (letter == 0) return WriteUnit(static_cast<unsigned char>(c), at);
  *at++ = '\\';
  *at++ = letter;
  return at;
}

// Escapes what stands at the front of `text`, and removes it.
char* WriteSpecial(std::string_view* text, const HashProfile& profile,
                   char* at) {
  const char c = text->front();
  const bool ascii = static_cast<unsigned char>(c) < 0x80;
  if (!ascii && (profile.escape == HashProfile::Escape::kAscii ||
                 IsLineSeparator(*text))) {
    return WriteCharacter(text, at);
  }
  text->remove_prefix(1);
  if (ascii) return WriteEscape(c, profile, at);
  *at++ = c;  // 0xe2 of another character
  return at;
}

constexpr size_t kWord = sizeof(uint64_t);

// The bytes that must be escaped under RFC 8785.
BlockMarks MarkSpecial(const ByteBlock& bytes) {
  return MarksOf((bytes < 0x20) | (bytes == '"') | (bytes == '\\'));
}

// The top bits of the first `size` bytes of a word.
constexpr std::array<uint64_t, kWord + 1> kFirstBytes = [] {
  std::array<uint64_t, kWord + 1> masks{};
  for (size_t size = 1; size <= kWord; ++size) {
    masks[size] = masks[size - 1] | uint64_t{0x80} << (8 * (size - 1));
  }
  return masks;
}();

// RFC 8785. Most bytes of a log are in strings, and most strings are names and
// short values: sixteen bytes at a time, and no branch that depends on how many
// of them are text, since a wrong guess costs as much as copying a line.
char* EscapeJcs(std::string_view text, const HashProfile& profile, char* at) {
  static_assert(kEscapePadding >= kByteBlockSize);
  const char* from = text.data();
  const char* const end = from + text.size();
  while (from != end) {
    const size_t size =
        std::min(static_cast<size_t>(end - from), kByteBlockSize);
    const size_t in_first = std::min(size, kWord);
    const ByteBlock bytes = LoadBlock(from);
    StoreBlock(bytes, at);
    BlockMarks marks = MarkSpecial(bytes);
    marks[0] &= kFirstBytes[in_first];
    marks[1] &= kFirstBytes[size - in_first];
    if (!AnyMark(marks)) {
      at += size;
      from += size;
      continue;
    }
    const size_t plain = FirstMark(marks);
    at = WriteEscape(from[plain], profile, at + plain);
    from += plain + 1;
  }
  return at;
}

}  // namespace

char* EscapeInto(std::string_view text, const HashProfile& profile, char* at) {
  if (profile.escape == HashProfile::Escape::kJcs) {
    return EscapeJcs(text, profile, at);
  }
  const auto& plain = kPlainBytes[static_cast<size_t>(profile.escape)];
  while (!text.empty()) {
    if (plain[static_cast<unsigned char>(text.front())]) {
      *at++ = text.front();
      text.remove_prefix(1);
    } else {
      at = WriteSpecial(&text, profile, at);
    }
  }
  return at;
}

}  // namespace plog
