#include "rules/values/literal_sieve.h"

#include <gtest/gtest.h>

#include "rules/values/regex_set.h"
// After gtest.
#include <rapidcheck/gtest.h>

namespace plog {
namespace {

TEST(LiteralSieveTest, HoldsBackTextsWithoutALiteral) {
  const LiteralSieve sieve({"secret-", "akia", "@corp.com"});
  for (const std::string_view text :
       {"", "a", "sec", "secret", "secret_1", "the AKI A", "corp.com",
        "akiakiakiaki", "\xc3\xa9\xc5\xbe\xe2\x84\xab"}) {
    EXPECT_EQ(sieve.MayHoldAny(text), text == "akiakiakiaki") << text;
  }
}

TEST(LiteralSieveTest, LetsALiteralThroughWhereverItIs) {
  const LiteralSieve sieve({"secret-1", "eyj", "-----begin"});
  for (const std::string_view literal :
       {"secret-1", "eyJ", "SECRET-1", "-----BEGIN",
        "\xc5\xbf"
        "ecret-1",
        "to\xe2\x84\xaa"
        "en"}) {
    for (size_t before = 0; before < 20; ++before) {
      for (size_t after = 0; after < 3; ++after) {
        std::string text(before, 'x');
        text += literal;
        text.append(after, 'x');
        EXPECT_TRUE(sieve.MayHoldAny(text)) << text;
      }
    }
  }
}

// What RE2 says of the literals that an expression needs must leave something
// to sieve by, or these tests would not test the sieve.
TEST(LiteralSieveTest, KnowsWhatExpressionsNeed) {
  const auto required = [](std::string_view pattern) {
    Regex::Fault fault;
    return Regex::Compile(pattern, &fault)->RequiredLiterals();
  };
  using Literals = std::vector<std::string>;
  EXPECT_EQ(required("secret-0-\\d{3}"), Literals{"secret-0-"});
  EXPECT_EQ(required("(?i)ToKen"), Literals{"token"});
  EXPECT_EQ(required("caf\xc3\xa9 \xc3\x89tude"), Literals{"tude"});
  EXPECT_EQ(required("\\d{4}-\\d{4}"), Literals());
  EXPECT_EQ(required("abc|d"), Literals());
  EXPECT_EQ(required("\xc3\xa9"
                     "a\xc3\xa9"),
            Literals());
  EXPECT_EQ(required(""), Literals());
}

// Expressions and texts of a few pieces, so that they often meet.
rc::Gen<std::string> PiecesOf(std::vector<std::string> pieces) {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(
                          rc::gen::elementOf(std::move(pieces))),
                      [](const std::vector<std::string>& chosen) {
                        std::string text;
                        for (const std::string& piece : chosen) text += piece;
                        return text;
                      });
}

rc::Gen<std::vector<std::string>> Few(const rc::Gen<std::string>& texts) {
  return rc::gen::resize(12,
                         rc::gen::container<std::vector<std::string>>(texts));
}

rc::Gen<std::string> Patterns() {
  return PiecesOf(
      {"key",         "Sec",        "tok",     "k",    "s",        "-1",
       "\\d",         "(?i)",       ".*",      "^",    "$",        "\\b",
       "(?:sec|key)", "(?:a|tok)?", "[sk]e",   "[^k]", "\xc3\xa9", "\xc3\x89t",
       "\xc5\xbf",    "\\x{212A}",  "\\pL{2}", "{0}",  "\\n",      "|"});
}
rc::Gen<std::string> Texts() {
  return PiecesOf({"key",          "KEY", "sec",      "Sec",
                   "tok",          "TOK", "k",        "s",
                   "-1",           "7",   "a",        "\xc3\xa9",
                   "\xc3\x89",     "t",   "\xc5\xbf", "ec",
                   "\xe2\x84\xaa", "ey",  " ",        "\n"});
}

// Sieved and together, an expression must find what it finds alone.
RC_GTEST_PROP(LiteralSieveTest, ChangesNothingThatAnExpressionFinds, ()) {
  std::vector<std::shared_ptr<const Regex>> regexes;
  std::vector<RegexSet> singly;
  for (const std::string& pattern : *Few(Patterns())) {
    Regex::Fault fault;
    auto regex = Regex::Compile(pattern, &fault);
    if (!regex) continue;
    singly.emplace_back(std::vector{regex});
    regexes.push_back(std::move(regex));
  }
  const RegexSet together(regexes);
  for (const std::string& text : *Few(Texts())) {
    std::vector<uint8_t> found(regexes.size(), 0);
    together.Find(text, &found);
    for (size_t i = 0; i < regexes.size(); ++i) {
      std::vector<uint8_t> one(1, 0);
      singly[i].Find(text, &one);
      RC_ASSERT((found[i] != 0) == regexes[i]->Contains(text));
      RC_ASSERT(one[0] == found[i]);
    }
  }
}

}  // namespace
}  // namespace plog
