// The tamper matrix for an adversary who has the ledger file and SQLite:
// whatever is altered in it, the finding is the expected one, in its place, and
// the verdict is not a good one.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "ledger/audit/audit.h"
#include "tests/ledger/ingest_fixture.h"
#include "tests/ledger/tamper_trail.h"

namespace plog {
namespace {

// `findings`: "CODE" or "CODE INDEX", by commas; INDEX is the ingest index.
struct Alteration {
  const char* name;
  std::string sql;
  const char* findings;
  Verdict verdict = Verdict::kTampered;
};

class TamperFile : public IngestFixture {
 protected:
  // a-1 b-1 a-2 b-2 … a-5 b-5 have the ingest indices 1 to 10.
  void SetUp() override { IngestText(Trail::Make("ab", 5).Text()); }

  void Alter(const std::string& sql) {
    const std::string script = Write("alter.sql", sql);
    const std::string command =
        fmt::format("sqlite3 -batch -bail {} <{} >/dev/null", db_, script);
    ASSERT_EQ(std::system(command.c_str()), 0) << sql;
  }
  std::string Findings(const AuditReport& report) {
    std::string text;
    for (const AuditFinding& finding : report.findings) {
      if (!text.empty()) text += ",";
      text += Name(finding.code);
      if (!finding.ingest_index) continue;
      text += " " + std::to_string(*finding.ingest_index);
    }
    return text;
  }
  void Expect(const Alteration& alteration) {
    SCOPED_TRACE(alteration.name);
    const std::string whole = Slurp(db_);
    Alter(alteration.sql);
    const auto reader = LedgerReader::Open(db_);
    ASSERT_TRUE(reader) << reader.error().message;
    for (const unsigned jobs : {1U, 3U}) {
      const auto report = AuditLedger(**reader, {}, jobs);
      ASSERT_TRUE(report) << report.error().message;
      EXPECT_EQ(Findings(*report), alteration.findings);
      EXPECT_EQ(Name(report->verdict), Name(alteration.verdict));
    }
    std::ofstream(db_, std::ios::binary) << whole;
  }
};

// An update of the event at `index`, of agent a.
std::string Set(const char* column, const char* value, int index) {
  return fmt::format("UPDATE events SET {}={} WHERE idx={}", column, value,
                     index);
}

constexpr char kFives[] =
    "x'5555555555555555555555555555555555555555555555555555555555555555'";

TEST_F(TamperFile, EveryColumnOfAnEventIsCovered) {
  const Alteration alterations[] = {
      {"content, first",
       Set("content", "CAST(replace(content,'search','delete') AS BLOB)", 1),
       "hash-mismatch 1"},
      {"content, middle",
       Set("content", "CAST(replace(content,'search','delete') AS BLOB)", 5),
       "hash-mismatch 5"},
      {"content, last",
       Set("content", "CAST(replace(content,'search','delete') AS BLOB)", 9),
       "hash-mismatch 9"},
      {"content is no event", Set("content", "x'7b'", 5),
       "hash-mismatch 5,column-mismatch 5"},
      {"content is empty", Set("content", "x''", 5),
       "hash-mismatch 5,column-mismatch 5"},
      {"hash, first", Set("hash", kFives, 1),
       "tree-mismatch,hash-mismatch 1,link-mismatch 3"},
      {"hash, middle", Set("hash", kFives, 5),
       "tree-mismatch,hash-mismatch 5,link-mismatch 7"},
      {"hash, last", Set("hash", kFives, 9),
       "column-mismatch,tree-mismatch,hash-mismatch 9"},
      {"hash of another length", Set("hash", "x'00'", 5),
       "tree-mismatch,hash-mismatch 5,link-mismatch 7"},
      {"prev_hash, first", Set("prev_hash", kFives, 1),
       "tree-mismatch,hash-mismatch 1,bad-genesis 1"},
      {"prev_hash, middle", Set("prev_hash", kFives, 5),
       "tree-mismatch,hash-mismatch 5,link-mismatch 5"},
      {"sequence, middle", Set("sequence", "77", 5),
       "tree-mismatch,link-mismatch 5,sequence-gap 5,"
       "time-regression 5,link-mismatch 7,sequence-gap 7"},
      {"sequence 0", Set("sequence", "0", 1),
       "tree-mismatch,sequence-gap 1,column-mismatch 1,link-mismatch 3,"
       "sequence-gap 3"},
      {"session", Set("session", "'s-a-4'", 5), "column-mismatch 5"},
      {"no session", Set("session", "NULL", 5), "column-mismatch 5"},
      {"time", Set("time", "time+1", 5), "column-mismatch 5"},
      {"no time", Set("time", "NULL", 5), "column-mismatch 5"},
      {"action type", Set("action_type", "'LLM_CALL'", 5), "column-mismatch 5"},
      {"unhashed member", Set("unhashed", "'{\"approved_by\":\"me\"}'", 5),
       "unhashed-field 5", Verdict::kVerifiedUnanchored},
      {"unhashed is no object", Set("unhashed", "'[1]'", 5),
       "column-mismatch 5"},
      // Nothing reads it once the profile is settled.
      {"original line", Set("original", "x'7b7d'", 5), "",
       Verdict::kVerifiedUnanchored},
      // A chain of the other kind would have been sealed by whoever has it.
      {"kind of an event", Set("original", "NULL", 5), "column-mismatch 5"},
      {"kind of a chain", "UPDATE agents SET kind=0 WHERE key=0",
       "column-mismatch 1,column-mismatch 3,column-mismatch 5,"
       "column-mismatch 7,column-mismatch 9"},
      {"agent", Set("agent", "1", 5),
       "column-mismatch,column-mismatch,link-mismatch 5,column-mismatch 5,"
       "fork 6,link-mismatch 7,sequence-gap 7"},
      {"no such agent", Set("agent", "9", 5),
       "column-mismatch,column-mismatch 5,link-mismatch 7,sequence-gap 7"},
      {"negative agent", Set("agent", "-1", 5),
       "column-mismatch,column-mismatch 5,link-mismatch 7,sequence-gap 7"},
  };
  for (const Alteration& alteration : alterations) Expect(alteration);
}

TEST_F(TamperFile, RowsTakenAwayPutInOrMovedAreFound) {
  const Alteration alterations[] = {
      {"delete the first", "DELETE FROM events WHERE idx=1",
       "column-mismatch,column-mismatch,tree-mismatch,tree-mismatch,"
       "tree-mismatch 2,bad-genesis 3,sequence-gap 3"},
      {"delete in the middle", "DELETE FROM events WHERE idx=5",
       "column-mismatch,column-mismatch,tree-mismatch,tree-mismatch,"
       "tree-mismatch 6,link-mismatch 7,sequence-gap 7"},
      {"delete the last", "DELETE FROM events WHERE idx=10",
       "column-mismatch,column-mismatch,tree-mismatch"},
      {"delete all", "DELETE FROM events",
       "column-mismatch,column-mismatch,column-mismatch,tree-mismatch"},
      {"copy a row",
       "INSERT INTO events SELECT 11,agent,sequence,time,session,action_type,"
       "hash,prev_hash,unhashed,original,content FROM events WHERE idx=5",
       "column-mismatch,column-mismatch,tree-mismatch,fork 11,"
       "duplicate-id 11"},
      {"leave a hole", "UPDATE events SET idx=1000000 WHERE idx=10",
       "tree-mismatch,tree-mismatch 1000000"},
      {"swap two rows",
       "UPDATE events SET idx=99 WHERE idx=5;"
       "UPDATE events SET idx=5 WHERE idx=6;"
       "UPDATE events SET idx=6 WHERE idx=99;",
       "tree-mismatch,column-mismatch 5,column-mismatch 6"},
  };
  for (const Alteration& alteration : alterations) Expect(alteration);
}

TEST_F(TamperFile, WhatStandsBesideTheEventsIsCompared) {
  const Alteration alterations[] = {
      {"rename an agent", "UPDATE agents SET agent_id='z' WHERE key=0",
       "column-mismatch 1,column-mismatch 3,column-mismatch 5,"
       "column-mismatch 7,column-mismatch 9"},
      {"drop the last agent's row", "DELETE FROM agents WHERE key=1",
       "column-mismatch 2,column-mismatch 4,column-mismatch 6,"
       "column-mismatch 8,column-mismatch 10"},
      {"a profile under which nothing verifies",
       "UPDATE agents SET hash_profile='jcs-raw32' WHERE key=0",
       "hash-mismatch 1,hash-mismatch 3,hash-mismatch 5,hash-mismatch 7,"
       "hash-mismatch 9"},
      {"a profile of another form",
       "UPDATE agents SET hash_profile='python-spaced' WHERE key=0",
       "column-mismatch 1"},
      {"no profile", "UPDATE agents SET hash_profile='' WHERE key=0",
       "unverifiable-profile", Verdict::kIncomplete},
      {"a profile that does not exist",
       "UPDATE agents SET hash_profile='zz' WHERE key=0",
       "unverifiable-profile", Verdict::kIncomplete},
      {"number of events", "UPDATE agents SET events=4 WHERE key=0",
       "column-mismatch"},
      {"head sequence", "UPDATE agents SET head_sequence=4 WHERE key=0",
       "column-mismatch"},
      {"head hash",
       fmt::format("UPDATE agents SET head_hash={} WHERE key=0", kFives),
       "column-mismatch"},
      {"tree size", "UPDATE tree SET size=9", "tree-mismatch"},
      {"tree hashes", "UPDATE tree SET hashes=zeroblob(64)", "tree-mismatch"},
      {"no tree", "DELETE FROM tree", "tree-mismatch"},
      {"a huge tree", "UPDATE tree SET size=9223372036854775807",
       "tree-mismatch"},
      {"an id in the list of ids",
       "UPDATE event_ids SET hashes=CAST(substr(hashes,1,32)||zeroblob(8)||"
       "substr(hashes,41) AS BLOB)",
       "column-mismatch 5"},
      {"no list of ids", "DELETE FROM event_ids", "column-mismatch"},
      {"ids moved", "UPDATE event_ids SET first=2", "column-mismatch"},
      {"a source that was rewritten", "UPDATE sources SET rewritten=1",
       "source-rewritten"},
  };
  for (const Alteration& alteration : alterations) Expect(alteration);
}

TEST_F(TamperFile, AgentsOutOfOrderOrTwiceAreNoLedger) {
  for (const char* sql : {"DELETE FROM agents WHERE key=0",
                          "UPDATE agents SET key=key+4294967296",
                          "UPDATE agents SET key=-1 WHERE key=0",
                          // Two histories of one agent, each whole by itself.
                          "UPDATE agents SET agent_id='a' WHERE key=1",
                          "INSERT INTO agents SELECT 2,agent_id,kind,"
                          "hash_profile,equivalent_profiles,profile_settled,"
                          "0,0,zeroblob(32) FROM agents WHERE key=0"}) {
    const std::string whole = Slurp(db_);
    Alter(sql);
    const auto reader = LedgerReader::Open(db_);
    ASSERT_TRUE(reader);
    const auto report = AuditLedger(**reader, {}, 1);
    ASSERT_FALSE(report) << sql;
    EXPECT_EQ(report.error().kind, ErrorKind::kUnreadable);
    std::ofstream(db_, std::ios::binary) << whole;
  }
}

// Scans begin with index 1, and nothing would look at it.
TEST_F(TamperFile, AnEventBelowTheFirstIsNoLedger) {
  for (const int index : {0, -1}) {
    const std::string whole = Slurp(db_);
    Alter(fmt::format(
        "INSERT INTO events SELECT {},agent,sequence,time,session,action_type,"
        "hash,prev_hash,unhashed,original,content FROM events WHERE idx=5",
        index));
    const auto reader = LedgerReader::Open(db_);
    ASSERT_FALSE(reader) << index;
    EXPECT_EQ(reader.error().kind, ErrorKind::kUnreadable);
    EXPECT_THAT(reader.error().message, testing::HasSubstr("below 1"));
    std::ofstream(db_, std::ios::binary) << whole;
  }
}

// The script by which the index is made under another definition, after which
// the true one is put back: SQLite compares neither with the table until it is
// asked to.
std::string IndexMadeAs(std::string_view definition) {
  constexpr std::string_view kSet =
      "PRAGMA writable_schema=ON;\n"
      "UPDATE sqlite_schema SET sql='CREATE INDEX recorded_events ON events{}' "
      "WHERE name='recorded_events';\n";
  return ".dbconfig defensive off\n" +
         fmt::format(fmt::runtime(kSet), definition) +
         "PRAGMA writable_schema=RESET;\nREINDEX recorded_events;\n" +
         fmt::format(fmt::runtime(kSet),
                     "(agent, sequence) WHERE original IS NOT NULL");
}

TEST_F(TamperFile, DoctoredIndexGivesNoGoodVerdict) {
  for (const char* where :
       {"idx != 5", "sequence < 4", "idx > 99", "agent = 1"}) {
    SCOPED_TRACE(where);
    const std::string whole = Slurp(db_);
    Alter(IndexMadeAs(fmt::format("(agent, sequence) WHERE {}", where)));
    const auto reader = LedgerReader::Open(db_);
    ASSERT_TRUE(reader) << "the definition is whole again";
    EXPECT_NE(*(*reader)->DamageReport(), "");
    AuditReport report = *AuditLedger(**reader, {}, 1);
    EXPECT_EQ(Findings(report), "column-mismatch");
    EXPECT_EQ(report.verdict, Verdict::kTampered);
    std::ofstream(db_, std::ios::binary) << whole;
  }
}

TEST_F(TamperFile, DoctoredIndexDoesNotHideWhatIsWrong) {
  Alter("UPDATE events SET prev_hash=hash WHERE idx=5;\n");
  Alter(IndexMadeAs("(agent, sequence) WHERE idx != 5"));
  const auto reader = LedgerReader::Open(db_);
  ASSERT_TRUE(reader);
  const AuditReport report = *AuditLedger(**reader, {}, 1);
  EXPECT_THAT(Findings(report), testing::HasSubstr("hash-mismatch 5"));
  EXPECT_EQ(report.verdict, Verdict::kTampered);
}

// Two events have changed places, in the tree as well, and the index shows them
// where they were. A check does not ask SQLite for the index.
TEST_F(TamperFile, DoctoredIndexDoesNotPutEventsBack) {
  Trail trail = Trail::Make("a", 5);
  std::swap(trail.At(1).sequence, trail.At(2).sequence);
  db_ = folder_ + "/swapped.db";
  IngestText(trail.Text());
  Alter(IndexMadeAs("(agent, (idx+0)) WHERE original IS NOT NULL"));
  const auto reader = LedgerReader::Open(db_);
  ASSERT_TRUE(reader);
  const auto agents = (*reader)->Agents();
  ChainAuditor chains(*agents, {});
  EventAuditor events(*agents);
  EventContent content;
  StoredEvent row;
  auto cursor = (*reader)->Scan(1, 99);
  while (*cursor->Next(&row)) chains.Add(events.Audit(row, &content));
  const auto report = chains.Finish(**reader);
  ASSERT_TRUE(report);
  EXPECT_THAT(Findings(*report), testing::HasSubstr("link-mismatch 2"));
  EXPECT_EQ(report->verdict, Verdict::kTampered);
}

}  // namespace
}  // namespace plog
