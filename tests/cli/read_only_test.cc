// Commands that read a ledger leave its bytes, its times and its folder alone,
// and refuse one that was altered with the status of something unreadable.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "tests/cli/process.h"

namespace plog {
namespace {

class ReadOnly : public testing::Test {
 protected:
  void SetUp() override {
    folder_.Write("log.jsonl",
                  R"({"agent_id":"a","id":"a-1","action_type":"TOOL_CALL"})"
                  "\n"
                  R"({"agent_id":"b","id":"b-1","session_id":"s"})"
                  "\n");
    ASSERT_EQ(Plog({"ingest", "log.jsonl"}).status, 0);
    ASSERT_EQ(
        Plog({"key", "generate", "--name", "k", "--out", "key.pem"}).status, 0);
    ASSERT_EQ(Plog({"checkpoint", "--key", "key.pem", "-o", "note"}).status, 0);
  }
  ProcessResult Plog(const std::vector<std::string>& arguments) const {
    return RunBinary(arguments, {folder_.path(), {{"PLOG_DB", Ledger()}}, ""});
  }
  std::string Ledger() const { return folder_.path() + "/ledger.db"; }
  std::set<std::string> Files() const {
    std::set<std::string> names;
    for (const auto& entry :
         std::filesystem::directory_iterator(folder_.path())) {
      names.insert(entry.path().filename());
    }
    return names;
  }

  TemporaryFolder folder_;
};

const std::vector<std::vector<std::string>> kReaders = {
    {"verify"},
    {"verify", "-j", "3", "--format", "text"},
    {"log"},
    {"agents"},
    {"sessions"},
    {"stats"},
    {"policy", "check"},
    {"checkpoint", "--key", "key.pem"},
    {"checkpoint", "--key", "key.pem", "--previous", "note"},
    {"proof", "inclusion", "b-1", "--checkpoint", "note"},
};

TEST_F(ReadOnly, ReadersChangeNeitherTheLedgerNorItsFolder) {
  const std::string before = ReadFile(Ledger());
  const std::set<std::string> files = Files();
  struct stat then = {};
  ASSERT_EQ(stat(Ledger().c_str(), &then), 0);
  for (const auto& arguments : kReaders) {
    const ProcessResult run = Plog(arguments);
    SCOPED_TRACE(arguments[0] + " " + run.err);
    EXPECT_LT(run.status, 2);
    EXPECT_TRUE(ReadFile(Ledger()) == before);
    EXPECT_EQ(Files(), files);
    struct stat now = {};
    ASSERT_EQ(stat(Ledger().c_str(), &now), 0);
    EXPECT_EQ(now.st_ino, then.st_ino);
    EXPECT_EQ(now.st_mtim.tv_sec, then.st_mtim.tv_sec);
    EXPECT_EQ(now.st_mtim.tv_nsec, then.st_mtim.tv_nsec);
  }
}

TEST_F(ReadOnly, ReadersRefuseAnotherLedgerPosingAsThisOne) {
  std::filesystem::rename(Ledger(), folder_.path() + "/real.db");
  std::filesystem::create_symlink("real.db", Ledger());
  for (const auto& arguments : kReaders) {
    const ProcessResult run = Plog(arguments);
    EXPECT_EQ(run.status, 3) << arguments[0];
    EXPECT_THAT(run.err, testing::HasSubstr("symbolic link")) << arguments[0];
  }
}

TEST_F(ReadOnly, BytesBehindTheLedgerAreTampering) {
  std::ofstream(Ledger(), std::ios::app) << "x";
  const ProcessResult run = Plog({"verify", "--format", "json"});
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.out, testing::HasSubstr("\"column-mismatch\""));
}

}  // namespace
}  // namespace plog
