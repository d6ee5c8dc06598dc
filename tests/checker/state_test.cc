// Which states are used, and what becomes of a ledger that was altered, or a
// state that was damaged, between two runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  for (size_t i = 0; i < whole.size(); ++i) {
    state_.bytes = whole;
    (*state_.bytes)[i] = static_cast<char>((*state_.bytes)[i] ^ 0x11);
    EXPECT_NE(Reason(), "") << i;
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
  state_.claimed_more = 1;
  EXPECT_EQ(Reason(), "the state is damaged");
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
