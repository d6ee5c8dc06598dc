// Files that pose as a ledger, and ledgers in places where they should not be:
// refused with a reason, or read without a byte being changed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "ledger/audit/audit.h"
#include "tests/ledger/ingest_fixture.h"
#include "tests/ledger/tamper_trail.h"

namespace plog {
namespace {

using testing::HasSubstr;

class HostileFile : public IngestFixture {
 protected:
  void SetUp() override { IngestText(Trail::Make("ab", 3).Text()); }

  void Alter(const std::string& sql) {
    const std::string script = Write("alter.sql", sql);
    const std::string command =
        fmt::format("sqlite3 -batch -bail {} <{} >/dev/null", db_, script);
    ASSERT_EQ(std::system(command.c_str()), 0) << sql;
  }
  static void ExpectRefused(const std::string& path,
                            const std::string& message) {
    const auto reader = LedgerReader::Open(path);
    ASSERT_FALSE(reader) << message;
    EXPECT_THAT(reader.error().message, HasSubstr(message));
    EXPECT_NE(reader.error().kind, ErrorKind::kDefect);
    const auto writer = LedgerWriter::Open(path);
    EXPECT_FALSE(writer) << message;
  }
  struct stat Status() const {
    struct stat status = {};
    stat(db_.c_str(), &status);
    return status;
  }
};

// What ALTER TABLE would not do: the definition itself is replaced.
std::string Redefine(const std::string& name, const std::string& sql) {
  return fmt::format(
      ".dbconfig defensive off\nPRAGMA writable_schema=ON;\n"
      "UPDATE sqlite_schema SET sql='{}' WHERE name='{}';\n",
      sql, name);
}

TEST_F(HostileFile, AlteredSchemaIsRefusedWhateverItStillShows) {
  const struct {
    const char* name;
    std::string sql;
    const char* message;
  } cases[] = {
      {"view in the place of a table",
       "ALTER TABLE events RENAME TO kept; CREATE VIEW events AS SELECT * "
       "FROM kept WHERE sequence < 3;",
       "table events is not what plog created"},
      {"trigger",
       "CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM rejects; "
       "END;",
       "unexpected trigger t"},
      {"generated column",
       "ALTER TABLE events ADD COLUMN g TEXT AS (session || 'x') VIRTUAL;",
       "table events is not what plog created"},
      {"table that is not strict",
       Redefine("tree",
                "CREATE TABLE tree(key INTEGER PRIMARY KEY, size INTEGER NOT "
                "NULL, hashes BLOB NOT NULL)"),
       "table tree is not what plog created"},
      {"column under another name",
       "ALTER TABLE agents RENAME COLUMN agent_id TO who;",
       "table agents is not what plog created"},
      {"partial index",
       Redefine("recorded_events",
                "CREATE INDEX recorded_events ON events(agent, sequence) "
                "WHERE idx <> 2"),
       "index recorded_events is not what plog created"},
      {"index by another column",
       "DROP INDEX recorded_events; CREATE INDEX recorded_events ON "
       "events(agent, idx);",
       "is not what plog created"},
      {"index gone", "DROP INDEX recorded_events;", "is not what plog created"},
      {"index too many", "CREATE INDEX more ON events(session);",
       "unexpected index more"},
      {"table too many", "CREATE TABLE more(x);", "unexpected table more"},
      {"virtual table", "CREATE VIRTUAL TABLE more USING fts5(x);",
       "unexpected table more"},
      {"statistics of ANALYZE", "ANALYZE;", "unexpected table sqlite_stat1"},
      {"newer version", "PRAGMA user_version=9;", "newer than this plog"},
      {"negative version", "PRAGMA user_version=-1;", "unknown ledger version"},
      {"other application", "PRAGMA application_id=7;", "not a plog ledger"},
      {"WAL mode", "PRAGMA journal_mode=WAL;", "WAL mode"},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.name);
    const std::string whole = Slurp(db_);
    Alter(test.sql);
    const std::string altered = Slurp(db_);
    ExpectRefused(db_, test.message);
    EXPECT_TRUE(Slurp(db_) == altered) << "refusing changed the file";
    std::ofstream(db_, std::ios::binary) << whole;
  }
}

// The journal of a writer that was killed: only a writer may play it back.
TEST_F(HostileFile, HotJournalIsNotReadOverAndNotPlayedBackByAReader) {
  const std::string whole = Slurp(db_);
  const std::string copy = folder_ + "/copy";
  // The pages are spilt to the file before COMMIT, as in a long transaction.
  const std::string script = Write(
      "spill.sql",
      fmt::format("PRAGMA cache_size=1;\nPRAGMA cache_spill=1;\nBEGIN;\n"
                  "UPDATE events SET content=randomblob(20000);\n"
                  ".shell cp {0} {1}\n.shell cp {0}-journal {1}-journal\n",
                  db_, copy));
  ASSERT_EQ(
      std::system(fmt::format("sqlite3 -batch {} <{}", db_, script).c_str()),
      0);
  ASSERT_TRUE(std::filesystem::exists(copy + "-journal"));
  const std::string torn = Slurp(copy);
  EXPECT_FALSE(torn == whole);
  const auto reader = LedgerReader::Open(copy);
  ASSERT_FALSE(reader);
  EXPECT_THAT(reader.error().message, HasSubstr("unfinished"));
  EXPECT_TRUE(Slurp(copy) == torn);
  ASSERT_TRUE(LedgerWriter::Open(copy));
  EXPECT_TRUE(Slurp(copy) == whole);
  EXPECT_TRUE(LedgerReader::Open(copy));
}

// What a writer leaves that has committed and could then not delete the file.
TEST_F(HostileFile, JournalOfAFinishedTransactionIsNoObstacle) {
  std::ofstream(db_ + "-journal") << std::string(600, '\0');
  const auto reader = LedgerReader::Open(db_);
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_EQ(AuditLedger(**reader, {}, 2)->verdict,
            Verdict::kVerifiedUnanchored);
  EXPECT_TRUE(std::filesystem::exists(db_ + "-journal"));
}

TEST_F(HostileFile, WalBesideTheLedgerIsRefused) {
  std::ofstream(db_ + "-wal") << "frames";
  ExpectRefused(db_, "unfinished");
  std::filesystem::remove(db_ + "-wal");
  std::filesystem::create_symlink("/nowhere", db_ + "-journal");
  const auto reader = LedgerReader::Open(db_);
  EXPECT_FALSE(reader);
}

TEST_F(HostileFile, OnlyARegularFileIsOpened) {
  std::filesystem::create_symlink(db_, folder_ + "/link");
  std::filesystem::create_symlink(folder_ + "/missing", folder_ + "/dangling");
  std::filesystem::create_directory(folder_ + "/folder");
  ASSERT_EQ(mkfifo((folder_ + "/fifo").c_str(), 0600), 0);
  ExpectRefused(folder_ + "/link", "is a symbolic link");
  ExpectRefused(folder_ + "/dangling", "is a symbolic link");
  ExpectRefused(folder_ + "/folder", "is a directory");
  ExpectRefused(folder_ + "/fifo", "is not a regular file");
  ExpectRefused("/dev/null", "is not a regular file");
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/missing"));
}

TEST_F(HostileFile, EveryCutOfTheFileIsRefusedOrNotVerified) {
  const std::string whole = Slurp(db_);
  for (size_t size = 1; size < whole.size(); size += 1021) {
    std::ofstream(db_, std::ios::binary) << whole.substr(0, size);
    const auto reader = LedgerReader::Open(db_);
    if (!reader) continue;
    const auto report = AuditLedger(**reader, {}, 1);
    EXPECT_FALSE(report && report->verdict <= Verdict::kVerifiedUnanchored)
        << size;
  }
}

// Ids of agents are hashed as the table has them, whatever that is.
TEST_F(HostileFile, AgentIdThatIsNoTextIsNotVerified) {
  for (const size_t size : {size_t{1}, size_t{4097}, size_t{100000}}) {
    std::string hex;
    for (size_t i = 0; i < size; ++i) hex += "80";
    Alter(fmt::format(
        "UPDATE agents SET agent_id = CAST(x'{}' AS TEXT) WHERE key = 0;",
        hex));
    const auto reader = LedgerReader::Open(db_);
    ASSERT_TRUE(reader);
    const auto report = AuditLedger(**reader, {}, 2);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->verdict, Verdict::kTampered);
  }
}

TEST_F(HostileFile, BytesBehindTheLastPageAreNotVerified) {
  std::ofstream(db_, std::ios::binary | std::ios::app) << "hidden";
  const auto reader = LedgerReader::Open(db_);
  ASSERT_TRUE(reader);
  EXPECT_EQ(AuditLedger(**reader, {}, 1)->verdict, Verdict::kTampered);
}

TEST_F(HostileFile, TwoWritersNeverWriteTogether) {
  const auto first = LedgerWriter::Open(db_);
  ASSERT_TRUE(first);
  for (const bool busy : {false, true}) {
    if (busy) {
      ASSERT_TRUE((*first)->Begin());
    }
    const std::string command = fmt::format(
        "sqlite3 -batch {} \"INSERT INTO tree VALUES(9,9,x'')\" 2>/dev/null",
        db_);
    EXPECT_NE(std::system(command.c_str()), 0);
  }
  const auto second = LedgerWriter::Open(db_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::kLocked);
}

TEST_F(HostileFile, ReaderWorksOnReadOnlyMediaAndLeavesNoTrace) {
  chmod(db_.c_str(), 0400);
  chmod(folder_.c_str(), 0500);
  const std::string before = Slurp(db_);
  const struct stat then = Status();
  {
    const auto reader = LedgerReader::Open(db_);
    ASSERT_TRUE(reader) << reader.error().message;
    EXPECT_TRUE(AuditLedger(**reader, {}, 4));
    EXPECT_EQ((*reader)->FindById("a-2")->size(), 1U);
  }
  const struct stat now = Status();
  EXPECT_TRUE(Slurp(db_) == before);
  EXPECT_EQ(then.st_mtim.tv_nsec, now.st_mtim.tv_nsec);
  EXPECT_EQ(then.st_ino, now.st_ino);
  size_t files = 0;
  for ([[maybe_unused]] const auto& entry :
       std::filesystem::directory_iterator(folder_)) {
    ++files;
  }
  EXPECT_EQ(files, 2U) << "the ledger and its source";
  chmod(folder_.c_str(), 0700);
}

}  // namespace
}  // namespace plog
