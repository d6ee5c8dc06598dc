#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/process.h"

namespace plog {
namespace {

using testing::HasSubstr;

struct Misuse {
  std::string name;
  std::vector<std::string> arguments;
  std::string says;
};

class Misused : public testing::TestWithParam<Misuse> {};

TEST_P(Misused, IsStatusTwoWithAReasonAndNothingOnStdout) {
  const ProcessResult run = RunBinary(GetParam().arguments);
  EXPECT_EQ(2, run.status);
  EXPECT_EQ("", run.out);
  EXPECT_THAT(run.err, HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    CommandLine, Misused,
    testing::Values(
        Misuse{"NoCommand", {}, "no command is given"},
        Misuse{"Command", {"verfy"}, "did you mean `verify`?"},
        Misuse{"Nested", {"policy", "chekc"}, "did you mean `check`?"},
        Misuse{"NestedMissing", {"policy"}, "needs one of: check"},
        Misuse{"OptionFirst", {"--db", "x", "verify"}, "before the command"},
        Misuse{
            "Option", {"verify", "--fromat=json"}, "did you mean `--format`?"},
        Misuse{"Abbreviation", {"verify", "--form", "json"}, "unknown option"},
        Misuse{"Choice", {"verify", "--format", "jsn"}, "did you mean `json`?"},
        Misuse{"Format",
               {"policy", "check", "--format", "sraif"},
               "did you mean `sarif`?"},
        Misuse{"OutputPath",
               {"policy", "check", "-o", "json="},
               "the path is missing"},
        Misuse{"Twice", {"log", "--last", "1", "--last", "2"}, "given twice"},
        Misuse{"Octal", {"log", "--last", "010"}, "not a decimal number"},
        Misuse{"Hex", {"log", "--last", "0x10"}, "not a decimal number"},
        Misuse{"Exponent", {"log", "--last", "1e3"}, "not a decimal number"},
        Misuse{"Negative", {"log", "--last=-1"}, "not a decimal number"},
        Misuse{"Huge",
               {"log", "--last", "18446744073709551616"},
               "not a decimal number"},
        Misuse{"Time", {"log", "--since", "yesterday"}, "RFC 3339"},
        Misuse{"Label", {"log", "--label", "prod"}, "KEY=VALUE"},
        Misuse{"FlagValue", {"log", "--quiet=false"}, "takes no value"},
        Misuse{"Surplus", {"verify", "now"}, "unexpected argument `now`"},
        Misuse{"Operand", {"policy", "show"}, "NAME is missing"},
        Misuse{"Builtin",
               {"policy", "show", "eror-rate"},
               "did you mean `error-rate`?"},
        Misuse{"Selects",
               {"policy", "list", "--policy", "x*"},
               "no policy has that name"},
        Misuse{"RuleType",
               {"policy", "types", "sequense"},
               "did you mean `sequence`?"},
        Misuse{"Topic", {"help", "exit-statsu"}, "did you mean `exit-status`?"},
        Misuse{
            "PolicyFile", {"policy", "check", "-f", "none.yaml"}, "none.yaml"},
        Misuse{"TestFile", {"policy", "test"}, "--file is missing"},
        Misuse{
            "Output", {"policy", "check", "-o", "report"}, "names no format"}),
    [](const auto& test) { return test.param.name; });

TEST(CommandLine, MissingLedgerIsStatusThree) {
  for (const char* command : {"verify", "log", "agents", "stats"}) {
    const ProcessResult run = RunBinary({command, "--db", "none.db"});
    EXPECT_EQ(3, run.status) << command;
    EXPECT_THAT(run.err, HasSubstr("plog ingest")) << command;
  }
}

TEST(CommandLine, HelpAndVersionGoToStdout) {
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"--help"},
                                             {"help"},
                                             {"--version"},
                                             {"policy", "--help"},
                                             {"verify", "-h"},
                                             {"log", "--nonsense", "--help"}}) {
    const ProcessResult run = RunBinary(words);
    EXPECT_EQ(0, run.status) << words[0];
    EXPECT_EQ("", run.err) << words[0];
    EXPECT_NE("", run.out) << words[0];
  }
}

TEST(CommandLine, HelpShowsExamplesBeforeOptions) {
  const std::string help = RunBinary({"help", "verify"}).out;
  ASSERT_THAT(help, HasSubstr("Examples"));
  EXPECT_LT(help.find("Examples"), help.find("Options"));
}

TEST(CommandLine, FullDiskIsStatusThreeNotASignal) {
  const ProcessResult run = RunBinary({"help"}, {});
  ASSERT_EQ(0, run.status);
  const int raw = std::system("'" PLOG_BINARY "' help >/dev/full 2>/dev/null");
  EXPECT_EQ(3, WEXITSTATUS(raw));
}

// A stack that does not fit into the address space: no thread can be started.
TEST(Threads, AreDoneWithoutOrAskedForInAMessage) {
  const TemporaryFolder folder;
  std::string events;
  for (int i = 0; i < 5000; ++i) events += "{\"agent_id\":\"a\"}\n";
  folder.Write("events.jsonl", events);
  const ProcessOptions here = {folder.path(), {}, ""};
  const std::string refuse = "ulimit -s 1000000000000 && ";
  if (RunShell("ulimit -s 1000000000000", here).status != 0) {
    GTEST_SKIP() << "the stack is limited";
  }
  const ProcessResult ingest =
      RunShell(refuse + "plog ingest --db l.db events.jsonl", here);
  EXPECT_EQ(3, ingest.status);
  EXPECT_THAT(ingest.err, HasSubstr("error: cannot start a thread: "));
  EXPECT_THAT(ingest.err, HasSubstr("hint: "));
  ASSERT_EQ(0, RunShell("plog ingest --db l.db events.jsonl", here).status);
  for (const std::string command :
       {"verify", "policy check", "review", "export -o e.plog"}) {
    const ProcessResult run =
        RunShell(refuse + "plog " + command + " -j 4 --db l.db", here);
    EXPECT_EQ(0, run.status) << command << run.err;
  }
}

}  // namespace
}  // namespace plog
