#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/audit/audit.h"
#include "tests/ledger/ledger_draft.h"

namespace plog {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class EventAuditorTest : public testing::Test {
 protected:
  EventAuditorTest() {
    agents_.resize(2);
    agents_[0].agent_id = "a";
    agents_[1].key = 1;
    agents_[1].agent_id = "raw";
    for (AgentRow& agent : agents_) agent.hash_profile = "jcs";
    event_.id = "e1";
    event_.sequence = 1;
    event_.timestamp = "2026-01-01T00:00:00.5Z";
    event_.time_seconds = 1767225600;
    event_.WriteContent();
    event_.Rehash();
  }

  StoredEvent Row() const {
    StoredEvent row;
    row.index = 1;
    row.sequence = event_.sequence;
    row.session = event_.column_session;
    row.time_seconds = event_.time_seconds;
    row.action_type = event_.column_type;
    row.content = event_.content;
    row.hash = event_.hash;
    row.prev_hash = event_.prev_hash;
    row.unhashed = event_.unhashed;
    return row;
  }
  AuditedEvent Audit(const StoredEvent& row) {
    return EventAuditor(agents_).Audit(row, &content_);
  }
  std::vector<std::string> Codes(const StoredEvent& row) {
    std::vector<std::string> codes;
    for (const AuditFinding& finding : Audit(row).findings) {
      codes.emplace_back(Name(finding.code));
    }
    return codes;
  }

  std::vector<AgentRow> agents_;
  DraftEvent event_;
  EventContent content_;
};

TEST_F(EventAuditorTest, SoundRowHasNoFindings) {
  const AuditedEvent audited = Audit(Row());
  EXPECT_THAT(audited.findings, IsEmpty());
  EXPECT_EQ(audited.time->nanos, 500000000);
  EXPECT_NE(audited.id_key, 0u);
  EXPECT_EQ(content_.id(), "e1");
}

TEST_F(EventAuditorTest, RawProfileHashesTheBytesOfPrevHash) {
  agents_[0].hash_profile = "jcs-raw32";
  EXPECT_THAT(Codes(Row()), ElementsAre("hash-mismatch"));
  event_.hash = Sha256Of(event_.content + std::string(32, '\0'));
  EXPECT_THAT(Codes(Row()), IsEmpty());
}

TEST_F(EventAuditorTest, UnknownProfileIsNotGuessed) {
  agents_[0].hash_profile = "";
  event_.hash[0] ^= 1;
  EXPECT_THAT(Codes(Row()), IsEmpty());
}

TEST_F(EventAuditorTest, ColumnsThatTheContentDoesNotHave) {
  StoredEvent row = Row();
  row.session.reset();
  row.time_seconds.reset();
  row.sequence = 0;
  EXPECT_THAT(Codes(row), ElementsAre("column-mismatch", "column-mismatch",
                                      "column-mismatch"));
}

TEST_F(EventAuditorTest, AgentWithoutRow) {
  StoredEvent row = Row();
  row.agent = 4000000000;
  const AuditedEvent audited = Audit(row);
  ASSERT_EQ(audited.findings.size(), 1u);
  EXPECT_EQ(audited.findings[0].code, FindingCode::kColumnMismatch);
  EXPECT_EQ(audited.findings[0].actual, "4000000000");
}

TEST_F(EventAuditorTest, LeafFollowsTheHashedAgentNotTheColumn) {
  StoredEvent moved = Row();
  moved.agent = 1;
  EXPECT_EQ(Audit(moved).leaf, Audit(Row()).leaf);
  EXPECT_THAT(Codes(moved), ElementsAre("column-mismatch"));
}

TEST_F(EventAuditorTest, HostileUnhashedMembersAreBounded) {
  event_.unhashed = R"({"validation_warnings":[])";
  for (int i = 0; i < 1000; ++i) {
    event_.unhashed += ",\"x" + std::to_string(i) + "\":1";
  }
  event_.unhashed += "}";
  const AuditedEvent audited = Audit(Row());
  ASSERT_EQ(audited.findings.size(), 1u);
  EXPECT_EQ(audited.findings[0].code, FindingCode::kUnhashedField);
  EXPECT_THAT(audited.findings[0].actual, HasSubstr("x0, x1"));
  EXPECT_LT(audited.findings[0].actual.size(), 300u);
  for (const char* bad : {"[]", "{", "\xFF", "null"}) {
    event_.unhashed = bad;
    EXPECT_THAT(Codes(Row()), ElementsAre("column-mismatch")) << bad;
  }
}

TEST_F(EventAuditorTest, ContentThatIsNoEventIsReportedAndLeftEmpty) {
  for (const std::string& bad :
       {std::string(), std::string("[]"), std::string("{\"x\":1}"),
        std::string("{\"agent_id\":1}"), std::string("\xFF\xFE")}) {
    event_.content = bad;
    event_.Rehash();
    EXPECT_THAT(Codes(Row()), ElementsAre("column-mismatch")) << bad;
    EXPECT_EQ(content_.agent_id(), "");
  }
}

}  // namespace
}  // namespace plog
