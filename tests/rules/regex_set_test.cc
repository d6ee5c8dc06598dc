#include "rules/values/regex_set.h"

#include <gtest/gtest.h>

#include <string>

namespace plog {
namespace {

constexpr std::string_view kPatterns[] = {
    "",          "a",          "^a",   "a$",        "^$",
    "\\bkey\\b", "(?i)SECRET", "a.*b", "[^\\n]{3}", "\\d{3}-\\d{4}",
    "(?m)^x$",   "\\pL+",      "é",    "\\x00",     "a*"};
constexpr std::string_view kTexts[] = {"",
                                       "a",
                                       "ba",
                                       "ab",
                                       "a\nb",
                                       "a key here",
                                       "keys",
                                       "x\ny",
                                       "Secret",
                                       "555-1234 ",
                                       "\xc3\xa9t\xc3\xa9",
                                       "y\nx\nz",
                                       std::string_view("n\0l", 3)};

// Together, an expression must find what it finds alone.
TEST(RegexSetTest, AgreesWithEachExpressionAlone) {
  std::vector<std::shared_ptr<const Regex>> regexes;
  for (const std::string_view pattern : kPatterns) {
    Regex::Fault fault;
    regexes.push_back(Regex::Compile(pattern, &fault));
    ASSERT_NE(regexes.back(), nullptr) << pattern << ": " << fault.message;
  }
  const RegexSet set(regexes);
  for (const std::string_view text : kTexts) {
    std::vector<uint8_t> found(set.size(), 0);
    set.Find(text, &found);
    for (size_t i = 0; i < regexes.size(); ++i) {
      EXPECT_EQ(found[i] != 0, regexes[i]->Contains(text))
          << kPatterns[i] << " in " << text;
    }
  }
}

TEST(RegexSetTest, KeepsWhatWasFoundBefore) {
  Regex::Fault fault;
  const RegexSet set(
      {Regex::Compile("one", &fault), Regex::Compile("two", &fault)});
  std::vector<uint8_t> found(2, 0);
  set.Find("one", &found);
  set.Find("two", &found);
  EXPECT_EQ(found, (std::vector<uint8_t>{1, 1}));
}

}  // namespace
}  // namespace plog
