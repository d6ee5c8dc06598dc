#include "ledger/json/canonical.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <vector>

#include "ledger/json/number_text.h"

namespace plog {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

void AppendUnitEscape(uint32_t unit, std::string* out) {
  *out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) {
    *out += kHexDigits[(unit >> shift) & 15U];
  }
}

// A non-ASCII character as one escape or a surrogate pair. `text` begins with
// it; returns its size in bytes.
size_t AppendEscapedCharacter(std::string_view text, std::string* out) {
  const auto lead = static_cast<unsigned char>(text.front());
  const size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  uint32_t character = lead & (0xffU >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    character = (character << 6) | (static_cast<unsigned char>(text[i]) & 63U);
  }
  if (character < 0x10000) {
    AppendUnitEscape(character, out);
  } else {
    AppendUnitEscape(0xd800 + ((character - 0x10000) >> 10), out);
    AppendUnitEscape(0xdc00 + ((character - 0x10000) & 0x3ffU), out);
  }
  return size;
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

// Escapes what stands at the front of `text`; returns the bytes consumed.
size_t AppendSpecial(std::string_view text, const HashProfile& profile,
                     std::string* out) {
  const char c = text.front();
  if (const char letter = ShortEscape(c, profile.short_bf)) {
    *out += '\\';
    *out += letter;
    return 1;
  }
  if (static_cast<unsigned char>(c) < 0x80) {
    AppendUnitEscape(static_cast<unsigned char>(c), out);
    return 1;
  }
  if (profile.escape == HashProfile::Escape::kAscii || IsLineSeparator(text)) {
    return AppendEscapedCharacter(text, out);
  }
  *out += c;  // 0xe2 of another character
  return 1;
}

// UTF-16 order differs from byte order only where a supplementary character
// (lead byte 0xf0-0xf4) meets U+E000-U+FFFF (lead byte 0xee or 0xef).
bool Utf16Less(std::string_view a, std::string_view b) {
  const size_t common = std::min(a.size(), b.size());
  for (size_t i = 0; i < common; ++i) {
    if (a[i] == b[i]) continue;
    const auto x = static_cast<unsigned char>(a[i]);
    const auto y = static_cast<unsigned char>(b[i]);
    if (x >= 0xee && y >= 0xee && (x >= 0xf0) != (y >= 0xf0)) return x >= 0xf0;
    return x < y;
  }
  return a.size() < b.size();
}

// Writes one value. Names of an object are sorted on a stack that nested
// objects share, so that a deep value needs one allocation.
class Canonicaliser {
 public:
  Canonicaliser(const HashProfile& profile, std::string* out)
      : profile_(profile), out_(out) {}

  void Write(JsonView value) {
    switch (value.type()) {
      case JsonType::kNull:
        *out_ += "null";
        break;
      case JsonType::kBool:
        *out_ += value.AsBool() ? "true" : "false";
        break;
      case JsonType::kInteger:
        WriteInteger(value);
        break;
      case JsonType::kDouble:
        WriteDouble(value.AsDouble());
        break;
      case JsonType::kString:
        AppendJsonString(value.AsString(), profile_, out_);
        break;
      case JsonType::kArray:
        WriteArray(value);
        break;
      case JsonType::kObject:
        WriteObject(value);
        break;
    }
  }

 private:
  void WriteInteger(JsonView value) {
    if (value.negative_zero() &&
        profile_.numbers == HashProfile::Numbers::kGo) {
      *out_ += "-0";
      return;
    }
    std::array<char, 24> text;
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), value.AsInteger())
            .ptr;
    out_->append(text.data(), end);
  }

  void WriteDouble(double value) {
    if (profile_.numbers == HashProfile::Numbers::kPython) {
      AppendPythonFloat(value, out_);
    } else if (profile_.numbers == HashProfile::Numbers::kGo) {
      AppendGoNumber(value, out_);
    } else {
      AppendEs6Number(value, out_);
    }
  }

  void Comma() { *out_ += profile_.python_spaces ? ", " : ","; }

  void WriteArray(JsonView array) {
    *out_ += '[';
    bool first = true;
    for (JsonView v = array.First(); v.valid(); v = array.After(v)) {
      if (!first) Comma();
      first = false;
      Write(v);
    }
    *out_ += ']';
  }

  void WriteObject(JsonView object) {
    const size_t base = names_.size();
    for (JsonView k = object.First(); k.valid(); k = object.After(k.Value())) {
      names_.push_back(k);
    }
    const size_t end = names_.size();
    Sort(base);
    *out_ += '{';
    for (size_t i = base; i < end; ++i) {
      if (i > base) Comma();
      const JsonView name = names_[i];
      AppendJsonString(name.AsString(), profile_, out_);
      *out_ += profile_.python_spaces ? ": " : ":";
      Write(name.Value());
    }
    *out_ += '}';
    names_.resize(base);
  }

  void Sort(size_t base) {
    const bool utf16 = profile_.keys == HashProfile::Keys::kUtf16;
    std::sort(names_.begin() + static_cast<std::ptrdiff_t>(base), names_.end(),
              [utf16](JsonView a, JsonView b) {
                return utf16 ? Utf16Less(a.AsString(), b.AsString())
                             : a.AsString() < b.AsString();
              });
  }

  const HashProfile& profile_;
  std::string* out_;
  std::vector<JsonView> names_;
};

}  // namespace

namespace {

// Whether one of eight bytes must be escaped under RFC 8785: below 0x20, a
// quote or a backslash. For each of the three, a subtraction borrows into the
// top bit of a byte exactly if some byte is concerned.
bool HoldsSpecial(uint64_t bytes) {
  constexpr uint64_t kOnes = 0x0101010101010101U;
  constexpr uint64_t kTops = kOnes * 0x80;
  const uint64_t control = (bytes - kOnes * 0x20) & ~bytes;
  const uint64_t quote = bytes ^ (kOnes * '"');
  const uint64_t slash = bytes ^ (kOnes * '\\');
  return ((control | ((quote - kOnes) & ~quote) | ((slash - kOnes) & ~slash)) &
          kTops) != 0;
}

// Moves `at` over text that needs no escape, eight bytes at a time: most
// bytes of a log are in long strings, and one by one they cost as much as
// hashing them.
size_t SkipPlain(std::string_view text, size_t at) {
  uint64_t bytes = 0;
  for (; at + sizeof(bytes) <= text.size(); at += sizeof(bytes)) {
    std::memcpy(&bytes, text.data() + at, sizeof(bytes));
    if (HoldsSpecial(bytes)) break;
  }
  return at;
}

// Most strings of an event are names and short values without escapes: one
// append instead of three. False, and nothing done, if `text` is no such one.
bool AppendShortPlain(std::string_view text, std::string* out) {
  constexpr size_t kShort = 48;
  if (text.size() > kShort) return false;
  // Padded with a character that needs no escape.
  std::array<char, kShort + 16> quoted;
  std::memset(quoted.data() + 1 + text.size() / 8 * 8, ' ', 8);
  text.copy(quoted.data() + 1, text.size());
  for (size_t at = 1; at <= text.size(); at += sizeof(uint64_t)) {
    uint64_t bytes = 0;
    std::memcpy(&bytes, quoted.data() + at, sizeof(bytes));
    if (HoldsSpecial(bytes)) return false;
  }
  quoted[0] = quoted[1 + text.size()] = '"';
  out->append(quoted.data(), text.size() + 2);
  return true;
}

}  // namespace

void AppendJsonString(std::string_view text, const HashProfile& profile,
                      std::string* out) {
  const bool jcs = profile.escape == HashProfile::Escape::kJcs;
  if (jcs && AppendShortPlain(text, out)) return;
  const auto& plain = kPlainBytes[static_cast<size_t>(profile.escape)];
  *out += '"';
  size_t start = 0;
  for (size_t at = 0;;) {
    if (jcs) at = SkipPlain(text, at);
    while (at < text.size() && plain[static_cast<unsigned char>(text[at])]) {
      ++at;
    }
    if (at == text.size()) break;
    out->append(text, start, at - start);
    at += AppendSpecial(text.substr(at), profile, out);
    start = at;
  }
  out->append(text, start, text.size() - start);
  *out += '"';
}

void AppendCanonical(JsonView value, const HashProfile& profile,
                     std::string* out) {
  Canonicaliser(profile, out).Write(value);
}

std::string CanonicalJson(JsonView value) {
  std::string out;
  AppendCanonical(value, NativeProfile(), &out);
  return out;
}

}  // namespace plog
