// What every kind of ledger does, on a file and on a scratch ledger, in memory
// and spilled.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>

#include "ledger/audit/audit.h"
#include "ledger/audit/audit_json.h"
#include "ledger/store/id_table.h"
#include "ledger/store/parallel_scan.h"
#include "tests/ledger/ingest_fixture.h"

namespace plog {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

enum class Kind { kFile, kScratch };

class StoreKinds : public IngestFixture,
                   public testing::WithParamInterface<Kind> {
 protected:
  std::unique_ptr<LedgerWriter> Open() {
    if (GetParam() == Kind::kScratch) return LedgerWriter::OpenScratch(folder_);
    return std::move(*LedgerWriter::Open(db_));
  }
  static SourceRow SourceOf(uint64_t key, const char* name, uint64_t bytes) {
    SourceRow row;
    row.key = key;
    row.name = name;
    row.bytes = bytes;
    return row;
  }
  static StoredEvent EventOf(uint32_t agent, uint64_t sequence,
                             std::string_view content) {
    StoredEvent row;
    row.agent = agent;
    row.sequence = sequence;
    row.content = content;
    row.hash = Sha256Of(content);
    return row;
  }
};

INSTANTIATE_TEST_SUITE_P(AllKinds, StoreKinds,
                         testing::Values(Kind::kFile, Kind::kScratch));

// Rows of all sizes, some of them many times larger than any buffer.
TEST_P(StoreKinds, GiveRowsAsTheyWereStored) {
  const auto writer = Open();
  ASSERT_TRUE(writer->Begin());
  const uint32_t agent = writer->Agent("a", ChainKind::kRecorded)->key;
  std::deque<std::string> texts;
  std::vector<StoredEvent> rows;
  std::minstd_rand random;
  for (uint64_t i = 1; i <= 3000; ++i) {
    const size_t size = i == 1500 ? size_t{9} << 20 : random() % 1000;
    StoredEvent row = EventOf(agent, i, texts.emplace_back(size, 'x'));
    row.prev_hash = Sha256Of(std::to_string(i));
    if (i % 2 == 0) row.session = texts.emplace_back("s" + std::to_string(i));
    if (i % 10 == 0) row.session = "";
    if (i % 3 == 0) row.time_seconds = -static_cast<int64_t>(i);
    row.action_type = i % 5 == 0 ? "TOOL_CALL" : "";
    row.unhashed = i % 7 == 0 ? R"({"x":1})" : "";
    if (i % 2 == 1) row.original = i % 4 == 1 ? "line" : "";
    row.index = *writer->Append(row, i);
    rows.push_back(row);
  }
  ASSERT_TRUE(writer->Commit());
  const LedgerReader& reader = writer->reader();
  ASSERT_EQ(reader.event_count(), rows.size());
  const auto expect = [&](EventCursor* cursor, uint64_t first, uint64_t last) {
    StoredEvent row;
    for (uint64_t i = first; i <= last; ++i) {
      ASSERT_TRUE(*cursor->Next(&row));
      const StoredEvent& want = rows[i - 1];
      EXPECT_EQ(row.index, want.index);
      EXPECT_EQ(row.agent, want.agent);
      EXPECT_EQ(row.sequence, want.sequence);
      EXPECT_EQ(row.session, want.session);
      EXPECT_EQ(row.time_seconds, want.time_seconds);
      EXPECT_EQ(row.action_type, want.action_type);
      EXPECT_EQ(row.content, want.content);
      EXPECT_EQ(row.hash, want.hash);
      EXPECT_EQ(row.prev_hash, want.prev_hash);
      EXPECT_EQ(row.unhashed, want.unhashed);
      EXPECT_EQ(row.original, want.original);
    }
    EXPECT_FALSE(*cursor->Next(&row));
  };
  auto all = reader.Scan(0, UINT64_MAX);
  expect(&*all, 1, rows.size());
  auto some = reader.Scan(0, 0);
  expect(&*some, 1, 0);
  for (const uint64_t first : {1U, 2999U, 1499U, 700U, 1500U}) {
    some->Restart(first, first + 1);
    expect(&*some, first, std::min<uint64_t>(first + 1, rows.size()));
    some->Restart(first, first);
    expect(&*some, first, first);
  }
}

TEST_P(StoreKinds, RollBackEverythingSinceTheLastCommit) {
  const auto writer = Open();
  ASSERT_TRUE(writer->Begin());
  const uint32_t a = writer->Agent("a", ChainKind::kRecorded)->key;
  StoredEvent row = EventOf(a, 1, "{}");
  row.original = "";
  ASSERT_TRUE(writer->Append(row, 11));
  ASSERT_TRUE(writer->PutSource(SourceOf(0, "one", 1)));
  RejectRow reject;
  reject.source = "one";
  reject.raw = "junk";
  ASSERT_TRUE(writer->AddReject(reject));
  ASSERT_TRUE(writer->Commit());
  const auto agents = *writer->reader().Agents();

  ASSERT_TRUE(writer->Begin());
  ASSERT_TRUE(writer->ReplaceContent(1, R"({"other":1})"));
  ASSERT_TRUE(writer->ReplaceContent(1, R"({"another":1})"));
  ASSERT_TRUE(writer->SetProfile(a, "jcs", {"go"}, true));
  row.sequence = 2;
  ASSERT_TRUE(writer->Append(row, 12));
  ASSERT_TRUE(writer->Append(
      EventOf(writer->Agent("b", ChainKind::kSealed)->key, 1, "{}"), 13));
  ASSERT_TRUE(writer->PutSource(SourceOf(1, "one", 2)));
  ASSERT_TRUE(writer->PutSource(SourceOf(0, "two", 1)));
  reject.line = 2;
  ASSERT_TRUE(writer->AddReject(reject));
  ASSERT_TRUE(writer->Rollback());

  const LedgerReader& reader = writer->reader();
  EXPECT_EQ(reader.event_count(), 1U);
  EXPECT_EQ(reader.Agents()->size(), 1U);
  EXPECT_EQ(reader.Agents()->at(0).head_sequence, 1U);
  EXPECT_EQ(reader.Agents()->at(0).hash_profile, agents[0].hash_profile);
  EXPECT_EQ(reader.Sources()->size(), 1U);
  EXPECT_EQ(reader.Sources()->at(0).bytes, 1U);
  EXPECT_EQ(reader.Rejects()->size(), 1U);
  auto cursor = reader.Scan(1, 1);
  ASSERT_TRUE(*cursor->Next(&row));
  EXPECT_EQ(row.content, "{}");
  EXPECT_EQ(*writer->FindAgent("b"), std::nullopt);
  EXPECT_EQ(*writer->MaxSequence(a), 1U);
  EXPECT_THAT(*writer->FindByIdKey(12), ElementsAre());
  EXPECT_THAT(*writer->FindByIdKey(11), ElementsAre(1));

  // And what follows takes its place.
  ASSERT_TRUE(writer->Begin());
  const uint32_t c = writer->Agent("c", ChainKind::kSealed)->key;
  EXPECT_EQ(c, 1U);
  EXPECT_EQ(*writer->Append(EventOf(c, 1, "{}"), 14), 2U);
  ASSERT_TRUE(writer->AddReject(reject));
  ASSERT_TRUE(writer->Commit());
  EXPECT_THAT(*writer->FindByIdKey(14), ElementsAre(2));
  EXPECT_EQ(reader.Rejects()->size(), 2U);
  EXPECT_EQ(reader.TreeFrontier()->size, 2U);
}

// What a failure rolled back must not come back piecemeal.
TEST_P(StoreKinds, StoreNothingAfterAFailure) {
  const auto writer = Open();
  ASSERT_TRUE(writer->Begin());
  const StoredEvent row =
      EventOf(writer->Agent("a", ChainKind::kSealed)->key, 1, "{}");
  ASSERT_TRUE(writer->Append(row, 1));
  const auto failed = writer->Begin();  // inside a transaction
  ASSERT_FALSE(failed);
  const auto committed = writer->Commit();
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().message, failed.error().message);
  EXPECT_FALSE(writer->Append(row, 1));
  EXPECT_EQ(writer->reader().event_count(), 0U);
}

TEST_P(StoreKinds, FindEventsOfARecordedChainBySequence) {
  const auto writer = Open();
  ASSERT_TRUE(writer->Begin());
  const uint32_t a = writer->Agent("a", ChainKind::kRecorded)->key;
  const uint32_t b = writer->Agent("b", ChainKind::kRecorded)->key;
  for (const auto& [agent, sequence] : std::vector<std::pair<uint32_t, int>>{
           {a, 3}, {a, 5}, {b, 5}, {a, 4}, {a, 5}, {a, 4}, {a, 1}}) {
    StoredEvent row = EventOf(agent, static_cast<uint64_t>(sequence), "{}");
    row.original = "";
    ASSERT_TRUE(writer->Append(row, 1));
  }
  ASSERT_TRUE(writer->Flush());
  EXPECT_EQ(*writer->MaxSequence(a), 5U);
  EXPECT_THAT(*writer->FindBySequence(a, 5), ElementsAre(5, 2));
  EXPECT_THAT(*writer->FindBySequence(a, 4), ElementsAre(6, 4));
  EXPECT_THAT(*writer->FindBySequence(a, 1), ElementsAre(7));
  EXPECT_THAT(*writer->FindBySequence(a, 2), ElementsAre());
  EXPECT_THAT(*writer->FindBySequence(b, 5), ElementsAre(3));
  EXPECT_THAT(*writer->RecordedEvents(a), ElementsAre(1, 2, 4, 5, 6, 7));
  for (int i = 0; i < 200; ++i) {
    StoredEvent row = EventOf(b, i % 2 == 0 ? 7 : 6, "{}");
    row.original = "";
    ASSERT_TRUE(writer->Append(row, 1));
  }
  ASSERT_TRUE(writer->Flush());
  for (const uint64_t sequence : {6U, 7U}) {
    const auto newest = *writer->FindBySequence(b, sequence);
    ASSERT_EQ(newest.size(), 64U);
    EXPECT_EQ(newest[0], sequence == 7 ? 206U : 207U);
    EXPECT_EQ(newest[63], newest[0] - 126);
  }
  ASSERT_TRUE(writer->Rollback());
  EXPECT_EQ(writer->reader().event_count(), 0U);
}

TEST_P(StoreKinds, KeepARejectOnceWithWhatWasOffered) {
  const auto writer = Open();
  RejectRow one;
  one.source = "s";
  one.line = 7;
  one.column = 3;
  one.code = "bad-json";
  one.message = "why";
  one.raw = std::string("\0junk", 5);
  one.raw_sha256 = Sha256Of(one.raw);
  RejectRow other = one;
  other.line = 8;
  other.raw = "";
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(writer->Begin());
    ASSERT_TRUE(writer->AddReject(one));
    ASSERT_TRUE(writer->AddReject(other));
    ASSERT_TRUE(writer->AddReject(one));
    ASSERT_TRUE(writer->Commit());
  }
  const auto kept = *writer->reader().Rejects();
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].raw, one.raw);
  EXPECT_EQ(kept[0].line, 7U);
  EXPECT_EQ(kept[0].column, 3U);
  EXPECT_EQ(kept[0].code, "bad-json");
  EXPECT_EQ(kept[0].message, "why");
  EXPECT_EQ(kept[0].raw_sha256, one.raw_sha256);
  EXPECT_EQ(kept[1].line, 8U);
}

TEST_P(StoreKinds, KnowTheNewestSourceOfAName) {
  const auto writer = Open();
  ASSERT_TRUE(writer->Begin());
  SourceRow source;
  source.name = "s";
  source.bytes = 1;
  EXPECT_EQ(*writer->PutSource(source), 1U);
  source.bytes = 2;
  EXPECT_EQ(*writer->PutSource(source), 2U);
  ASSERT_TRUE(writer->Commit());
  EXPECT_EQ((*writer->FindSource("s"))->bytes, 2U);
  EXPECT_EQ((*writer->FindSource("s"))->key, 2U);
  EXPECT_EQ(*writer->FindSource("t"), std::nullopt);
}

// Recorded chains under every profile, sealed ones, forks, gaps, duplicates,
// lines that come late, twice, or are none.
class StoreEqual : public IngestFixture {
 protected:
  std::vector<std::string> Lines(uint32_t seed) {
    std::minstd_rand random(seed);
    std::vector<std::string> lines;
    for (size_t p = 0; p < HashProfiles().size(); ++p) {
      Digest head{};
      const auto events = 1 + random() % 90;
      for (uint64_t i = 1; i <= events; ++i) {
        lines.push_back(Recorded(
            fmt::format(
                R"("agent_id":"r{}","id":"{}-{}","action_name":"<é",)"
                R"("action_input":{{"b":"\b","z":1.0,"a":1e-7,"t":{}}})",
                p, p, i % 60, random() % 4),
            i, &head, HashProfiles()[p].name));
      }
    }
    for (int i = 0; i < 200; ++i) {
      lines.push_back(
          fmt::format(R"({{"agent_id":"s{}","id":"x{}","session_id":"{}"}})",
                      random() % 3, random() % 150, random() % 9));
      if (i % 20 == 0) lines.push_back(R"({"agent_id":"r0"})");
      if (i % 30 == 0) lines.push_back("{");
    }
    std::shuffle(lines.begin(), lines.end(), random);
    return lines;
  }

  // Everything there is to know of a ledger.
  static std::string Evidence(const LedgerReader& reader, unsigned jobs) {
    std::string text;
    const auto agents = reader.Agents();
    for (const AgentRow& agent : *agents) {
      text += fmt::format("{} {} {} {} {} {} {} {}\n", agent.key,
                          agent.agent_id, agent.hash_profile,
                          fmt::join(agent.equivalent_profiles, ","),
                          agent.profile_settled, agent.events,
                          agent.head_sequence, ToHex(agent.head_hash));
    }
    EXPECT_TRUE(reader.VisitIdKeys([&text](std::span<const uint64_t> block) {
      for (const uint64_t key : block) text += fmt::format("{:x} ", key);
    }));
    auto cursor = reader.Scan(1, UINT64_MAX);
    StoredEvent row;
    while (*cursor->Next(&row)) {
      text +=
          fmt::format("{} {} {} {} {} {} {} {} {} {} {}\n", row.index,
                      row.agent, row.sequence, row.time_seconds.value_or(-1),
                      row.session.value_or("-"), row.action_type, row.content,
                      row.original.value_or("-"), row.unhashed, ToHex(row.hash),
                      ToHex(row.prev_hash));
    }
    EXPECT_TRUE(reader.VisitPlaces([&text](const EventPlace& place) {
      text +=
          fmt::format("{}/{}/{} ", place.agent, place.sequence, place.index);
    }));
    const auto rejects = reader.Rejects();
    for (const RejectRow& reject : *rejects) {
      text += fmt::format("{}:{} {} {} {}\n", reject.line, reject.column,
                          reject.code, reject.message, reject.raw);
    }
    for (const char* id : {"x1", "0-1", "3-2", "none"}) {
      text += fmt::format("{}: {}\n", id, fmt::join(*reader.FindById(id), ","));
    }
    const auto frontier = reader.TreeFrontier();
    for (const Digest& hash : frontier->hashes) text += ToHex(hash) + "\n";
    const auto report = AuditLedger(reader, AuditOptions(), jobs);
    EXPECT_TRUE(report);
    for (const AuditFinding& finding : report->findings) {
      text += fmt::format("{} {} {} {} {}\n", Name(finding.code),
                          finding.agent_id, finding.event_id.value_or("-"),
                          finding.ingest_index.value_or(0), finding.message);
    }
    return text + ToHex(report->merkle_root);
  }
};

TEST_F(StoreEqual, OnEveryKindOfLedger) {
  for (uint32_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    const std::vector<std::string> lines = Lines(seed);
    db_ = fmt::format("{}/{}.db", folder_, seed);
    const auto file = std::move(*LedgerWriter::Open(db_));
    const auto scratch = LedgerWriter::OpenScratch(folder_);
    for (LedgerWriter* writer : {file.get(), scratch.get()}) {
      uuids_ = 0;
      // In two pieces, so that chains are taken up again.
      const std::vector<std::string_view> views(lines.begin(), lines.end());
      const auto half = views.size() / 2;
      for (const auto part :
           {std::span(views).first(half), std::span(views).subspan(half)}) {
        ASSERT_TRUE(IngestLines(writer, part, options_));
      }
    }
    const std::string expected = Evidence(file->reader(), 1);
    for (const unsigned jobs : {1U, 2U, 7U}) {
      ASSERT_EQ(Evidence(scratch->reader(), jobs), expected);
    }
  }
}

class Scratch : public IngestFixture {
 protected:
  // Seals events, of a kilobyte each.
  Status Fill(LedgerWriter* writer, int events) {
    const std::string filler(1000, 'x');
    std::string lines;
    for (int i = 0; i < events; ++i) {
      lines += fmt::format(R"({{"agent_id":"a{}","action_output":"{}"}})",
                           i % 3, filler) +
               "\n";
    }
    Ingestor ingestor(writer, options_);
    return ingestor.Ingest(Write("log.jsonl", lines));
  }
};

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

TEST_F(Scratch, IsReadOnAnyNumberOfThreads) {
  const auto ledger = LedgerWriter::OpenScratch(folder_);
  ASSERT_TRUE(Fill(ledger.get(), 20000));
  for (const unsigned jobs : {1U, 2U, 7U}) {
    std::vector<uint64_t> all;
    ASSERT_TRUE(ParallelScan(ledger->reader(), jobs,
                             [&] { return std::make_unique<Collect>(&all); }));
    EXPECT_EQ(all.size(), 20000U);
    EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
  }
}

TEST_F(Scratch, LeavesNoNameBehind) {
  const auto ledger = LedgerWriter::OpenScratch(folder_);
  ASSERT_TRUE(Fill(ledger.get(), 5000));
  std::filesystem::remove(folder_ + "/log.jsonl");
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(Scratch, NeedsNoFolderWhileItIsSmall) {
  const auto ledger = LedgerWriter::OpenScratch("/no/such/folder");
  ASSERT_TRUE(Fill(ledger.get(), 500));
  EXPECT_EQ(AuditLedger(ledger->reader(), {}, 2)->events, 500U);
}

TEST_F(Scratch, ThatCannotBeWrittenSaysWhere) {
  const auto ledger = LedgerWriter::OpenScratch("/no/such/folder");
  const Status filled = Fill(ledger.get(), 5000);
  ASSERT_FALSE(filled);
  EXPECT_EQ(filled.error().kind, ErrorKind::kIo);
  EXPECT_THAT(filled.error().message,
              HasSubstr("cannot create a temporary file in /no/such/folder"));
  EXPECT_THAT(filled.error().hint, HasSubstr("TMPDIR"));
  EXPECT_EQ(ledger->reader().event_count(), 0U);
}

// A recorded event's hash was made by somebody else.
TEST_F(Scratch, HashesRecordedEventsAgain) {
  Digest head{};
  std::vector<std::string> lines;
  for (uint64_t i = 1; i <= 100; ++i) {
    lines.push_back(Recorded(fmt::format(R"("agent_id":"r","id":"{}")", i), i,
                             &head, "jcs"));
  }
  lines[90].replace(lines[90].find(R"("id":"91")"), 9, R"("id":"xx")");
  const std::vector<std::string_view> views(lines.begin(), lines.end());
  const auto ledger = LedgerWriter::OpenScratch(folder_);
  ASSERT_TRUE(IngestLines(ledger.get(), views, options_));
  const auto report = AuditLedger(ledger->reader(), {}, 1);
  ASSERT_EQ(report->finding_count, 1U);
  EXPECT_EQ(report->findings[0].code, FindingCode::kHashMismatch);
  EXPECT_EQ(report->findings[0].ingest_index, 91U);
}

}  // namespace
}  // namespace plog
