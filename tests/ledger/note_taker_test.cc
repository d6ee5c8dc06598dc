// What a NoteTaker is shown is what the hashed content says, and a scratch
// ledger keeps what it noted.
#include "ledger/ingest/note_taker.h"

#include <gmock/gmock.h>

#include <cmath>

#include "ledger/audit/audit.h"
#include "ledger/json/canonical.h"
#include "ledger/store/id_table.h"
#include "tests/ledger/ingest_fixture.h"

namespace plog {
namespace {

using testing::HasSubstr;
using testing::Not;

void AppendNumbers(JsonView value, std::string* out) {
  if (value.is_number()) {
    *out += fmt::format("{}{} ", std::signbit(value.AsDouble()) ? "-" : "+",
                        std::abs(value.AsDouble()));
  }
  if (value.is(JsonType::kArray)) {
    for (auto v = value.First(); v.valid(); v = value.After(v)) {
      AppendNumbers(v, out);
    }
  }
}

// All that can be asked of an event's members.
std::string Seen(const EventContent& event) {
  std::string seen;
  for (size_t i = 0; i < kMembers.size(); ++i) {
    const JsonView value = event.Get(static_cast<Member>(i));
    if (!value.valid()) continue;
    seen += fmt::format("{}=", kMembers[i].name);
    AppendCanonical(value, NativeProfile(), &seen);
    seen += ' ';
    AppendNumbers(value, &seen);
  }
  if (event.timestamp()) seen += FormatRfc3339(*event.timestamp());
  return seen;
}

class SeenTaker final : public NoteTaker {
 public:
  void Note(const EventContent& event, std::string* note) override {
    *note = Seen(event);
  }
};

class NoteTakerTest : public IngestFixture {
 protected:
  NoteTakerTest() {
    options_.note_taker = [] { return std::make_unique<SeenTaker>(); };
  }

  void Add(const std::vector<std::string>& lines) {
    const std::vector<std::string_view> views(lines.begin(), lines.end());
    ASSERT_TRUE(IngestLines(ledger_.get(), views, options_));
  }

  std::unique_ptr<LedgerWriter> ledger_ = LedgerWriter::OpenScratch(folder_);
};

TEST_F(NoteTakerTest, IsShownWhatTheContentSays) {
  Add({
      R"({"agent_id":"a"})",
      R"({"action_output":[-0.0,0.0,-0,1.0,1e21,1152921504606847000.0,0.1],)"
      R"("agent_id":"a"})",
      R"({"timestamp":"2026-01-01T01:00:00.123456789+01:00","agent_id":"b",)"
      R"("metadata":{"z":"\u00e9\ud83d\ude00\u0000","a":{"y":1,"x":[]}}})",
      R"({"id":"","source":"sdk","agent_id":"a","labels":null,)"
      R"("session_id":null,"action_input":null})",
      R"({"schema_version":"2","capture_method":"x","duration_ms":0,)"
      R"("action_type":"TOOL_CALL","agent_id":"a","action_name":"n"})",
  });
  auto plain = ledger_->reader().Scan(1, UINT64_MAX);
  auto noted = ledger_->reader().ScanNoted(1, UINT64_MAX);
  ContentParser parser;
  EventContent content;
  StoredEvent row;
  StoredEvent with_note;
  Sha256 sha;
  for (uint64_t i = 1; i <= ledger_->reader().event_count(); ++i) {
    SCOPED_TRACE(i);
    ASSERT_TRUE(*plain->Next(&row));
    ASSERT_TRUE(*noted->Next(&with_note));
    EXPECT_EQ(row.note, "");
    EXPECT_EQ(with_note.content, "");
    ASSERT_EQ(parser.Parse(row.content, &content), std::nullopt);
    EXPECT_EQ(with_note.note, Seen(content));
    EXPECT_EQ(with_note.id_key, IdKey(content.id(), &sha));
    EXPECT_EQ(with_note.hash, row.hash);
    EXPECT_EQ(Instant({*with_note.time_seconds, with_note.time_nanos}),
              content.timestamp());
  }
  EXPECT_FALSE(*noted->Next(&with_note));
}

// Their content is given, so that whoever goes by notes can look at it.
TEST_F(NoteTakerTest, IsNotShownRecordedEventsAndUnhashedMembers) {
  Digest head{};
  Add({Recorded(R"("agent_id":"r")", 1, &head, "jcs"),
       R"({"agent_id":"a","validation_warnings":[]})",
       R"({"agent_id":"a","unknown":1})", R"({"agent_id":"a"})"});
  auto cursor = ledger_->reader().ScanNoted(1, UINT64_MAX);
  StoredEvent row;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(*cursor->Next(&row));
    EXPECT_EQ(row.note, "");
    EXPECT_THAT(std::string(row.content), HasSubstr("agent_id"));
  }
  ASSERT_TRUE(*cursor->Next(&row));
  EXPECT_THAT(std::string(row.note), HasSubstr("agent_id"));
  EXPECT_THAT(std::string(row.note), Not(HasSubstr("unknown")));
}

TEST_F(NoteTakerTest, NotesAreWhatARowIsAuditedBy) {
  Add({R"({"agent_id":"a","id":"1","timestamp":"2026-01-01T00:00:00.5Z"})",
       R"({"agent_id":"b","id":"2"})"});
  const auto agents = ledger_->reader().Agents();
  EventAuditor auditor(*agents);
  auto plain = ledger_->reader().Scan(1, UINT64_MAX);
  auto noted = ledger_->reader().ScanNoted(1, UINT64_MAX);
  EventContent content;
  StoredEvent row;
  while (*plain->Next(&row)) {
    const AuditedEvent expected = auditor.Audit(row, &content);
    ASSERT_TRUE(*noted->Next(&row));
    const AuditedEvent found = auditor.AuditNoted(row);
    EXPECT_EQ(found.index, expected.index);
    EXPECT_EQ(found.agent, expected.agent);
    EXPECT_EQ(found.sequence, expected.sequence);
    EXPECT_EQ(found.hash, expected.hash);
    EXPECT_EQ(found.prev_hash, expected.prev_hash);
    EXPECT_EQ(found.leaf, expected.leaf);
    EXPECT_EQ(found.time, expected.time);
    EXPECT_EQ(found.id_key, expected.id_key);
    EXPECT_EQ(found.findings, expected.findings);
  }
  EXPECT_EQ(row.index, 2U);
}

// Beyond what is kept in memory, and on several threads.
TEST_F(NoteTakerTest, NotesAreKeptWithALongTrail) {
  std::string lines;
  for (int i = 0; i < 20000; ++i) {
    lines +=
        fmt::format(R"({{"agent_id":"a{}","metadata":{{"n":{}}}}})", i % 3, i) +
        "\n";
  }
  Ingestor ingestor(ledger_.get(), options_);
  ASSERT_TRUE(ingestor.Ingest(Write("log.jsonl", lines)));
  auto cursor = ledger_->reader().ScanNoted(1, UINT64_MAX);
  StoredEvent row;
  uint64_t rows = 0;
  while (*cursor->Next(&row)) {
    ASSERT_THAT(std::string(row.note),
                HasSubstr(fmt::format(R"("n":{}}})", rows++)));
  }
  EXPECT_EQ(rows, 20000U);
}

}  // namespace
}  // namespace plog
