#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ledger/ingest_fixture.h"

namespace plog {
namespace {

using IngestEvents = IngestFixture;
using testing::HasSubstr;

TEST_F(IngestEvents, SealsOnlyWhatIsAbsent) {
  IngestText(
      R"({"agent_id":"a","source":"sdk","timestamp":"2020-01-01T00:00:00+01:00"})"
      "\n"
      R"({"agent_id":"a","labels":{"z":1.0,"b":null}})"
      "\n");
  const auto rows = Rows();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].content,
            R"({"agent_id":"a","capture_method":"cli-ingest","id":"uuid-1",)"
            R"("schema_version":"1.0","source":"sdk",)"
            R"("timestamp":"2020-01-01T00:00:00+01:00"})");
  EXPECT_EQ(
      rows[1].content,
      R"({"agent_id":"a","capture_method":"cli-ingest","id":"uuid-2",)"
      R"("labels":{"b":null,"z":1},"schema_version":"1.0","source":"cli",)"
      R"("timestamp":"2026-01-01T00:00:00Z"})");
  EXPECT_EQ(rows[0].prev_hash, kZeroDigest);
  EXPECT_EQ(rows[1].prev_hash, rows[0].hash);
  EXPECT_EQ(rows[1].hash, Sha256Of(rows[1].content + ToHex(rows[0].hash)));
}

TEST_F(IngestEvents, SequencesAreCountedPerAgent) {
  IngestText(
      "{\"agent_id\":\"a\"}\n{\"agent_id\":\"b\"}\n{\"agent_id\":\"a\"}\n");
  const auto rows = Rows();
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[1].sequence, 1U);
  EXPECT_EQ(rows[2].sequence, 2U);
  EXPECT_EQ(rows[2].prev_hash, rows[0].hash);
  EXPECT_EQ(Agents()[0].head_hash, rows[2].hash);
}

TEST_F(IngestEvents, RejectsAreStoredWithTheirPlaceAndTheRestGoesOn) {
  const SourceSummary source = IngestText(
      "{\"agent_id\":\"a\"}\r\n\n  \nnonsense\n{}\n{\"agent_id\":\"a\"}");
  EXPECT_EQ(source.committed, 2U);
  EXPECT_EQ(source.rejected, 2U);
  EXPECT_EQ(source.read, 4U);
  const auto stored = *(*LedgerReader::Open(db_))->Rejects();
  ASSERT_EQ(stored.size(), 2U);
  EXPECT_EQ(stored[0].line, 4U);
  EXPECT_EQ(stored[0].code, "not-json");
  EXPECT_EQ(stored[0].raw, "nonsense");
  EXPECT_EQ(stored[0].raw_sha256, Sha256Of("nonsense"));
  EXPECT_EQ(stored[1].code, "missing-agent");
}

TEST_F(IngestEvents, TornLastLineNamesItsOffsetAndIsReadAgainWhenWhole) {
  const std::string first = "{\"agent_id\":\"a\"}\n";
  SourceSummary source = IngestText(first + "{\"agent_id\":");
  EXPECT_EQ(source.rejected, 1U);
  ASSERT_EQ(rejects_.size(), 1U);
  EXPECT_EQ(rejects_[0].code, "torn-line");
  EXPECT_THAT(rejects_[0].message, HasSubstr("offset 17"));
  source = IngestText(first + "{\"agent_id\":");
  EXPECT_EQ(source.already_present, 1U);
  EXPECT_EQ(source.rejected, 1U);
  EXPECT_EQ((*LedgerReader::Open(db_))->Rejects()->size(), 1U);
  source = IngestText(first + "{\"agent_id\":\"a\"}\n");
  EXPECT_EQ(source.committed, 1U);
  EXPECT_EQ(source.rejected, 0U);
}

TEST_F(IngestEvents, LongLineIsRefusedWithoutBeingHeld) {
  options_.max_line = 100;
  const std::string line =
      "{\"agent_id\":\"" + std::string(300000, 'x') + "\"}";
  const SourceSummary source = IngestText(line + "\n{\"agent_id\":\"a\"}\n");
  EXPECT_EQ(source.committed, 1U);
  const auto stored = *(*LedgerReader::Open(db_))->Rejects();
  ASSERT_EQ(stored.size(), 1U);
  EXPECT_EQ(stored[0].code, "line-too-long");
  EXPECT_EQ(stored[0].raw, line.substr(0, 64 * 1024));
  EXPECT_EQ(stored[0].raw_sha256, Sha256Of(line));
}

TEST_F(IngestEvents, OneChainHasOneKind) {
  Digest head{};
  const std::string recorded = Recorded(R"("agent_id":"r")", 1, &head, "jcs");
  IngestText(recorded + "\n{\"agent_id\":\"r\"}\n{\"agent_id\":\"s\"}\n");
  ASSERT_EQ(rejects_.size(), 1U);
  EXPECT_EQ(rejects_[0].code, "mixed-chain");
  EXPECT_EQ(rejects_[0].line, 2U);
  EXPECT_EQ(Agents()[0].kind, ChainKind::kRecorded);
  EXPECT_EQ(Agents()[1].kind, ChainKind::kSealed);
}

TEST_F(IngestEvents, TamperedRecordIsStoredAsItIsWithItsBytes) {
  Digest head{};
  std::string lines;
  for (uint64_t i = 1; i <= 80; ++i) {
    std::string line =
        Recorded(fmt::format(R"("agent_id":"r","action_name":"n{}")", i), i,
                 &head, "jcs");
    if (i == 70) line.replace(line.find("n70"), 3, "X70");
    lines += line + "\n";
  }
  IngestText(lines);
  const auto rows = Rows();
  ASSERT_EQ(rows.size(), 80U);
  EXPECT_THAT(rows[69].original, HasSubstr("X70"));
  EXPECT_THAT(rows[69].content, HasSubstr("X70"));
  EXPECT_TRUE(rows[70].original.empty());
  EXPECT_EQ(Agents()[0].hash_profile, "jcs");
  EXPECT_TRUE(Agents()[0].profile_settled);
}

TEST_F(IngestEvents, GivenIdWithTheSameContentIsPresentWithOtherContentStored) {
  IngestText("{\"agent_id\":\"a\",\"id\":\"1\"}\n");
  options_.now = [] { return Instant{1800000000, 0}; };
  const SourceSummary source = Ingest(
      Write("other.jsonl",
            "{\"id\":\"1\",\"agent_id\":\"a\"}\n"
            "{\"id\":\"1\",\"agent_id\":\"a\",\"action_name\":\"n\"}\n"));
  EXPECT_EQ(source.already_present, 1U);
  EXPECT_EQ(source.committed, 1U);
  EXPECT_EQ(*(*LedgerReader::Open(db_))->FindById("1"),
            (std::vector<uint64_t>{1, 2}));
}

TEST_F(IngestEvents, RecordedDuplicateIsPresentAndForkIsStored) {
  Digest head{};
  const std::string one = Recorded(R"("agent_id":"r")", 1, &head, "go");
  Digest genesis{};
  const std::string fork =
      Recorded(R"("agent_id":"r","action_name":"<x>")", 1, &genesis, "go");
  const SourceSummary source = IngestText(one + "\n" + one + "\n" + fork);
  EXPECT_EQ(source.committed, 2U);
  EXPECT_EQ(source.already_present, 1U);
}

TEST_F(IngestEvents, DeterministicIdsComeFromDigestAndLine) {
  options_.deterministic_ids = true;
  IngestText("\n{\"agent_id\":\"a\"}\n");
  const std::string first = Rows()[0].content;
  db_ += "2";
  Ingest(Write("copy.jsonl", "\n{\"agent_id\":\"a\"}\n"));
  EXPECT_EQ(Rows()[0].content, first);
  EXPECT_EQ(uuids_, 0);
}

TEST_F(IngestEvents, LinesGoIntoAScratchLedger) {
  const auto writer = LedgerWriter::OpenScratch(folder_);
  const std::string_view lines[] = {R"({"agent_id":"a"})", "", "x"};
  const auto summary = IngestLines(writer.get(), lines, options_);
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->committed, 1U);
  EXPECT_EQ(summary->rejected, 1U);
  EXPECT_EQ(writer->reader().event_count(), 1U);
  EXPECT_EQ(writer->reader().Rejects()->at(0).line, 3U);
}

}  // namespace
}  // namespace plog
