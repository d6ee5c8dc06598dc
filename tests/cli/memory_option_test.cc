// `policy check --memory`: the same bytes from temporary files, and what
// becomes of a run that cannot write them.
#include "cli/memory_option.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/cli/workbench.h"

namespace plog {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class MemoryTest : public testing::Test {
 protected:
  void SetUp() override {
    bench_.Write("p.yaml", kNoDelete);
    bench_.Ingest({"read", "delete_all", "look", "delete_one"});
  }
  ProcessResult Check(const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {
        "policy", "check",           "-f",       "p.yaml", "-j",
        "2",      "--with-builtins", "--format", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return bench_.Plog(arguments);
  }
  // In a shell, behind `before`: what it says, and its status. The pipe is
  // written even where no file may be.
  std::string CheckIn(const std::string& before) {
    const std::string command =
        "cd " + bench_.path("") + " && (" + before + PLOG_BINARY +
        " policy check -f p.yaml --db ledger.db --memory 1 --fail-on never"
        " --format json; echo status $?) 2>&1 | cat >said";
    EXPECT_EQ(0, std::system(command.c_str()));
    return bench_.Read("said");
  }

  Workbench bench_;
};

TEST_F(MemoryTest, OfAByteGivesTheSameReport) {
  const ProcessResult plain = Check({});
  const ProcessResult spilled = Check({"--memory", "1"});
  EXPECT_EQ(1, plain.status);
  EXPECT_EQ(1, spilled.status);
  EXPECT_EQ(plain.out, spilled.out);
}

TEST_F(MemoryTest, OfAByteGivesTheSameState) {
  for (const char* run : {"full", "increment"}) {
    Check({"--state", "plain"});
    Check({"--state", "spilled", "--memory", "1"});
    EXPECT_EQ(bench_.Read("plain"), bench_.Read("spilled")) << run;
  }
}

TEST_F(MemoryTest, LeavesNothingBehind) {
  EXPECT_THAT(CheckIn("mkdir t && TMPDIR=t "), HasSubstr("status 0"));
  EXPECT_EQ(0, std::system(("rmdir " + bench_.path("t")).c_str()));
}

TEST_F(MemoryTest, ThatCannotBeLeftIsStatus3) {
  EXPECT_THAT(CheckIn("TMPDIR=/no/such/folder "),
              AllOf(HasSubstr("in /no/such/folder: No such"),
                    HasSubstr("TMPDIR"), HasSubstr("status 3")));
}

// A file may not grow: what a full disk is to whoever writes it.
TEST_F(MemoryTest, ThatMeetsAFullDiskIsStatus3) {
  EXPECT_THAT(CheckIn("mkdir t && ulimit -f 0 && TMPDIR=t "),
              AllOf(HasSubstr("cannot write a temporary file in t: "),
                    HasSubstr("--memory"), HasSubstr("status 3")));
}

TEST_F(MemoryTest, IsASize) {
  for (const char* bad :
       {"", "0x10", "1T", "-1", "1.5G", "1 G", "9999999999G"}) {
    EXPECT_EQ(2, Check({"--memory", bad}).status) << bad;
    EXPECT_FALSE(ParseSize(bad).has_value()) << bad;
  }
  EXPECT_EQ(ParseSize("65536"), 65536U);
  EXPECT_EQ(ParseSize("1K"), 1024U);
  EXPECT_EQ(ParseSize("200M"), 200U << 20);
  EXPECT_EQ(ParseSize("3G"), uint64_t{3} << 30);
}

TEST(MemoryForEvents, LeavesRoomForWhatIsAlwaysThere) {
  EXPECT_EQ(0U, MemoryForEvents(1, 0));
  EXPECT_EQ(0U, MemoryForEvents(uint64_t{200} << 20, UINT64_MAX));
  EXPECT_GT(MemoryForEvents(uint64_t{200} << 20, 10'000'000),
            uint64_t{10} << 20);
}

}  // namespace
}  // namespace plog
