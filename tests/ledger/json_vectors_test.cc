// Published vectors: RFC 8785 pairs, ES6 numbers, JSONTestSuite.

#include <bit>
#include <cstdint>
#include <set>
#include <sstream>

#include "ledger/json/canonical.h"
#include "ledger/json/json.h"
#include "ledger/json/number_text.h"
#include "tests/support/shared_data.h"

namespace plog {
namespace {

TEST(JsonVectorsTest, CanonicalFormMatchesEveryPublishedPair) {
  const auto input = SharedData("vectors/jcs/input");
  PLOG_NEED_SHARED(input);
  size_t pairs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(input)) {
    const std::string text = ReadFile(entry.path());
    std::string expected =
        ReadFile(SharedData("vectors/jcs/output") / entry.path().filename());
    while (!expected.empty() && expected.back() == '\n') expected.pop_back();
    JsonDocument document;
    ASSERT_FALSE(JsonParser().Parse(text, JsonLimits{}, &document).has_value())
        << entry.path();
    EXPECT_EQ(CanonicalJson(document.root()), expected) << entry.path();
    ++pairs;
  }
  EXPECT_EQ(pairs, 6U);
}

TEST(JsonVectorsTest, NumbersMatchTheEs6File) {
  const auto path = SharedData("vectors/jcs/es6-numbers.txt");
  PLOG_NEED_SHARED(path);
  std::istringstream lines(ReadFile(path));
  size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const size_t comma = line.find(',');
    const uint64_t bits = std::stoull(line.substr(0, comma), nullptr, 16);
    std::string text;
    AppendEs6Number(std::bit_cast<double>(bits), &text);
    ASSERT_EQ(text, line.substr(comma + 1)) << line;
  }
  EXPECT_EQ(count, 10000U);
}

// plog refuses duplicate names, which the suite leaves to the parser.
const std::set<std::string>& Duplicates() {
  static const std::set<std::string> names = {
      "y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"};
  return names;
}

TEST(JsonVectorsTest, AcceptsAndRejectsWhatTheTestSuiteSays) {
  const auto folder = SharedData("vectors/json/test_parsing");
  PLOG_NEED_SHARED(folder);
  JsonParser parser;
  JsonDocument document;
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    if (name[0] == 'i') continue;
    const auto fault =
        parser.Parse(ReadFile(entry.path()), JsonLimits{1024}, &document);
    const bool accept = name[0] == 'y' && !Duplicates().contains(name);
    EXPECT_EQ(!fault.has_value(), accept)
        << name << ": " << (fault ? fault->message : "accepted");
    ++files;
  }
  EXPECT_EQ(files, 283U);
}

// The texts that the suite leaves open: one table, so that a change shows.
TEST(JsonVectorsTest, OpenCasesAreDecided) {
  const auto folder = SharedData("vectors/json/test_parsing");
  PLOG_NEED_SHARED(folder);
  const std::set<std::string> accepted = {"i_number_double_huge_neg_exp.json",
                                          "i_number_real_underflow.json",
                                          "i_structure_500_nested_arrays.json"};
  JsonParser parser;
  JsonDocument document;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    if (name[0] != 'i') continue;
    EXPECT_EQ(!parser.Parse(ReadFile(entry.path()), JsonLimits{1024}, &document)
                   .has_value(),
              accepted.contains(name))
        << name;
  }
}

}  // namespace
}  // namespace plog
