// Proofs as somebody checks them who does not have the ledger.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/cli/workbench.h"

namespace plog {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Replaced(std::string text, const std::string& what,
                     const std::string& by) {
  const size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

class ProofTest : public testing::Test {
 protected:
  void SetUp() override {
    bench_.Ingest({"one", "two", "three"});
    Must({"key", "generate", "--name", "audit.example", "--out",
          bench_.path("audit.key")},
         "audit.vkey");
    Must({"checkpoint", "--key", bench_.path("audit.key"), "-o", "old.note"});
    bench_.Ingest({"one", "two", "three", "four", "five"});
    Must({"checkpoint", "--key", bench_.path("audit.key"), "-o", "new.note"});
    Must({"proof", "inclusion", "e-2", "--checkpoint", "new.note", "-o",
          "e-2.proof", "--write-event", "e-2.json"});
    Must({"proof", "inclusion", "e-3", "--checkpoint", "new.note", "-o",
          "e-3.proof", "--write-event", "e-3.json"});
    Must({"proof", "consistency", "old.note", "--checkpoint", "new.note", "-o",
          "new.proof"});
  }

  void Must(const std::vector<std::string>& arguments,
            const std::string& output = "") const {
    const ProcessResult run = bench_.Plog(arguments);
    ASSERT_EQ(run.status, 0) << run.err;
    if (!output.empty()) bench_.Write(output, run.out);
  }
  ProcessResult Verify(std::vector<std::string> arguments,
                       const std::string& input = {}) const {
    arguments.insert(arguments.begin(), {"proof", "verify"});
    arguments.insert(arguments.end(), {"--verifier-key", "audit.vkey"});
    return bench_.Plog(arguments, input);
  }
  ProcessResult Inclusion(const std::string& proof,
                          const std::string& event) const {
    bench_.Write("the.proof", proof);
    bench_.Write("the.json", event);
    return Verify({"the.proof", "--event", "the.json"});
  }
  ProcessResult Consistency(const std::string& proof,
                            const std::string& old) const {
    bench_.Write("the.proof", proof);
    bench_.Write("the.note", old);
    return Verify({"the.proof", "--old", "the.note"});
  }

  Workbench bench_;
};

TEST_F(ProofTest, OfAnEventHoldsWithoutTheLedger) {
  const ProcessResult run =
      bench_.PlogWithoutLedger({"proof", "verify", "e-2.proof", "--event",
                                "e-2.json", "--verifier-key", "audit.vkey"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("\"verdict\": \"PROVEN\""));
  EXPECT_EQ(
      Verify({"-", "--event", "e-2.json"}, bench_.Read("e-2.proof")).status, 0);
  EXPECT_EQ(
      Verify({"e-2.proof", "--event", "-"}, bench_.Read("e-2.json")).status, 0);
  EXPECT_EQ(Verify({"-", "--event", "-"}, bench_.Read("e-2.json")).status, 2);
}

TEST_F(ProofTest, OfAnEventThatTheLogPrintsHolds) {
  const ProcessResult log = bench_.Plog({"log", "--format", "jsonl"});
  const size_t first = log.out.find('\n') + 1;
  const std::string second =
      log.out.substr(first, log.out.find('\n', first) - first);
  EXPECT_EQ(Inclusion(bench_.Read("e-2.proof"), second).status, 0);
}

TEST_F(ProofTest, OfAnotherEventDoesNotHold) {
  const ProcessResult run =
      Inclusion(bench_.Read("e-2.proof"), bench_.Read("e-3.json"));
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.out, HasSubstr("\"verdict\": \"NOT-PROVEN\""));
  EXPECT_THAT(run.out, HasSubstr("does not show the event at index 1 of 5"));
}

TEST_F(ProofTest, OfAnEventIsOfItsContent) {
  const ProcessResult run =
      Inclusion(bench_.Read("e-2.proof"),
                Replaced(bench_.Read("e-2.json"), "\"two\"", "\"2wo\""));
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.out, HasSubstr("is not that of its content"));
}

TEST_F(ProofTest, IsHeldAgainstTheProfileThatIsNamedOnly) {
  const ProcessResult run =
      Verify({"e-2.proof", "--event", "e-2.json", "--profile", "go-raw32"});
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.err, HasSubstr("under jcs, "));
  EXPECT_EQ(
      Verify({"e-2.proof", "--event", "e-2.json", "--profile", "go"}).status,
      0);
  EXPECT_EQ(
      Verify({"e-2.proof", "--event", "e-2.json", "--profile", "og"}).status,
      2);
}

TEST_F(ProofTest, SaysWhatItDoesNotProve) {
  const std::string event =
      Replaced(bench_.Read("e-2.json"), "\"sequence\"",
               "\"approved\\u001b[31m_by\":1,\"sequence\"");
  bench_.Write("the.json", event);
  const ProcessResult run =
      Verify({"e-2.proof", "--event", "the.json", "--format", "text"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("unhashed    approved\\x1b[31m_by: anybody"));
}

// Whatever is changed, nothing is proven; 3 where nothing could be judged.
TEST_F(ProofTest, OfAnEventThatWasAlteredIsRefused) {
  const std::string proof = bench_.Read("e-2.proof");
  const std::string event = bench_.Read("e-2.json");
  ASSERT_EQ(Inclusion(proof, event).status, 0);
  const size_t index = proof.find("index 1\n");
  const size_t lines = index + 8;
  const size_t line = proof.find('\n', lines) + 1 - lines;
  const std::string sibling = proof.substr(lines, line);
  const size_t note = proof.find("\n\n") + 2;
  const struct {
    std::string proof;
    int status;
  } cases[] = {
      {Replaced(proof, "index 1\n", "index 0\n"), 1},
      {Replaced(proof, "index 1\n", "index 5\n"), 1},
      {Replaced(proof, "index 1\n", "index 18446744073709551615\n"), 1},
      {Replaced(proof, "index 1\n", "index 18446744073709551616\n"), 3},
      {Replaced(proof, "index 1\n", "index 01\n"), 3},
      {Replaced(proof, "index 1\n", ""), 3},
      {Replaced(proof, sibling, ""), 1},
      {Replaced(proof, sibling, sibling + sibling), 1},
      {Replaced(proof, sibling, std::string(43, 'A') + "=\n"), 1},
      {Replaced(proof, sibling, sibling.substr(4)), 3},
      {Replaced(proof, sibling, "\n" + sibling), 3},
      {proof.substr(0, note) + bench_.Read("old.note"), 1},
      {proof.substr(0, note) + "audit.example\n5\n", 3},
      {proof.substr(0, note), 3},
      {proof.substr(0, proof.size() - 1), 3},
      {proof.substr(0, lines), 3},
      {proof + "x", 3},
      {"\n" + proof, 3},
      {"", 3},
      {bench_.Read("new.note"), 3},
  };
  for (const auto& [altered, status] : cases) {
    EXPECT_EQ(Inclusion(altered, event).status, status) << altered;
  }
}

TEST_F(ProofTest, OfConsistencyHoldsForItsCheckpoints) {
  const std::string proof = bench_.Read("new.proof");
  EXPECT_EQ(Consistency(proof, bench_.Read("old.note")).status, 0);
  const ProcessResult other = Consistency(proof, bench_.Read("new.note"));
  EXPECT_EQ(other.status, 1);
  EXPECT_THAT(other.out, HasSubstr("an old checkpoint at 3, not at 5"));
  const size_t note = proof.find("\n\n") + 2;
  const ProcessResult backwards = Consistency(
      "old 5\n\n" + bench_.Read("old.note"), bench_.Read("new.note"));
  EXPECT_EQ(backwards.status, 1);
  EXPECT_THAT(backwards.out, HasSubstr("is larger than the new"));
  EXPECT_EQ(
      Consistency("old 3\n\n" + proof.substr(note), bench_.Read("old.note"))
          .status,
      1);
  EXPECT_EQ(
      Consistency(Replaced(proof, "old 3", "old 03"), bench_.Read("old.note"))
          .status,
      3);
  EXPECT_EQ(
      Consistency(proof.substr(0, proof.size() / 2), bench_.Read("old.note"))
          .status,
      3);
  EXPECT_EQ(Consistency(proof, "no note\n").status, 3);
}

TEST_F(ProofTest, OfTwoRewrittenLedgersSaysSo) {
  bench_.Ingest({"uno", "dos", "tres"}, "other.db");
  Must({"checkpoint", "--db", bench_.path("other.db"), "--key",
        bench_.path("audit.key"), "-o", "other.note"});
  const ProcessResult run = Consistency("old 3\n\n" + bench_.Read("old.note"),
                                        bench_.Read("other.note"));
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.out, HasSubstr("rewritten ledger"));
  EXPECT_THAT(run.err, HasSubstr("keep both notes"));
}

TEST_F(ProofTest, ByAKeyThatWasNotNamedIsRefused) {
  Must({"key", "generate", "--name", "audit.example", "--out",
        bench_.path("evil.key")},
       "evil.vkey");
  const auto verify = [this](const std::vector<std::string>& subject,
                             const std::vector<std::string>& trust) {
    std::vector<std::string> arguments = {"proof", "verify"};
    arguments.insert(arguments.end(), subject.begin(), subject.end());
    arguments.insert(arguments.end(), trust.begin(), trust.end());
    return bench_.Plog(arguments);
  };
  for (const std::vector<std::string>& subject :
       {std::vector<std::string>{"e-2.proof", "--event", "e-2.json"},
        std::vector<std::string>{"new.proof", "--old", "old.note"}}) {
    EXPECT_EQ(verify(subject, {}).status, 2);
    EXPECT_EQ(verify(subject, {"--verifier-key", "junk"}).status, 2);
    EXPECT_EQ(verify(subject, {"--verifier-key", "evil.vkey"}).status, 3);
    EXPECT_EQ(verify(subject,
                     {"--verifier-key", "audit.vkey", "--origin", "elsewhere"})
                  .status,
              3);
    EXPECT_EQ(verify(subject, {"--verifier-key", "evil.vkey", "--verifier-key",
                               "audit.vkey", "--origin", "audit.example"})
                  .status,
              0);
  }
}

TEST_F(ProofTest, NeedsItsOwnSubject) {
  EXPECT_EQ(Verify({"e-2.proof"}).status, 2);
  EXPECT_EQ(Verify({"new.proof"}).status, 2);
  EXPECT_EQ(Verify({"e-2.proof", "--old", "old.note"}).status, 2);
  EXPECT_EQ(Verify({"new.proof", "--event", "e-2.json"}).status, 2);
  EXPECT_EQ(Verify({"none.proof", "--event", "e-2.json"}).status, 3);
  EXPECT_EQ(Verify({"e-2.proof", "--event", "none.json"}).status, 3);
  EXPECT_EQ(Verify({".", "--event", "e-2.json"}).status, 3);
}

TEST_F(ProofTest, IsReadNoFurtherThanItCanReach) {
  EXPECT_EQ(Verify({"/dev/zero", "--event", "e-2.json"}).status, 3);
  const ProcessResult run = Verify({"e-2.proof", "--event", "/dev/zero"});
  EXPECT_EQ(run.status, 3);
  EXPECT_THAT(run.err, HasSubstr("larger than"));
}

TEST_F(ProofTest, IsNotWrittenOverWhatItIsMadeFrom) {
  const auto write = [this](const std::string& output,
                            const std::string& event) {
    return bench_.Plog({"proof", "inclusion", "e-2", "--checkpoint", "new.note",
                        "-o", output, "--write-event", event});
  };
  EXPECT_EQ(write("new.note", "x.json").status, 2);
  EXPECT_EQ(write("x.proof", "new.note").status, 2);
  EXPECT_EQ(write(bench_.path("ledger.db"), "x.json").status, 2);
  EXPECT_EQ(write("same", "same").status, 2);
  EXPECT_EQ(write("-", "-").status, 2);
  EXPECT_EQ(write("-", "x.json").status, 0);
  EXPECT_EQ(write("x.proof", "-").out, bench_.Read("e-2.json"));
}

}  // namespace
}  // namespace plog
