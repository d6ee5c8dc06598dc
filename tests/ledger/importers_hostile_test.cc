// Hostile variants of a source of every format: lines doubled or turned
// around, values of a megabyte, nesting of any depth.

#include <algorithm>

#include "tests/ledger/importer_harness.h"
#include "tests/ledger/importer_samples.h"

namespace plog {
namespace {

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

std::vector<std::string> SortedSketch(const Imported& imported) {
  std::vector<std::string> lines = LinesOf(imported.Sketch());
  std::sort(lines.begin(), lines.end());
  return lines;
}

class Hostile : public testing::TestWithParam<Mapping> {
 protected:
  const std::string& source() const { return GetParam().source; }
  static Imported As(const std::string& text) {
    return Import(*FindInputFormat(GetParam().format), text);
  }
  // A source in which every line is a record of its own.
  bool HasLines() const {
    return source().find("\n") < source().size() - 1 &&
           !source().starts_with("[{") && !source().starts_with("{\"Records");
  }
  // With a further member in the first object.
  std::string With(const std::string& value) const {
    std::string text = source();
    return text.insert(text.find('{') + 1, "\"zz\":" + value + ",");
  }
};

TEST_P(Hostile, AnUnknownMemberOfAMegabyteChangesNothing) {
  const Imported huge = As(With('"' + std::string(1 << 20, 'x') + '"'));
  EXPECT_EQ(huge.Sketch(), GetParam().sketch);
  EXPECT_TRUE(huge.rejects.empty());
}

TEST_P(Hostile, DeepNestingWithinTheLimitChangesNothing) {
  const Imported deep = As(With(std::string(300, '[') + std::string(300, ']')));
  EXPECT_EQ(deep.Sketch(), GetParam().sketch);
  EXPECT_TRUE(deep.rejects.empty());
}

// Of the record that holds it nothing is imported, of those on other lines
// everything.
TEST_P(Hostile, BottomlessNestingIsRefusedWithItsRecord) {
  const Imported deep = As(With(std::string(100000, '[')));
  EXPECT_FALSE(deep.rejects.empty());
  const size_t lines = LinesOf(source()).size();
  if (HasLines() && lines > 3) {
    EXPECT_FALSE(deep.events.empty());
  }
}

TEST_P(Hostile, LinesTurnedAroundLoseNothing) {
  if (!HasLines()) GTEST_SKIP() << "one document";
  std::vector<std::string> lines = LinesOf(source());
  std::reverse(lines.begin(), lines.end());
  const Imported turned = As(Joined(lines));
  EXPECT_TRUE(turned.rejects.empty());
  EXPECT_EQ(turned.events.size(), As(source()).events.size());
}

TEST_P(Hostile, LinesDoubledComeAtMostTwice) {
  if (!HasLines()) GTEST_SKIP() << "one document";
  std::vector<std::string> doubled;
  for (const std::string& line : LinesOf(source())) {
    doubled.push_back(line);
    doubled.push_back(line);
  }
  const Imported twice = As(Joined(doubled));
  EXPECT_TRUE(twice.rejects.empty());
  const size_t once = As(source()).events.size();
  EXPECT_GE(twice.events.size(), once);
  EXPECT_LE(twice.events.size(), 2 * once);
}

TEST_P(Hostile, ALineThatIsNoJsonIsRefusedAndTheRestImported) {
  if (!HasLines()) GTEST_SKIP() << "one document";
  std::vector<std::string> lines = LinesOf(source());
  lines.insert(lines.begin() + 1, R"({"jsonrpc":"2.0","torn":)");
  const Imported imported = As(Joined(lines));
  ASSERT_EQ(imported.rejects.size(), 1U);
  EXPECT_EQ(imported.reject_places[0].line, 2U);
  EXPECT_EQ(SortedSketch(imported), SortedSketch(As(source())));
}

INSTANTIATE_TEST_SUITE_P(Each, Hostile, testing::ValuesIn(Mappings()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace plog
