#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "ledger/store/parallel_scan.h"
#include "tests/ledger/ingest_fixture.h"

namespace plog {
namespace {

using testing::HasSubstr;

class StoreLedger : public IngestFixture {
 protected:
  void Fill(int events) {
    std::string lines;
    for (int i = 0; i < events; ++i) lines += "{\"agent_id\":\"a\"}\n";
    IngestText(lines);
  }
  // Alters the ledger as anybody with SQLite could.
  void Alter(const std::string& sql) {
    const std::string command =
        fmt::format("sqlite3 -batch {} \"{}\" >/dev/null", db_, sql);
    ASSERT_EQ(std::system(command.c_str()), 0) << sql;
  }
  void ExpectRefused(const std::string& path, std::string_view message) {
    const auto reader = LedgerReader::Open(path);
    ASSERT_FALSE(reader) << message;
    EXPECT_THAT(reader.error().message, HasSubstr(std::string(message)));
    EXPECT_FALSE(reader.error().hint.empty());
    EXPECT_NE(reader.error().kind, ErrorKind::kDefect);
  }
};

TEST_F(StoreLedger, FileAndFolderArePrivate) {
  db_ = folder_ + "/new/deep/ledger.db";
  umask(0);
  Fill(1);
  struct stat status;
  ASSERT_EQ(stat(db_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_EQ(stat((folder_ + "/new").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST_F(StoreLedger, ReadingChangesNoByte) {
  Fill(3);
  const std::string before = Slurp(db_);
  {
    auto reader = LedgerReader::Open(db_);
    ASSERT_TRUE(reader);
    EXPECT_TRUE((*reader)->Clone());
    EXPECT_EQ(*(*reader)->DamageReport(), "");
    EXPECT_EQ((*reader)->FindById("uuid-2")->at(0), 2U);
  }
  EXPECT_EQ(Slurp(db_), before);
  EXPECT_FALSE(std::filesystem::exists(db_ + "-journal"));
}

TEST_F(StoreLedger, AlteredSchemaIsRefused) {
  struct Case {
    const char* sql;
    const char* message;
  };
  const Case cases[] = {
      {"PRAGMA application_id=1", "not a plog ledger"},
      {"PRAGMA user_version=3", "newer than this plog"},
      {"PRAGMA user_version=1", "before the first release"},
      {"PRAGMA user_version=0", "unknown ledger version"},
      {"PRAGMA journal_mode=WAL", "WAL"},
      {"CREATE TRIGGER t AFTER INSERT ON events BEGIN SELECT 1; END",
       "unexpected trigger t"},
      {"ALTER TABLE events RENAME TO real; CREATE VIEW events AS SELECT * "
       "FROM real WHERE idx != 1",
       "table events is not what plog created"},
      {"DROP INDEX recorded_events; CREATE INDEX recorded_events ON "
       "events(agent, sequence) WHERE idx != 1",
       "is not what plog created"},
      {"ALTER TABLE events ADD COLUMN x TEXT", "table events"},
  };
  for (const Case& test : cases) {
    std::filesystem::remove(db_);
    Fill(1);
    Alter(test.sql);
    ExpectRefused(db_, test.message);
    EXPECT_FALSE(LedgerWriter::Open(db_)) << test.sql;
  }
}

TEST_F(StoreLedger, WhatIsNoLedgerIsRefused) {
  Fill(1);
  std::filesystem::create_symlink(db_, folder_ + "/link");
  mkfifo((folder_ + "/fifo").c_str(), 0600);
  ExpectRefused(folder_, "is a directory");
  ExpectRefused(folder_ + "/link", "is a symbolic link");
  ExpectRefused(folder_ + "/fifo", "is not a regular file");
  ExpectRefused(folder_ + "/missing", "no such ledger");
  ExpectRefused(Write("empty", ""), "empty file");
  ExpectRefused(Write("text", std::string(5000, 'x')), "not a plog ledger");
  ExpectRefused("", "does not name a ledger");
  EXPECT_FALSE(LedgerWriter::Open(folder_ + "/link"));
  EXPECT_FALSE(LedgerWriter::Open(folder_ + "/text"));
  for (const char* suffix : {"-journal", "-wal"}) {
    const std::string sidecar = db_ + suffix;
    std::ofstream(sidecar) << "x";
    ExpectRefused(db_, "unfinished");
    std::filesystem::remove(sidecar);
  }
}

TEST_F(StoreLedger, PathIsNeverAUri) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_);
  db_ = "file:x?mode=memory";
  Fill(2);
  EXPECT_EQ(Rows().size(), 2U);
  EXPECT_TRUE(std::filesystem::exists(folder_ + "/file:x?mode=memory"));
  std::filesystem::current_path(before);
}

TEST_F(StoreLedger, SecondWriterIsToldOfTheFirst) {
  const auto first = LedgerWriter::Open(db_);
  ASSERT_TRUE(first);
  ASSERT_TRUE((*first)->Begin());
  const std::string command =
      fmt::format("sqlite3 -batch {} 'BEGIN IMMEDIATE' 2>/dev/null", db_);
  EXPECT_NE(std::system(command.c_str()), 0);
  const auto second = LedgerWriter::Open(db_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::kLocked);
  EXPECT_THAT(second.error().message, HasSubstr("locked by another process"));
}

TEST_F(StoreLedger, RolledBackRowsLeaveNoTrace) {
  auto writer = LedgerWriter::Open(db_);
  ASSERT_TRUE((*writer)->Begin());
  const auto agent = (*writer)->Agent("a", ChainKind::kSealed);
  StoredEvent row;
  row.agent = agent->key;
  row.sequence = 1;
  row.content = "{}";
  ASSERT_TRUE((*writer)->Append(row, 1));
  ASSERT_TRUE((*writer)->Rollback());
  EXPECT_EQ(*(*writer)->FindAgent("a"), std::nullopt);
  ASSERT_TRUE((*writer)->Begin());
  (*writer)->Agent("b", ChainKind::kSealed);
  EXPECT_EQ((*writer)->Append(row, 1).value_or(0), 1U);
  ASSERT_TRUE((*writer)->Commit());
  writer->reset();
  EXPECT_EQ(Agents().at(0).agent_id, "b");
  EXPECT_EQ((*LedgerReader::Open(db_))->TreeFrontier()->size, 1U);
}

// What a failure rolled back must not come back piecemeal.
TEST_F(StoreLedger, NothingIsWrittenAfterAFailure) {
  auto writer = LedgerWriter::Open(db_);
  ASSERT_TRUE((*writer)->Begin());
  StoredEvent row;
  row.agent = (*writer)->Agent("a", ChainKind::kSealed)->key;
  row.sequence = 1;
  row.content = "{}";
  ASSERT_TRUE((*writer)->Append(row, 1));
  const auto failed = (*writer)->Begin();  // inside a transaction
  ASSERT_FALSE(failed);
  const auto committed = (*writer)->Commit();
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().message, failed.error().message);
  EXPECT_FALSE((*writer)->Append(row, 1));
  writer->reset();
  EXPECT_EQ((*LedgerReader::Open(db_))->TreeFrontier()->size, 0U);
  EXPECT_TRUE(LedgerWriter::Open(db_));
}

TEST_F(StoreLedger, DamagedRowsAreDeliveredAndNeverVerify) {
  Fill(2);
  Alter("UPDATE events SET hash = x'00', agent = -5 WHERE idx = 2");
  auto reader = LedgerReader::Open(db_);
  auto cursor = (*reader)->Scan(2, 2);
  StoredEvent row;
  ASSERT_TRUE(*cursor->Next(&row));
  Digest damaged;
  damaged.fill(0xff);
  EXPECT_EQ(row.hash, damaged);
  EXPECT_EQ(row.agent, UINT32_MAX);
}

TEST_F(StoreLedger, WriterRefusesToGoOnAfterADeletedRow) {
  Fill(2);
  Alter("DELETE FROM events WHERE idx = 2");
  const auto writer = LedgerWriter::Open(db_);
  ASSERT_FALSE(writer);
  EXPECT_THAT(writer.error().message, HasSubstr("tree has 2 leaves"));
}

class Collect : public ScanWorker {
 public:
  explicit Collect(std::vector<uint64_t>* all) : all_(all) {}
  void BeginBlock(uint64_t) override { mine_.clear(); }
  void Row(const StoredEvent& row) override { mine_.push_back(row.index); }
  void MergeBlock() override {
    all_->insert(all_->end(), mine_.begin(), mine_.end());
  }

 private:
  std::vector<uint64_t>* all_;
  std::vector<uint64_t> mine_;
};

TEST_F(StoreLedger, ParallelScanSeesEveryRowOnceInOrder) {
  Fill(20000);
  for (const char* sql : {"SELECT 1",
                          "UPDATE events SET idx = idx + "
                          "1000000000000000 WHERE idx > 9000"}) {
    Alter(sql);
    const auto reader = LedgerReader::Open(db_);
    for (const unsigned jobs : {1U, 2U, 7U}) {
      std::vector<uint64_t> all;
      ASSERT_TRUE(ParallelScan(
          **reader, jobs, [&] { return std::make_unique<Collect>(&all); }));
      EXPECT_EQ(all.size(), 20000U);
      EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
    }
  }
}

TEST_F(StoreLedger, MemoryLedgerIsScannedOnItsOwnThread) {
  auto writer = LedgerWriter::OpenMemory();
  const std::vector<std::string_view> lines(9000, R"({"agent_id":"a"})");
  ASSERT_TRUE(IngestLines(writer->get(), lines, options_));
  std::vector<uint64_t> all;
  ASSERT_TRUE(ParallelScan((*writer)->reader(), 4,
                           [&] { return std::make_unique<Collect>(&all); }));
  EXPECT_EQ(all.size(), 9000U);
}

}  // namespace
}  // namespace plog
