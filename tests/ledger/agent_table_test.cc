// A writer that is asked for few agents of many reads few of them; what it says
// of them must not depend on that.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/ledger/ingest_fixture.h"

namespace plog {
namespace {

class AgentTableTest : public IngestFixture {
 protected:
  // Agents a0, a1, …, the n-th with n + 1 events.
  void Fill(int agents) {
    std::string lines;
    for (int i = 0; i < agents; ++i) {
      for (int k = 0; k <= i; ++k) {
        lines += fmt::format("{{\"agent_id\":\"a{}\"}}\n", i);
      }
    }
    IngestText(lines);
  }
  void Alter(const std::string& sql) {
    const std::string command =
        fmt::format("sqlite3 -batch {} \"{}\" >/dev/null", db_, sql);
    ASSERT_EQ(std::system(command.c_str()), 0) << sql;
  }
};

TEST_F(AgentTableTest, OneByOneAndAllAtOnceAreTheSame) {
  Fill(10);
  const auto writer = LedgerWriter::Open(db_);
  ASSERT_TRUE(writer);
  for (const int i : {7, 2, 9, 0, 5, 1, 3, 4, 6, 8, 2, 7}) {
    const auto agent = (*writer)->FindAgent(fmt::format("a{}", i));
    ASSERT_TRUE(agent && *agent) << i;
    EXPECT_EQ((*agent)->key, static_cast<uint32_t>(i));
    EXPECT_EQ((*agent)->events, static_cast<uint64_t>(i) + 1);
    EXPECT_FALSE((*writer)->FindAgent("b")->has_value()) << i;
  }
}

TEST_F(AgentTableTest, NewAgentsFollowThoseThatWereNotRead) {
  Fill(6);
  {
    const auto writer = LedgerWriter::Open(db_);
    ASSERT_TRUE(writer && (*writer)->Begin());
    EXPECT_EQ((*writer)->Agent("new", ChainKind::kSealed)->key, 6U);
    EXPECT_EQ((*writer)->Agent("a5", ChainKind::kSealed)->key, 5U);
    // By key, of one that nobody has asked for.
    ASSERT_TRUE((*writer)->SetProfile(2, "go", {}, true));
    EXPECT_EQ((*writer)->FindAgent("new")->value().key, 6U);
    EXPECT_EQ((*writer)->FindAgent("a2")->value().hash_profile, "go");
    ASSERT_TRUE((*writer)->Commit());
  }
  const auto agents = (*LedgerReader::Open(db_))->Agents();
  ASSERT_TRUE(agents);
  ASSERT_EQ(agents->size(), 7U);
  EXPECT_EQ((*agents)[6].agent_id, "new");
  EXPECT_EQ((*agents)[2].hash_profile, "go");
  EXPECT_EQ((*agents)[2].events, 3U);
}

TEST_F(AgentTableTest, WhatWasRolledBackIsForgotten) {
  Fill(2);
  const auto writer = LedgerWriter::Open(db_);
  ASSERT_TRUE(writer && (*writer)->Begin());
  EXPECT_EQ((*writer)->Agent("new", ChainKind::kSealed)->key, 2U);
  ASSERT_TRUE((*writer)->Rollback());
  EXPECT_FALSE((*writer)->FindAgent("new")->has_value());
  EXPECT_EQ((*writer)->FindAgent("a1")->value().events, 2U);
}

TEST_F(AgentTableTest, DamageIsRefused) {
  Fill(3);
  Alter("UPDATE agents SET agent_id='a0' WHERE key=2");
  {
    const auto writer = LedgerWriter::Open(db_);
    ASSERT_TRUE(writer);
    const auto twice = (*writer)->FindAgent("a0");
    ASSERT_FALSE(twice);
    EXPECT_THAT(twice.error().message, testing::HasSubstr("an agent twice"));
  }
  Alter("DELETE FROM agents WHERE key=1");
  const auto gap = LedgerWriter::Open(db_);
  ASSERT_FALSE(gap);
  EXPECT_THAT(gap.error().message, testing::HasSubstr("has a gap"));
}

}  // namespace
}  // namespace plog
