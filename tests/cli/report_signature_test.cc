// Signed reports, chains of them, and baselines, through the program.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/cli/workbench.h"

namespace plog {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Replaced(std::string text, const std::string& from,
                     const std::string& to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

// A ledger with one violation and its signed report r1.json.
class SignedReportTest : public testing::Test {
 protected:
  void SetUp() override {
    bench_.Write("p.yaml", kNoDelete);
    bench_.Ingest({"read_file", "delete_file", "read_file"});
    const ProcessResult key =
        bench_.Plog({"key", "generate", "--name", "audit", "-o", "k"});
    ASSERT_EQ(0, key.status) << key.err;
    bench_.Write("vkey", key.out);
    const ProcessResult check = Check({"-o", "r1.json", "--sign", "k"});
    ASSERT_EQ(1, check.status) << check.err;
  }

  ProcessResult Check(std::vector<std::string> more) const {
    std::vector<std::string> words = {"policy", "check", "-f", "p.yaml"};
    words.insert(words.end(), more.begin(), more.end());
    return bench_.Plog(words);
  }
  ProcessResult Verify(std::vector<std::string> more = {}) const {
    std::vector<std::string> words = {"report", "verify", "r1.json",
                                      "--verifier-key", "vkey"};
    words.insert(words.end(), more.begin(), more.end());
    return bench_.Plog(words);
  }
  void ExpectFault(const ProcessResult& run, const std::string& says) const {
    EXPECT_EQ(1, run.status) << run.out << run.err;
    EXPECT_THAT(run.out, HasSubstr(says));
    EXPECT_THAT(run.out, HasSubstr("verdict    NOT VERIFIED\n"));
  }

  Workbench bench_;
};

TEST_F(SignedReportTest, VerifiesAgainstItsLedger) {
  const ProcessResult run = Verify({"--db", "ledger.db"});
  EXPECT_EQ(0, run.status) << run.out << run.err;
  EXPECT_THAT(run.out, HasSubstr("good, by audit"));
  EXPECT_THAT(run.out, HasSubstr("FAILED as of 2026-02-18"));
  EXPECT_THAT(run.out, HasSubstr("1 of 1 file are those"));
  EXPECT_THAT(run.out, HasSubstr("its first 3 events have root"));
  EXPECT_THAT(run.out, HasSubstr("verdict    VERIFIED\n"));
}

TEST_F(SignedReportTest, SaysWhatItDidNotCompare) {
  std::filesystem::remove(bench_.path("p.yaml"));
  const ProcessResult run = Verify();
  EXPECT_EQ(0, run.status) << run.out;
  EXPECT_THAT(run.out, HasSubstr("p.yaml: not here, not compared"));
  EXPECT_THAT(run.out, HasSubstr("ledger     not compared"));
}

TEST_F(SignedReportTest, AcceptsALedgerThatHasGrown) {
  bench_.Ingest({"read_file", "delete_file", "read_file", "write_file"});
  const ProcessResult run = Verify({"--db", "ledger.db"});
  EXPECT_EQ(0, run.status) << run.out << run.err;
}

TEST_F(SignedReportTest, RefusesALedgerThatWasRewritten) {
  bench_.Ingest({"read_file", "write_file", "read_file"}, "other.db");
  const ProcessResult run = Verify({"--db", "other.db"});
  ExpectFault(run, "its first 3 events do not have root");
  EXPECT_THAT(run.out, HasSubstr("the head of the baseline's chain of a"));
}

TEST_F(SignedReportTest, RefusesALedgerThatWasCut) {
  bench_.Ingest({"read_file", "delete_file"}, "cut.db");
  ExpectFault(Verify({"--db", "cut.db"}), "do not have root");
}

TEST_F(SignedReportTest, RefusesAReportThatWasChanged) {
  bench_.Write("r1.json", Replaced(bench_.Read("r1.json"), "\"a\"", "\"b\""));
  ExpectFault(Verify(), "is about another report");
}

TEST_F(SignedReportTest, RefusesTheSignatureOfAnotherReport) {
  Check({"-o", "r2.json", "--sign", "k", "--as-of", "2026-03-01"});
  ExpectFault(Verify({"--signature", "r2.json.dsse.json"}),
              "is about another report");
}

TEST_F(SignedReportTest, RefusesAnotherKey) {
  const ProcessResult key =
      bench_.Plog({"key", "generate", "--name", "audit", "-o", "k2"});
  bench_.Write("vkey", key.out);
  ExpectFault(Verify(), "no signature of the envelope verifies");
}

TEST_F(SignedReportTest, RefusesAPolicyFileThatWasChanged) {
  bench_.Write("p.yaml", std::string(kNoDelete) + "# lenient\n");
  ExpectFault(Verify(), "p.yaml: is not the file that was used");
}

TEST_F(SignedReportTest, MissingSignatureIsStatusThreeMissingKeyTwo) {
  EXPECT_EQ(3, Verify({"--signature", "none"}).status);
  EXPECT_EQ(2, bench_.Plog({"report", "verify", "r1.json"}).status);
}

TEST_F(SignedReportTest, SigningNeedsAJsonFileAndAKey) {
  EXPECT_EQ(2, Check({"--sign", "k"}).status);
  EXPECT_EQ(2, Check({"-o", "r.html", "--sign", "k"}).status);
  EXPECT_EQ(2, Check({"-o", "r.json", "--previous", "r1.json"}).status);
  EXPECT_EQ(2, Check({"-o", "r.json", "--sign", "p.yaml"}).status);
  EXPECT_FALSE(std::filesystem::exists(bench_.path("r.json")));
}

// Three reports in a folder of their own, each naming the one before.
class ReportChainTest : public SignedReportTest {
 protected:
  void SetUp() override {
    SignedReportTest::SetUp();
    std::filesystem::create_directory(bench_.path("d"));
    Check({"-o", "d/1.json", "--sign", "k"});
    Check({"-o", "d/2.json", "--sign", "k", "--previous", "d/1.json", "--as-of",
           "2026-02-19"});
    Check({"-o", "d/3.json", "--sign", "k", "--previous", "d/2.json", "--as-of",
           "2026-02-20"});
  }
  ProcessResult Chain() const {
    return bench_.Plog({"report", "chain", "d", "--verifier-key", "vkey"});
  }
  void Remove(const std::string& report) const {
    std::filesystem::remove(bench_.path("d/" + report));
    std::filesystem::remove(bench_.path("d/" + report + ".dsse.json"));
  }
};

TEST_F(ReportChainTest, IsWhole) {
  const ProcessResult run = Chain();
  EXPECT_EQ(0, run.status) << run.out << run.err;
  EXPECT_THAT(run.out, HasSubstr("VERIFIED: one whole chain"));
  EXPECT_THAT(run.out, HasSubstr("3.json"));
}

TEST_F(ReportChainTest, MissesAReportThatWasTakenOut) {
  Remove("2.json");
  const ProcessResult run = Chain();
  EXPECT_EQ(1, run.status);
  EXPECT_THAT(run.out, HasSubstr("3.json: the report before it"));
}

TEST_F(ReportChainTest, RefusesAReportThatWasChanged) {
  bench_.Write("d/2.json", Replaced(bench_.Read("d/2.json"), "\"a\"", "\"b\""));
  const ProcessResult run = Chain();
  EXPECT_EQ(1, run.status);
  EXPECT_THAT(run.out, HasSubstr("2.json: the signed statement"));
}

TEST_F(ReportChainTest, AnEmptyFolderIsNotAWholeChain) {
  for (const char* report : {"1.json", "2.json", "3.json"}) Remove(report);
  EXPECT_EQ(3, Chain().status);
}

TEST_F(SignedReportTest, KnownViolationsOfABaselineDoNotFail) {
  bench_.Ingest({"read_file", "delete_file", "read_file", "write_file"});
  const ProcessResult run =
      Check({"--baseline", "r1.json", "--format", "text"});
  EXPECT_EQ(0, run.status) << run.out << run.err;
  EXPECT_THAT(run.err, HasSubstr("1 in the baseline"));
  EXPECT_THAT(run.err, HasSubstr("as of 2026-02-18T00:00:00Z, 3 events"));
}

TEST_F(SignedReportTest, NewViolationsFailInSpiteOfABaseline) {
  bench_.Ingest({"read_file", "delete_file", "read_file", "delete_all"});
  const ProcessResult run =
      Check({"--baseline", "r1.json", "--format", "jsonl"});
  EXPECT_EQ(1, run.status) << run.err;
  EXPECT_THAT(run.out, HasSubstr(R"("disposition":"open")"));
  EXPECT_THAT(run.out, HasSubstr(R"("disposition":"baselined")"));
}

TEST_F(SignedReportTest, AChainHeadThatIsGoneSinceTheBaselineIsAViolation) {
  bench_.Ingest({"read_file", "delete_file"}, "cut.db");
  bench_.Ingest({"read_file", "delete_file", "write_file"}, "other.db");
  for (const char* ledger : {"cut.db", "other.db"}) {
    const ProcessResult run =
        Check({"--baseline", "r1.json", "--format", "text", "--db", ledger});
    EXPECT_EQ(1, run.status) << run.err;
    EXPECT_THAT(run.out, HasSubstr("head-regressed")) << ledger;
    EXPECT_THAT(run.out, HasSubstr("TAMPERED")) << ledger;
  }
}

TEST_F(SignedReportTest, AWaiverMadeFromAReportWaives) {
  const std::string report = bench_.Read("r1.json");
  const size_t at = report.find("\"fingerprint\": \"") + 16;
  const std::vector<std::string> add = {
      "waiver",    "add",      report.substr(at, 10),
      "--report",  "r1.json",  "--waivers",
      "w.yaml",    "--reason", "a \"test\": # yes",
      "--owner",   "me",       "--expires",
      "2026-02-18"};
  const ProcessResult added = bench_.Plog(add);
  ASSERT_EQ(0, added.status) << added.err;
  EXPECT_EQ(0, Check({"--waivers", "w.yaml"}).status);
  const ProcessResult late =
      Check({"--waivers", "w.yaml", "--as-of", "2026-02-19"});
  EXPECT_EQ(1, late.status);
  EXPECT_THAT(late.err, HasSubstr("has expired and does not waive"));
  const ProcessResult list = bench_.Plog({"waiver", "list", "w.yaml"});
  EXPECT_THAT(list.out, HasSubstr("waives"));
  EXPECT_THAT(list.out, Not(HasSubstr("expired")));
}

TEST_F(SignedReportTest, WaiverAddRefusesWhatItCannotWriteCorrectly) {
  const auto add = [&](const std::string& print, const std::string& day) {
    return bench_.Plog({"waiver", "add", print, "--report", "r1.json",
                        "--waivers", "w.yaml", "--reason", "r", "--owner", "o",
                        "--expires", day});
  };
  EXPECT_THAT(add("00000000", "2026-12-31").err, HasSubstr("no violation"));
  EXPECT_THAT(add("0*", "2026-12-31").err, HasSubstr("is no fingerprint"));
  EXPECT_THAT(add("00000000", "2026-02-30").err, HasSubstr("is no date"));
  EXPECT_FALSE(std::filesystem::exists(bench_.path("w.yaml")));
}

}  // namespace
}  // namespace plog
