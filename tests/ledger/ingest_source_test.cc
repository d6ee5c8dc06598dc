#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/ledger/ingest_fixture.h"

namespace plog {
namespace {

using IngestSource = IngestFixture;
using testing::HasSubstr;

std::string Line(int n) { return fmt::format("{{\"agent_id\":\"a{}\"}}\n", n); }

TEST_F(IngestSource, SecondRunAddsNothing) {
  IngestText(Line(1) + "x\n" + Line(2));
  const Digest root = Root();
  const SourceSummary again = IngestText(Line(1) + "x\n" + Line(2));
  EXPECT_EQ(again.committed, 0U);
  EXPECT_EQ(again.already_present, 2U);
  EXPECT_EQ(again.rejected, 1U);
  EXPECT_EQ(Root(), root);
}

TEST_F(IngestSource, CopyUnderAnotherNameAddsNothing) {
  IngestText(Line(1));
  EXPECT_EQ(Ingest(Write("copy", Line(1))).already_present, 1U);
  EXPECT_EQ(Ingest(Write("copy", Line(1))).already_present, 1U);
  EXPECT_EQ(Rows().size(), 1U);
}

TEST_F(IngestSource, GrownSourceIsContinuedAlsoAfterALineWithoutNewline) {
  IngestText(R"({"agent_id":"a"})");
  const SourceSummary grown =
      IngestText("{\"agent_id\":\"a\"}\n{\"agent_id\":\"a\"}\n!\n");
  EXPECT_TRUE(grown.continued);
  EXPECT_EQ(grown.already_present, 1U);
  EXPECT_EQ(grown.committed, 1U);
  ASSERT_EQ(rejects_.size(), 1U);
  EXPECT_EQ(rejects_[0].line, 3U);
}

TEST_F(IngestSource, RewrittenSourceIsRefusedAndRemembered) {
  IngestText(Line(1) + Line(2));
  SourceSummary source = IngestText(Line(3) + Line(2));
  EXPECT_TRUE(source.rewritten);
  EXPECT_EQ(source.read, 0U);
  EXPECT_EQ(Rows().size(), 2U);
  EXPECT_TRUE((*LedgerReader::Open(db_))->Sources()->at(0).rewritten);
  options_.force = true;
  source = IngestText(Line(3) + Line(2));
  EXPECT_TRUE(source.rewritten);
  EXPECT_EQ(source.committed, 2U);
  options_.force = false;
  source = IngestText(Line(3) + Line(2));
  EXPECT_FALSE(source.rewritten);
  EXPECT_EQ(source.already_present, 2U);
  EXPECT_TRUE((*LedgerReader::Open(db_))->Sources()->at(0).rewritten);
}

TEST_F(IngestSource, RewrittenSourceThatWasPutBackAndGrewIsNotForgotten) {
  IngestText(Line(1));
  IngestText(Line(2));
  const SourceSummary source = IngestText(Line(1) + Line(3));
  EXPECT_FALSE(source.rewritten);
  EXPECT_EQ(source.committed, 1U);
  const auto sources = (*LedgerReader::Open(db_))->Sources();
  ASSERT_EQ(sources->size(), 1U);
  EXPECT_TRUE(sources->at(0).rewritten);
}

TEST_F(IngestSource, TruncatedSourceIsRewritten) {
  IngestText(Line(1) + Line(2));
  EXPECT_TRUE(IngestText(Line(1)).rewritten);
}

TEST_F(IngestSource, LongSourceIsCommittedInBatchesOfOneChain) {
  std::string lines;
  for (int i = 0; i < 45000; ++i) lines += "{\"agent_id\":\"a\"}\n";
  std::vector<uint64_t> commits;
  options_.on_commit = [&](uint64_t n) { commits.push_back(n); };
  EXPECT_EQ(IngestText(lines).committed, 45000U);
  EXPECT_GT(commits.size(), 2U);
  EXPECT_EQ(commits.back(), 45000U);
  const auto rows = Rows();
  ASSERT_EQ(rows.size(), 45000U);
  for (size_t i = 1; i < rows.size(); ++i) {
    ASSERT_EQ(rows[i].prev_hash, rows[i - 1].hash);
  }
  EXPECT_EQ((*LedgerReader::Open(db_))->TreeFrontier()->size, 45000U);
}

TEST_F(IngestSource, ArrayElementsAreEventsWithPositions) {
  const SourceSummary source = IngestText(
      "[\n  {\"agent_id\":\"a\",\n   \"id\":\"]}\\\"\"},\n  7,\n"
      "  {\"agent_id\":\"a\"}\n]\n");
  EXPECT_EQ(source.format, "json-array");
  EXPECT_EQ(source.committed, 2U);
  ASSERT_EQ(rejects_.size(), 1U);
  EXPECT_EQ(rejects_[0].code, "not-object");
  EXPECT_EQ(rejects_[0].line, 4U);
  EXPECT_EQ(rejects_[0].column, 3U);
}

TEST_F(IngestSource, DamageOfAnArrayIsARejectNeverSilence) {
  struct Case {
    const char* text;
    uint64_t committed;
    const char* code;
  };
  const Case cases[] = {
      {"[{\"agent_id\":\"a\"}", 1, "torn-line"},
      {"[{\"agent_id\":\"a\"},{\"agent", 1, "torn-line"},
      {"[{\"agent_id\":\"a\"}] x", 1, "not-json"},
      {"[{\"agent_id\":\"a\"},]", 1, "not-json"},
      {"[{\"agent_id\":\"a\"} {\"agent_id\":\"b\"}]", 1, "not-json"},
      {"[", 0, "torn-line"},
  };
  for (const Case& test : cases) {
    rejects_.clear();
    std::filesystem::remove(db_);
    EXPECT_EQ(IngestText(test.text).committed, test.committed) << test.text;
    ASSERT_EQ(rejects_.size(), 1U) << test.text;
    EXPECT_EQ(rejects_[0].code, test.code) << test.text;
  }
}

TEST_F(IngestSource, ExportIsReadThroughItsEvents) {
  Digest head{};
  const std::string event = Recorded(R"("agent_id":"r")", 1, &head, "jcs");
  const SourceSummary source = IngestText(
      "{\"version\":\"1\",\"filter\":{\"events\":[1]},\"n\":1.5,\"events\":[" +
      event + "],\"merkle_proofs\":[]}");
  EXPECT_EQ(source.format, "plog");
  EXPECT_EQ(source.committed, 1U);
  EXPECT_EQ(source.rejected, 0U);
}

TEST_F(IngestSource, CompressedSourcesAreReadWhole) {
  struct Case {
    const char* command;
    const char* name;
  };
  const Case cases[] = {
      {"gzip", "gzip"}, {"xz", "xz"}, {"bzip2", "bzip2"}, {"zstd -q", "zstd"}};
  const std::string plain = Write("plain", Line(1) + Line(2));
  for (const Case& test : cases) {
    std::filesystem::remove(db_);
    const std::string packed = folder_ + "/packed";
    // Two members in a row.
    const std::string command =
        fmt::format("({0} -c <{1}; {0} -c <{1}) >{2} 2>/dev/null", test.command,
                    plain, packed);
    if (std::system(command.c_str()) != 0) continue;  // tool not installed
    const SourceSummary source = Ingest(packed);
    ASSERT_TRUE(last_) << last_.error().message;
    EXPECT_EQ(source.compression, test.name);
    EXPECT_EQ(source.committed, 4U) << test.name;
  }
}

TEST_F(IngestSource, JunkAndCutsOfACompressedStreamAreErrors) {
  const std::string plain = Write("plain", Line(1));
  ASSERT_EQ(std::system(("gzip -k " + plain).c_str()), 0);
  const std::string packed = Slurp(plain + ".gz");
  Ingest(Write("junk.gz", packed + "junk"));
  ASSERT_FALSE(last_);
  EXPECT_THAT(last_.error().message, HasSubstr("after the end"));
  EXPECT_EQ(summary_.committed, 0U);
  Ingest(Write("zeros.gz", packed + std::string(512, '\0')));
  EXPECT_TRUE(last_);
  std::filesystem::remove(db_);
  Ingest(Write("cut.gz", packed.substr(0, packed.size() - 9)));
  ASSERT_FALSE(last_);
  EXPECT_EQ(last_.error().kind, ErrorKind::kInput);
}

TEST_F(IngestSource, ExpansionIsLimited) {
  const std::string bomb = Write("bomb", std::string(50 << 20, '\n'));
  ASSERT_EQ(std::system(("bzip2 " + bomb).c_str()), 0);
  Ingest(bomb + ".bz2");
  ASSERT_FALSE(last_);
  EXPECT_THAT(last_.error().message, HasSubstr("1000 times"));
  options_.bytes.max_bytes = 10;
  Ingest(Write("log", Line(1)));
  ASSERT_FALSE(last_);
  EXPECT_THAT(last_.error().message, HasSubstr("more than 10 bytes"));
}

TEST_F(IngestSource, PipeIsReadTwiceThroughACopy) {
  IngestText(Line(1));
  options_.deterministic_ids = true;
  const std::string fifo = folder_ + "/fifo";
  ASSERT_EQ(std::system(("mkfifo " + fifo +
                         " && (printf '{\"agent_id\":"
                         "\"p\"}\\n' >" +
                         fifo + " &)")
                            .c_str()),
            0);
  EXPECT_EQ(Ingest(fifo).committed, 1U);
  EXPECT_EQ(uuids_, 1);
}

TEST_F(IngestSource, ListInputsGivesFilesInOrderWithoutHiddenOnes) {
  std::filesystem::create_directories(folder_ + "/in/sub");
  for (const char* name : {"in/b", "in/a", "in/sub/c", "in/.hidden"}) {
    Write(name, "");
  }
  const auto inputs = ListInputs({folder_ + "/in"}, true);
  ASSERT_TRUE(inputs);
  EXPECT_EQ(*inputs,
            (std::vector<std::string>{folder_ + "/in/a", folder_ + "/in/b",
                                      folder_ + "/in/sub/c"}));
}

}  // namespace
}  // namespace plog
