// Which states are used, and what becomes of a ledger that was altered, or a
// state that was damaged, between two runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <span>
#include <string>
#include <vector>

#include "checker/state/state_input.h"
#include "checker/state/state_output.h"
#include "tests/checker/memory_ledger.h"
#include "tests/checker/state_fixture.h"
#include "tests/checker/state_reseal.h"

namespace plog {
namespace {

using testing::HasSubstr;

constexpr char kOneRule[] =
    "policies: [{name: p, rules: [{name: r, type: absence, "
    "when: {action_name: read}, deny: {action_name: send}}]}]";
constexpr char kOtherRule[] =
    "policies: [{name: p, rules: [{name: r, type: absence, "
    "when: {action_name: read}, deny: {action_name: delete}}]}]";

// The first one, in another place of another file.
constexpr char kSameQuestions[] =
    "policies: [{name: p, rules: [\n{name: r, type: absence, "
    "when: {action_name: read}, deny: {action_name: send}}]}]";

class State : public testing::Test {
 protected:
  void SetUp() override {
    ledger_ = SealEvents({EventLine("e1", 1, "TOOL_CALL", "read"),
                          EventLine("e2", 2, "TOOL_CALL", "send"),
                          EventLine("e3", 3, "TOOL_CALL", "look")});
    options_.as_of = {1770000000, 0};
    options_.state = &state_;
    EXPECT_EQ(Reason(), "there is no state of an earlier run yet");
    state_.Keep();
  }

  // Why a run does not go on from the state; empty if it does. Whatever it
  // does, the result is right.
  std::string Reason(const char* policies = kOneRule) {
    const auto compiled = CompileYaml(policies);
    const Report report = MustCheck(ledger_->reader(), compiled, options_);
    CheckOptions plain = options_;
    plain.state = nullptr;
    EXPECT_EQ(ComparableJson(report),
              ComparableJson(MustCheck(ledger_->reader(), compiled, plain)));
    EXPECT_EQ(report.state->incremental, report.state->reason.empty());
    return report.state->reason;
  }

  // Adds an event of the one session.
  void AddOne(int number) {
    const std::string id = "e" + std::to_string(number);
    const std::string line = EventLine(id, number, "TOOL_CALL", "look");
    AddLines(ledger_.get(), std::span(&line, 1));
  }
  // Of a run that goes on from the state.
  uint64_t Violations(const char* policies = kOneRule) {
    const Report report =
        MustCheck(ledger_->reader(), CompileYaml(policies), options_);
    EXPECT_EQ(report.state->reason, "");
    return report.violations;
  }
  SavedPass Pass(StateSeal* seal = nullptr) {
    StateInput input(&state_, state_.bytes->size());
    SavedPass pass;
    EXPECT_EQ(input.Identify(), StateFault::kNone);
    EXPECT_EQ(input.ReadPass(&pass), StateFault::kNone);
    if (seal != nullptr) *seal = input.seal();
    return pass;
  }
  // Makes the state say that no rule found anything anywhere.
  void WithoutOutcomes() {
    StateSeal seal;
    SavedPass pass = Pass(&seal);
    for (auto& rule : pass.outcomes.rules) rule.outcomes.clear();
    StateOutput output(&state_, pass.frame);
    ASSERT_TRUE(output.Continue(seal, pass.blocks));
    output.Finish(pass.audit, pass.outcomes);
    state_.Keep();
  }

  std::unique_ptr<LedgerWriter> ledger_;
  MemoryState state_;
  CheckOptions options_;
};

TEST_F(State, IsUsedWhenNothingHasChanged) { EXPECT_EQ(Reason(), ""); }

TEST_F(State, IsNotUsedInAFullRunAndWrittenAnew) {
  options_.full = true;
  EXPECT_EQ(Reason(), "a full run was asked for");
  EXPECT_TRUE(state_.written());
}

TEST_F(State, IsNotUsedForAQuestionItHasNoAnswerTo) {
  EXPECT_THAT(Reason(kOtherRule),
              HasSubstr("the policies ask what the state has no answer to"));
  state_.Keep();
  EXPECT_EQ(Reason(kOtherRule), "");
}

TEST_F(State, IsNotUsedForAnotherSelection) {
  options_.selection.session_ids = {"s"};
  EXPECT_EQ(Reason(),
            "the state was made for other agents, sessions or labels");
}

TEST_F(State, IsUsedForAnotherTimeSpan) {
  options_.selection.since = Instant{1767225602, 0};
  EXPECT_EQ(Reason(), "");
}

TEST_F(State, IsNotUsedForAnotherLedger) {
  ledger_ = SealEvents({EventLine("e1", 1, "TOOL_CALL", "read"),
                        EventLine("e2", 2, "TOOL_CALL", "send"),
                        EventLine("e9", 3, "TOOL_CALL", "look"),
                        EventLine("e4", 4, "TOOL_CALL", "look")});
  EXPECT_THAT(Reason(), HasSubstr("does not continue that of the 3 events"));
}

TEST_F(State, IsNotUsedForAShorterLedger) {
  ledger_ = SealEvents({EventLine("e1", 1, "TOOL_CALL", "read")});
  EXPECT_THAT(Reason(), HasSubstr("does not continue that of the 3 events"));
}

TEST_F(State, IsRefusedWithAnyByteChanged) {
  const std::string whole = *state_.bytes;
  const uint64_t unlisted = Pass().blocks[0].end() - sizeof(LeafMark);
  for (size_t i = 0; i < whole.size(); ++i) {
    state_.bytes = whole;
    (*state_.bytes)[i] = static_cast<char>((*state_.bytes)[i] ^ 0x11);
    // The place of the next seal has nothing in it yet, and nobody asks for the
    // leaf of an event that is not listed.
    const bool in_seal =
        i >= StateSeal::At(2) && i < StateSeal::At(2) + StateSeal::kBytes;
    const bool in_leaf = i >= unlisted && i < unlisted + sizeof(LeafMark);
    EXPECT_EQ(Reason() == "", in_seal || in_leaf) << i;
  }
}

TEST_F(State, IsRefusedWhenCutAnywhere) {
  const std::string whole = *state_.bytes;
  for (size_t size = 0; size < whole.size(); ++size) {
    state_.bytes = whole.substr(0, size);
    EXPECT_NE(Reason(), "") << size;
    EXPECT_TRUE(state_.written()) << size;
  }
}

TEST_F(State, IsRefusedWhenItShrinksWhileItIsRead) {
  state_.bytes->pop_back();
  state_.claimed_more = 1;
  EXPECT_EQ(Reason(), "the state is damaged");
}

TEST_F(State, GrowsByWhatIsNew) {
  AddOne(4);
  const std::string old = *state_.bytes;
  EXPECT_EQ(Reason(), "");
  EXPECT_TRUE(state_.continues());
  state_.Keep();
  EXPECT_EQ(state_.bytes->substr(kHeadBytes, old.size() - kHeadBytes),
            old.substr(kHeadBytes));
  EXPECT_EQ(Reason(), "");
}

// With the leaves of the old events, or those that are listed would look
// changed.
TEST_F(State, IsWrittenAnewWhereItCannotGrow) {
  state_.can_continue = false;
  int night = 4;
  for (const uint64_t memory : {UINT64_MAX, uint64_t{0}, UINT64_MAX}) {
    options_.spill.memory = memory;
    AddOne(night++);
    EXPECT_EQ(Reason(), "");
    EXPECT_FALSE(state_.continues());
    state_.Keep();
    EXPECT_EQ(Reason(), "");
  }
}

TEST_F(State, IsWrittenAnewBeforeItIsMostlySmallBlocks) {
  bool anew = false;
  for (int night = 4; night < 80; ++night) {
    AddOne(night);
    EXPECT_EQ(Reason(), "");
    anew = anew || !state_.continues();
    state_.Keep();
  }
  EXPECT_TRUE(anew);
}

TEST_F(State, OfManyBlocksIsReadByManyThreads) {
  for (int night = 4; night < 24; ++night) {
    AddOne(night);
    options_.jobs = static_cast<unsigned>(night % 8);
    EXPECT_EQ(Reason(), "");
    state_.Keep();
  }
  const std::vector<BlockPlace> blocks = Pass().blocks;
  ASSERT_GT(blocks.size(), 10U);
  for (const unsigned jobs : {1U, 2U, 7U}) {
    options_.jobs = jobs;
    EXPECT_EQ(Reason(), "");
    MemoryState whole = state_;
    (*state_.bytes)[blocks[blocks.size() / 2].offset] ^= 1;
    EXPECT_EQ(Reason(), "the state is damaged");
    state_ = whole;
  }
}

// Whatever of the new state reached the disk, the old one is still there.
TEST_F(State, SurvivesAnInterruptedRun) {
  AddOne(4);
  EXPECT_EQ(Reason(), "");
  ASSERT_TRUE(state_.continues());
  const MemoryState run = state_;
  for (size_t bytes = 0; bytes <= run.written_bytes(); ++bytes) {
    state_.bytes = run.Interrupted(bytes);
    EXPECT_EQ(Reason(), "") << bytes;
  }
}

TEST_F(State, ThatHasGrownIsRightOrRefusedWithAnyByteChanged) {
  for (const int night : {4, 5}) {
    AddOne(night);
    EXPECT_EQ(Reason(), "");
    state_.Keep();
  }
  const std::string whole = *state_.bytes;
  for (size_t i = 0; i < whole.size(); ++i) {
    state_.bytes = whole;
    (*state_.bytes)[i] = static_cast<char>((*state_.bytes)[i] ^ 0x11);
    Reason();  // compares the result
  }
}

// Scopes without new events are not walked again: what the state says of them
// is what is reported.
TEST_F(State, HasTheOutcomesOfScopesWithoutNewEvents) {
  EXPECT_EQ(Violations(), 1U);
  WithoutOutcomes();
  EXPECT_EQ(Violations(), 0U);
}

TEST_F(State, HasNoOutcomesThatCountOfScopesWithNewEvents) {
  WithoutOutcomes();
  AddOne(4);
  EXPECT_EQ(Violations(), 1U);
}

TEST_F(State, HasNoOutcomesThatCountOfAnotherRule) {
  WithoutOutcomes();
  EXPECT_EQ(Violations(kSameQuestions), 1U);
}

TEST_F(State, HasNoOutcomesThatCountForAnEarlierAsOf) {
  WithoutOutcomes();
  options_.as_of.seconds -= 1;
  EXPECT_EQ(Violations(), 1U);
}

TEST_F(State, HasNoOutcomesThatCountForAnotherTimeSpan) {
  WithoutOutcomes();
  options_.selection.since = Instant{0, 0};
  EXPECT_EQ(Violations(), 1U);
}

// A digest that is right protects nothing from who computes it: no crash, and
// no list longer than the file. What is still a state may say what it likes.
TEST_F(State, SurvivesAnyByteUnderARightDigest) {
  const std::string whole = *state_.bytes;
  const auto policies = CompileYaml(kOneRule);
  for (size_t i = kStateMagic.size(); i < whole.size(); ++i) {
    for (const unsigned flip : {0x01U, 0x80U, 0xffU}) {
      state_.bytes = whole;
      (*state_.bytes)[i] =
          static_cast<char>(static_cast<unsigned char>(whole[i]) ^ flip);
      ResealState(&*state_.bytes);
      MustCheck(ledger_->reader(), policies, options_);
    }
  }
}

TEST_F(State, LeavesAForeignFileAlone) {
  for (const char* foreign : {"x",
                              "SQLite format 3 and so on and so forth, "
                              "longer than head and digest together"}) {
    state_.bytes = foreign;
    EXPECT_THAT(Reason(), HasSubstr("not a state of plog"));
    EXPECT_FALSE(state_.written());
  }
}

TEST_F(State, LeavesTheStateOfANewerPlogAlone) {
  PutLittleEndian(kStateVersion + 1, state_.bytes->data() + 16);
  EXPECT_THAT(Reason(), HasSubstr("newer plog"));
  options_.full = true;
  EXPECT_THAT(Reason(), HasSubstr("newer plog"));
  EXPECT_FALSE(state_.written());
}

TEST_F(State, TakesAnEmptyFileForNone) {
  state_.bytes = "";
  EXPECT_THAT(Reason(), HasSubstr("no state"));
  EXPECT_TRUE(state_.written());
}

}  // namespace
}  // namespace plog
