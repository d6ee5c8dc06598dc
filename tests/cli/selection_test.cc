// --since and --until mean the same to every command.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/cli/workbench.h"

namespace plog {
namespace {

using testing::HasSubstr;

// The lines of `text`, the last first.
std::string Reversed(const std::string& text) {
  std::istringstream lines(text);
  std::string reversed;
  for (std::string line; std::getline(lines, line);) {
    reversed = line + "\n" + reversed;
  }
  return reversed;
}

TEST(Selection, GoesByTheOrderOfTheChainNotOfIngest) {
  const Workbench bench;
  bench.Ingest({"one", "two", "three", "four"});
  bench.Write("back.jsonl", Reversed(bench.Plog({"log"}).out));
  ASSERT_EQ(0, bench.Plog({"ingest", "--db", "b.db", "back.jsonl"}).status);
  const std::vector<std::string> since = {"--db", "b.db", "--since",
                                          "2026-02-17T10:00:02Z"};
  const auto run = [&](std::vector<std::string> command) {
    command.insert(command.end(), since.begin(), since.end());
    return bench.Plog(command);
  };
  EXPECT_THAT(run({"log"}).err, HasSubstr("2 events of 4"));
  EXPECT_THAT(run({"export"}).err, HasSubstr("2 events exported"));
  EXPECT_THAT(run({"policy", "check"}).err, HasSubstr("in 2 events"));
}

}  // namespace
}  // namespace plog
