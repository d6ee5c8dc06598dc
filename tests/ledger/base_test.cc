#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <numeric>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "ledger/base/huge_pages.h"
#include "ledger/base/instant.h"
#include "ledger/base/shared_text.h"
#include "ledger/base/text.h"
#include "ledger/base/text_arena.h"
#include "ledger/crypto/uuid.h"

namespace plog {
namespace {

TEST(InstantTest, AcceptsStrictRfc3339Only) {
  for (const char* good :
       {"2026-02-17T00:00:00Z", "2026-02-17t00:00:00z",
        "2026-02-17T00:00:00.123456789+05:30", "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.9-23:59", "2024-02-29T00:00:00-00:00"}) {
    EXPECT_TRUE(ParseRfc3339(good).has_value()) << good;
  }
  for (const char* bad :
       {"", "2026-02-17", "2026-02-17T00:00Z", "2026-02-17T00:00:00",
        "2026-2-17T00:00:00Z", "2026-02-29T00:00:00Z", "2026-02-17T24:00:00Z",
        "2026-02-17T00:60:00Z", "2026-02-17T00:00:61Z", "2026-02-17T00:00:00.Z",
        "2026-02-17T00:00:00.1234567890Z", "2026-02-17T00:00:00+0530",
        "2026-02-17T00:00:00+24:00", "2026-02-17T00:00:00Zx",
        " 2026-02-17T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z"}) {
    EXPECT_FALSE(ParseRfc3339(bad).has_value()) << bad;
  }
}

TEST(InstantTest, OffsetsAndFractionsAreExact) {
  EXPECT_EQ(FormatRfc3339(*ParseRfc3339("2026-01-01T00:30:00.5+01:00")),
            "2025-12-31T23:30:00.5Z");
  EXPECT_EQ(*ParseRfc3339("1970-01-01T00:00:01Z") -
                *ParseRfc3339("1969-12-31T23:59:59.25Z"),
            (Duration{1, 750'000'000}));
}

// An offset can lead out of the years that have four digits.
TEST(InstantTest, WhatWasReadCanBeReadAgain) {
  for (const char* text :
       {"0000-01-01T00:00:00+23:59", "0000-01-01T00:00:00.5+00:01",
        "9999-12-31T23:59:59.999999999-23:59", "9999-12-31T23:59:59-00:01",
        "0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"}) {
    const auto instant = ParseRfc3339(text);
    ASSERT_TRUE(instant) << text;
    const std::string written = FormatRfc3339(*instant);
    EXPECT_EQ(ParseRfc3339(written), instant) << text << " as " << written;
  }
  EXPECT_EQ(FormatRfc3339(*ParseRfc3339("0000-01-01T00:00:00+23:59")),
            "0000-01-01T00:00:00+23:59");
}

TEST(DurationTest, ReadsEveryUnitAndRefusesTheRest) {
  EXPECT_EQ(ParseDuration("1h30m"), (Duration{5400, 0}));
  EXPECT_EQ(ParseDuration("1w1d1s1500ms"), (Duration{691202, 500'000'000}));
  EXPECT_EQ(ParseDuration("0s"), Duration{});
  for (const char* bad : {"", "60", "s", "1.5s", "1 s", "-1s", "1h30", "1x",
                          "99999999999999w", "9223372036854775807s1s"}) {
    EXPECT_FALSE(ParseDuration(bad).has_value()) << bad;
  }
}

TEST(DurationTest, PrintsExactly) {
  EXPECT_EQ(FormatDuration({60, 0}), "60s");
  EXPECT_EQ(FormatDuration({5400, 0}), "1h30m");
  EXPECT_EQ(FormatDuration({0, 0}), "0s");
  EXPECT_EQ(FormatDuration({2, 250'000'000}), "2s250ms");
  EXPECT_EQ(FormatDuration({0, 1500}), "0.0000015s");
  EXPECT_EQ(FormatDuration({90061, 0}), "1d1h1m1s");
  EXPECT_EQ(FormatDuration({-1, 500'000'000}), "-500ms");
}

TEST(SanitizeTest, ShowsWhatATerminalWouldActOn) {
  EXPECT_EQ(SanitizeForTerminal("a\x1b[31m\r\n\t\x7f\u202e\u200b\u2028é\xff"),
            "a\\x1b[31m\\r\\n\\t\\x7f\\u202e\\u200b\\u2028é\\xff");
  EXPECT_EQ(SanitizeForTerminal("\u0085\U000e0041"), "\\x85\\U000e0041");
  EXPECT_EQ(SanitizeForTerminal("abcdef", 3), "abc…");
}

TEST(NearestWordTest, FindsTyposAndNothingFarFetched) {
  constexpr std::string_view kWords[] = {"sequence", "absence", "within"};
  EXPECT_EQ(NearestWord("sequnce", kWords), "sequence");
  EXPECT_EQ(NearestWord("WITHIN", kWords), "within");
  EXPECT_EQ(NearestWord("wihtin", kWords), "within");
  EXPECT_EQ(NearestWord("pattern", kWords), "");
}

// Long and short ones, more than a block holds, and again after Clear.
TEST(TextArenaTest, KeepsEveryTextUntilItIsCleared) {
  constexpr size_t kBlock = size_t{128} * 1024;
  TextArena arena;
  for (int round = 0; round < 3; ++round) {
    std::vector<std::string> texts = {"", std::string(kBlock, 'b'),
                                      std::string(kBlock + 1, 'l')};
    for (size_t i = 0; i < 3000; ++i)
      texts.emplace_back(i % 700, static_cast<char>('a' + i % 26));
    std::vector<std::string_view> kept;
    kept.reserve(texts.size());
    for (const std::string& text : texts) kept.push_back(arena.Keep(text));
    for (size_t i = 0; i < texts.size(); ++i) ASSERT_EQ(kept[i], texts[i]) << i;
    arena.Clear();
  }
}

// Below, at and above what large pages are asked for.
TEST(SharedTextTest, CopiesShareTheBytesAndOutliveTheFirst) {
  std::string source = "a text of more bytes than a string has room for";
  auto first = std::make_unique<SharedText>(source);
  const SharedText copy = *first;
  EXPECT_EQ(copy.view().data(), first->view().data());
  first.reset();
  source[0] = 'b';
  EXPECT_EQ(copy, "a text of more bytes than a string has room for");
}

TEST(SharedTextTest, IsAValue) {
  SharedText text = "one";
  SharedText other = text;
  other = std::string("another");
  EXPECT_EQ(text, "one");
  EXPECT_EQ(other, std::string_view("another"));
  EXPECT_NE(text, other);
  EXPECT_EQ(text, SharedText(std::string("one")));
  const SharedText& itself = text;
  text = itself;
  EXPECT_EQ(text, "one");
  const SharedText moved = std::move(text);
  EXPECT_EQ(moved, "one");
  EXPECT_TRUE(SharedText().empty());
  EXPECT_TRUE(SharedText(std::string()).empty());
  EXPECT_EQ(fmt::format("<{:>5}>", moved), "<  one>");
  const char zero[] = {'a', '\0', 'b'};
  EXPECT_EQ(SharedText(std::string_view(zero, 3)).view().size(), 3U);
}

TEST(SharedTextTest, SeveralThreadsMayHoldIt) {
  const SharedText text = "held by all of them for a while";
  std::atomic<int> right{0};
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&text, &right] {
        const std::vector<SharedText> copies(1000, text);
        for (const SharedText& copy : copies) right += copy == text ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(right, 4000);
}

TEST(HugePagesTest, ChangeNothingThatIsInThem) {
  for (const size_t count : {size_t{0}, size_t{1000}, size_t{1} << 20,
                             (size_t{1} << 20) + 1, size_t{3} << 20}) {
    std::vector<uint32_t> numbers = {7, 8, 9};
    ReserveToFill(count, &numbers);
    EXPECT_GE(numbers.capacity(), count);
    EXPECT_EQ(numbers, (std::vector<uint32_t>{7, 8, 9}));
    numbers.resize(numbers.capacity());
    std::iota(numbers.begin(), numbers.end(), 0U);
    ExpectToFill(numbers.data(), numbers.size() * sizeof(uint32_t));
    for (uint32_t i = 0; i < numbers.size(); ++i) ASSERT_EQ(numbers[i], i);
  }
}

TEST(UuidTest, RandomBytesAreAsManyAsAskedFor) {
  for (const size_t size : {0U, 1U, 256U, 257U, 4096U}) {
    EXPECT_EQ(RandomBytes(size).size(), size);
  }
  // What is past the 256 bytes of one call is filled as well.
  EXPECT_NE(RandomBytes(300).substr(260), std::string(40, '\0'));
}

TEST(UuidTest, HasTheRightVersionAndIsStable) {
  EXPECT_EQ(NameUuid("x"), NameUuid("x"));
  EXPECT_NE(NameUuid("x"), NameUuid("y"));
  EXPECT_EQ(NameUuid("x")[14], '5');
  EXPECT_EQ(RandomUuid()[14], '4');
  EXPECT_NE(RandomUuid(), RandomUuid());
}

}  // namespace
}  // namespace plog
