#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/audit/prove.h"
#include "ledger/tree/merkle.h"
#include "tests/ledger/ledger_draft.h"

namespace plog {
namespace {

using testing::HasSubstr;

class LedgerProofs : public testing::Test {
 protected:
  static LedgerDraft Draft(int events) {
    LedgerDraft draft;
    for (int i = 0; i < events; ++i) draft.Add(i % 3 == 0 ? "a" : "b");
    return draft;
  }
  Result<std::string> Sign(const LedgerDraft& draft,
                           std::string_view previous = {}) const {
    const auto ledger = draft.Store();
    CheckpointRequest request;
    request.previous_note = previous;
    return SignLedgerTree(ledger->reader(), request, key_, 1);
  }

  const SigningKey key_ = SigningKey::Generate("audit.example").value();
  const std::vector<VerifierKey> keys_ = {key_.verifier()};
};

TEST_F(LedgerProofs, GrownLedgerIsSignedAgain) {
  const std::string first = Sign(Draft(5)).value();
  const auto second = Sign(Draft(9), first);
  ASSERT_TRUE(second.has_value()) << second.error().message;
  const auto opened = OpenCheckpoint(*second, keys_, "");
  EXPECT_EQ(opened->checkpoint.size, 9u);
  EXPECT_EQ(opened->checkpoint.origin, "audit.example");
  EXPECT_EQ(Sign(Draft(5), first).value(), first);
}

TEST_F(LedgerProofs, SignerDoesNotContradictItself) {
  const std::string note = Sign(Draft(5)).value();
  const auto cut = Sign(Draft(4), note);
  ASSERT_FALSE(cut.has_value());
  EXPECT_THAT(cut.error().message, HasSubstr("refusing to sign"));
  LedgerDraft rewritten = Draft(9);
  rewritten[1].id = "other";
  rewritten[1].WriteContent();
  rewritten[1].Rehash();
  EXPECT_FALSE(Sign(rewritten, note).has_value());
  EXPECT_FALSE(Sign(Draft(9), "not a note\n").has_value());
}

TEST_F(LedgerProofs, PreviousNoteOfAnotherKeyIsNotTaken) {
  const auto other = SigningKey::Generate("audit.example").value();
  const auto ledger = Draft(5).Store();
  const std::string note =
      SignLedgerTree(ledger->reader(), {}, other, 1).value();
  EXPECT_FALSE(Sign(Draft(5), note).has_value());
  CheckpointRequest request;
  request.previous_note = note;
  request.previous_keys = {other.verifier()};
  EXPECT_TRUE(SignLedgerTree(ledger->reader(), request, key_, 1).has_value());
}

TEST_F(LedgerProofs, EveryEventIsProvenToBeItsLeaf) {
  const LedgerDraft draft = Draft(9);
  const auto ledger = draft.Store();
  const std::string note = Sign(Draft(7)).value();
  LedgerDraft expected = Draft(7);
  Sha256 sha;
  for (const DraftEvent& event : expected.events()) {
    const auto proven = ProveInclusion(ledger->reader(), event.id, note);
    ASSERT_TRUE(proven.has_value()) << proven.error().message;
    std::string leaf;
    AppendLeafData(event.agent, event.hash, event.prev_hash, event.sequence,
                   &leaf);
    EXPECT_TRUE(
        VerifyInclusionFile(proven->file, LeafHash(&sha, leaf), keys_, ""));
  }
  const std::string after = Draft(9)[8].id;
  EXPECT_FALSE(ProveInclusion(ledger->reader(), after, note).has_value());
  EXPECT_FALSE(ProveInclusion(ledger->reader(), "", note).has_value());
  EXPECT_FALSE(ProveInclusion(ledger->reader(), "a-1", "junk").has_value());
}

TEST_F(LedgerProofs, OnlyTheCheckpointsLedgerProves) {
  const std::string note = Sign(Draft(7)).value();
  LedgerDraft other = Draft(8);
  other[6].id = "changed";
  other[6].WriteContent();
  other[6].Rehash();
  const auto ledger = other.Store();
  EXPECT_FALSE(ProveInclusion(ledger->reader(), "a-1", note).has_value());
  EXPECT_FALSE(ProveConsistency(ledger->reader(), note, note).has_value());
}

TEST_F(LedgerProofs, NewerCheckpointIsProvenToContinueOlderOnes) {
  const auto ledger = Draft(9).Store();
  const std::string newest = Sign(Draft(9)).value();
  for (const int size : {0, 1, 4, 6, 9}) {
    const std::string old_note = Sign(Draft(size)).value();
    const auto file = ProveConsistency(ledger->reader(), old_note, newest);
    ASSERT_TRUE(file.has_value()) << file.error().message;
    const auto old = OpenCheckpoint(old_note, keys_, "");
    EXPECT_TRUE(VerifyConsistencyFile(*file, old->checkpoint, keys_, ""))
        << size;
    if (size == 9) continue;
    EXPECT_FALSE(ProveConsistency(ledger->reader(), newest, old_note));
  }
}

}  // namespace
}  // namespace plog
