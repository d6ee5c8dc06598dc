// The canonicaliser's strings against an escaper that looks at one character
// after the other. Every buffer has exactly the size that the headers ask for:
// one byte too many read or written ends the test under AddressSanitizer.

#include "ledger/json/string_escape.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "ledger/json/canonical.h"
#include "ledger/json/canonical_writer.h"

namespace plog {
namespace {

using Escape = HashProfile::Escape;

// Bytes on the heap with no spare one behind them, unlike those of a string.
class ExactBytes {
 public:
  ExactBytes(std::string_view text, std::string_view behind)
      : size_(text.size()),
        bytes_(std::make_unique<char[]>(text.size() + behind.size())) {
    text.copy(bytes_.get(), size_);
    behind.copy(bytes_.get() + size_, behind.size());
  }
  std::string_view text() const { return {bytes_.get(), size_}; }

 private:
  size_t size_;
  std::unique_ptr<char[]> bytes_;
};

std::string Unit(uint32_t unit) { return fmt::format("\\u{:04x}", unit); }

std::string NaiveAscii(char c, const HashProfile& profile) {
  const bool html = profile.escape == Escape::kGoHtml;
  if (c == '"' || c == '\\') return std::string("\\") + c;
  if (c == '\n') return "\\n";
  if (c == '\r') return "\\r";
  if (c == '\t') return "\\t";
  if (c == '\b' && profile.short_bf) return "\\b";
  if (c == '\f' && profile.short_bf) return "\\f";
  const bool unit = c < 0x20 ||
                    (c == 0x7f && profile.escape == Escape::kAscii) ||
                    (html && (c == '<' || c == '>' || c == '&'));
  return unit ? Unit(static_cast<unsigned char>(c)) : std::string(1, c);
}

std::string NaiveCharacter(char32_t c, std::string_view bytes,
                           const HashProfile& profile) {
  if (c < 0x80) return NaiveAscii(static_cast<char>(c), profile);
  const bool separator = c == 0x2028 || c == 0x2029;
  const bool unit = profile.escape == Escape::kAscii ||
                    (profile.escape != Escape::kJcs && separator);
  if (!unit) return std::string(bytes);
  if (c < 0x10000) return Unit(c);
  return Unit(0xd800 + ((c - 0x10000) >> 10)) +
         Unit(0xdc00 + ((c - 0x10000) & 0x3ff));
}

std::string Utf8(char32_t c) {
  const auto byte = [](char32_t bits) { return static_cast<char>(bits); };
  const auto next = [&](int shift) { return byte(0x80 | ((c >> shift) & 63)); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xc0 | (c >> 6)), next(0)};
  if (c < 0x10000) return {byte(0xe0 | (c >> 12)), next(6), next(0)};
  return {byte(0xf0 | (c >> 18)), next(12), next(6), next(0)};
}

// A text and what the naive escaper makes of it.
struct Sample {
  std::string text;
  std::string escaped;

  void Add(char32_t c, const HashProfile& profile) {
    const std::string bytes = Utf8(c);
    text += bytes;
    escaped += NaiveCharacter(c, bytes, profile);
  }
};

// One alphabet per way in which a character is treated, and the borders.
constexpr std::array<std::u32string_view, 6> kAlphabets = {
    U"abcdefgh xyz0189!#[]~",
    U"\"\\\b\f\n\r\t\x01\x1f /",
    U"<>&\x7f'=",
    U"\u0080\u00e9\u07ff",
    U"\u0800\u2027\u2028\u2029\u202a\u2603\ud7ff\ue000\uffff",
    U"\U00010000\U0001f602\U0010ffff"};

// Of exactly `size` bytes. `plainness` of ten characters are plain ASCII.
Sample RandomSample(size_t size, unsigned plainness, std::mt19937* random,
                    const HashProfile& profile) {
  Sample sample;
  while (sample.text.size() < size) {
    const bool plain = (*random)() % 10 < plainness;
    const auto& alphabet =
        kAlphabets[plain ? 0 : (*random)() % kAlphabets.size()];
    const char32_t c = alphabet[(*random)() % alphabet.size()];
    const bool fits = sample.text.size() + Utf8(c).size() <= size;
    sample.Add(fits ? c : U'.', profile);
  }
  return sample;
}

// What stands behind a text must not matter: the worst there is.
constexpr std::string_view kBehind =
    "\"\\\x01\n\"\"\\\\\x80\xbf\xe2\x80\xa8<&\"";
static_assert(kBehind.size() == kEscapePadding);

std::string Escaped(std::string_view text, const HashProfile& profile) {
  const size_t room = EscapedRoom(text.size());
  const auto out = std::make_unique<char[]>(room);
  return {out.get(), EscapeInto(text, profile, out.get())};
}

void ExpectAgreement(const Sample& sample, const HashProfile& profile) {
  const ExactBytes padded(sample.text, kBehind);
  const ExactBytes bare(sample.text, "");
  const std::string literal = '"' + sample.escaped + '"';
  ASSERT_EQ(Escaped(padded.text(), profile), sample.escaped) << profile.name;
  CanonicalWriter writer;
  writer.PaddedString(padded.text(), profile);
  writer.String(bare.text(), profile);
  ASSERT_EQ(writer.text(), literal + literal) << profile.name;
  std::string appended;
  AppendJsonString(bare.text(), profile, &appended);
  ASSERT_EQ(appended, literal) << profile.name;
}

TEST(StringEscape, AgreesWithANaiveEscaperAtEveryLength) {
  std::mt19937 random(1);
  std::set<Escape> seen;
  for (const HashProfile& profile : HashProfiles()) {
    seen.insert(profile.escape);
    for (size_t size = 0; size <= 70; ++size) {
      for (const unsigned plainness : {0U, 5U, 9U, 10U}) {
        ExpectAgreement(RandomSample(size, plainness, &random, profile),
                        profile);
      }
    }
  }
  EXPECT_EQ(seen.size(), 4U);
}

// Longer strings are escaped in pieces of 4096 bytes.
TEST(StringEscape, AgreesWithANaiveEscaperWhereTextIsCutIntoPieces) {
  std::mt19937 random(2);
  for (const HashProfile& profile : HashProfiles()) {
    for (size_t size = 4096 - 18; size <= 4096 + 18; ++size) {
      for (const unsigned plainness : {0U, 9U}) {
        ExpectAgreement(RandomSample(size, plainness, &random, profile),
                        profile);
      }
    }
    ExpectAgreement(RandomSample(size_t{3} * 4096, 5, &random, profile),
                    profile);
  }
}

// Every character at every distance from the border of two pieces, and one
// special character at every place of a word.
TEST(StringEscape, NoCharacterIsCutInTwo) {
  for (const HashProfile& profile : HashProfiles()) {
    for (const std::u32string_view alphabet : kAlphabets) {
      for (size_t before = 4091; before <= 4097; ++before) {
        Sample sample;
        for (size_t i = 0; i < before; ++i) sample.Add(U'a', profile);
        for (const char32_t c : alphabet) sample.Add(c, profile);
        ExpectAgreement(sample, profile);
      }
    }
  }
}

TEST(StringEscape, OneSpecialByteIsFoundAtEveryPlace) {
  for (char32_t special = 0; special < 0x80; ++special) {
    for (size_t before = 0; before < 17; ++before) {
      Sample sample;
      for (size_t i = 0; i < before; ++i)
        sample.Add(U'\u00ff', NativeProfile());
      sample.Add(special, NativeProfile());
      sample.Add(U'!', NativeProfile());
      ExpectAgreement(sample, NativeProfile());
    }
  }
}

// An agent id that was altered in the ledger comes here as it is.
TEST(StringEscape, TextThatIsNotUtf8IsCopiedByTheNativeProfile) {
  for (const char byte : {'\x80', '\xe2', '\xff'}) {
    for (const size_t size : {1U, 16U, 64U, 65U, 4096U, 4097U, 4100U, 20000U}) {
      const std::string text(size, byte);
      const ExactBytes bare(text, "");
      std::string literal;
      AppendJsonString(bare.text(), NativeProfile(), &literal);
      EXPECT_EQ(literal, '"' + text + '"');
    }
  }
}

TEST(CanonicalWriter, IsEmptyAgainAfterClearWhateverItHeld) {
  CanonicalWriter writer;
  writer.Clear();
  EXPECT_EQ(writer.text(), "");
  for (const size_t size : {size_t{3}, size_t{100}, size_t{1} << 20}) {
    const std::string text(size, '\n');
    writer.String(text, NativeProfile());
    EXPECT_EQ(writer.size(), 2 * size + 2);
    writer.Clear();
    EXPECT_EQ(writer.size(), 0U);
    writer.Raw("kept");
    EXPECT_EQ(writer.text(), "kept");
    writer.Clear();
  }
}

// A document without any escape is written without looking for what needs one.
TEST(CanonicalStrings, AreTheSameBesideAnEscapeAndWithout) {
  JsonParser parser;
  JsonDocument document;
  for (size_t size = 0; size < 70; ++size) {
    const std::string text = std::string(size, 'x') + "\u00e9\x7f" + "</";
    const std::string plain = R"({"k":")" + text + R"("})";
    const std::string escaped = R"({"j":"\n\"","k":")" + text + R"("})";
    for (const std::string& line : {plain, escaped}) {
      ASSERT_FALSE(parser.Parse(line, {}, &document));
      std::string canonical;
      AppendCanonical(document.root(), NativeProfile(), &canonical);
      ASSERT_EQ(canonical, line);
    }
  }
}

TEST(CanonicalStrings, ThatAreAddedToADocumentAreEscaped) {
  JsonParser parser;
  JsonDocument document;
  ASSERT_FALSE(parser.Parse(R"({"k":"v"})", {}, &document));
  for (const char* text : {"plain", "a\nb", "quote\"", "back\\slash"}) {
    const JsonView added(&document, document.AddString(text));
    EXPECT_EQ(added.AsString(), text);
    std::string expected;
    AppendJsonString(text, NativeProfile(), &expected);
    std::string canonical;
    AppendCanonical(added, NativeProfile(), &canonical);
    EXPECT_EQ(canonical, expected);
  }
}

}  // namespace
}  // namespace plog
