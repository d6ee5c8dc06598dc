// Where a value ends does not depend on the chunks in which it comes.
#include "ledger/json/json_value_end.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace plog {
namespace {

// As the header says, one byte after the other.
size_t EndOf(const std::string& text) {
  JsonValueEnd end;
  size_t size = 0;
  while (!end.found() && size < text.size()) {
    size += end.Feed(std::string_view(text).substr(size, 1));
  }
  return end.found() ? size : std::string::npos;
}

size_t EndInChunks(const std::string& text, size_t chunk) {
  JsonValueEnd end;
  size_t size = 0;
  for (size_t at = 0; at < text.size() && !end.found(); at += chunk) {
    size += end.Feed(std::string_view(text).substr(at, chunk));
  }
  return end.found() ? size : std::string::npos;
}

TEST(JsonValueEnd, CountsTheBackslashesBeforeAQuote) {
  for (const char* value :
       {R"("")", R"("\"")", R"("\\")", R"("\\\"")", R"(["\\\\","]"])",
        R"({"a\"}":"\\"})", R"("\n\\n\"")"}) {
    const std::string text = std::string(value) + ",\"more\"";
    for (size_t chunk = 1; chunk <= text.size(); ++chunk) {
      EXPECT_EQ(std::string(value).size(), EndInChunks(text, chunk))
          << value << " in chunks of " << chunk;
    }
  }
}

TEST(JsonValueEnd, IsTheSameInAnyChunks) {
  std::mt19937 random(1);
  constexpr std::string_view kBytes = "\\\\\"\"{}[],a";
  for (int round = 0; round < 2000; ++round) {
    std::string text = round % 2 == 0 ? "\"" : "[";
    while (text.size() < 40) text += kBytes[random() % kBytes.size()];
    const size_t expected = EndOf(text);
    for (const size_t chunk : {2U, 3U, 7U, 40U}) {
      ASSERT_EQ(expected, EndInChunks(text, chunk)) << text;
    }
  }
}

}  // namespace
}  // namespace plog
