// --since and --until mean the same to every command.

#include <fmt/format.h>
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

// A label that is no string goes by its canonical JSON, one that is null by
// nothing.
TEST(Selection, TakesLabelsOfAnyTypeInEveryCommand) {
  const Workbench bench;
  std::string lines;
  for (const char* const labels :
       {R"({"n":3})", R"({"n":"3"})", R"({"n":3.0})", R"({"n":[3]})",
        R"({"n":null})", R"({"n":true})", R"({})"}) {
    lines +=
        fmt::format(R"({{"agent_id":"a","action_type":"TOOL_CALL","labels":{},)"
                    R"("timestamp":"2026-02-17T10:00:00Z"}})"
                    "\n",
                    labels);
  }
  bench.Write("in.jsonl", lines);
  ASSERT_EQ(0, bench.Plog({"ingest", "in.jsonl"}).status);
  for (const auto& [label, events] :
       {std::pair("n=3", 3), std::pair("n=[3]", 1), std::pair("n=true", 1)}) {
    const auto run = [&bench, label = label](std::vector<std::string> command) {
      command.insert(command.end(), {"--label", label});
      return bench.Plog(command).err;
    };
    EXPECT_THAT(run({"log"}), HasSubstr(fmt::format("{} event", events)));
    EXPECT_THAT(run({"export"}), HasSubstr(fmt::format("{} event", events)));
    EXPECT_THAT(run({"policy", "check"}),
                HasSubstr(fmt::format("in {} event", events)));
  }
  for (const char* const none : {"n=null", "n=", "m=3"}) {
    EXPECT_EQ(3, bench.Plog({"export", "--label", none}).status) << none;
    EXPECT_EQ(3, bench.Plog({"policy", "check", "--label", none}).status)
        << none;
  }
}

}  // namespace
}  // namespace plog
