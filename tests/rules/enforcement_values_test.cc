// How Intercept compares and prints values, and which event ends a hold.

#include <gtest/gtest.h>

#include "rules/enforcement/approval_desk.h"
#include "rules/enforcement/call_test.h"
#include "rules/enforcement/enforcement_monitor.h"
#include "rules/enforcement/go_text.h"
#include "rules/matcher/matcher.h"

namespace plog {
namespace {

std::string Printed(const std::string& json) {
  JsonDocument document;
  EXPECT_FALSE(JsonParser().Parse(json, {}, &document)) << json;
  return GoText(document.root());
}

TEST(GoText, PrintsWhatGoPrints) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"5", "5"},
      {"1.50", "1.5"},
      {"-0.25", "-0.25"},
      {"100000", "100000"},
      {"1e20", "100000000000000000000"},
      {"1e21", "1e+21"},
      {"1.5e300", "1.5e+300"},
      {"0.0001", "0.0001"},
      {"0.00001", "1e-05"},
      {"123456.789", "123456.789"},
      {"true", "true"},
      {"null", "<nil>"},
      {"\"a b\"", "a b"},
      {"[1,\"x\",null]", "[1 x <nil>]"},
      {"{\"b\":1,\"a\":[2]}", "map[a:[2] b:1]"},
  };
  for (const auto& [json, text] : cases) EXPECT_EQ(text, Printed(json));
}

bool Holds(CallOperator op, const std::string& operand,
           const std::string& value) {
  auto wanted = std::make_shared<JsonDocument>();
  EXPECT_FALSE(JsonParser().Parse(operand, {}, wanted.get())) << operand;
  CallTest test;
  test.op = op;
  test.operand = wanted;
  if (op == CallOperator::kRegex) {
    Regex::Fault fault;
    test.regex = Regex::Compile(wanted->root().AsString(), &fault);
  }
  if (value.empty()) return test.Holds(JsonView());
  JsonDocument document;
  EXPECT_FALSE(JsonParser().Parse(value, {}, &document)) << value;
  return test.Holds(document.root());
}

struct Case {
  CallOperator op;
  const char* operand;
  const char* value;  // "": missing
  bool holds;
};

TEST(CallTest, HoldsAsInIntercept) {
  using Op = CallOperator;
  const Case kCases[] = {
      {Op::kEq, "5", "5.0", true},
      {Op::kEq, "5", "\"5\"", true},
      {Op::kEq, "\"true\"", "true", true},
      {Op::kEq, "\"<nil>\"", "null", true},
      {Op::kEq, "5", "", false},
      {Op::kNeq, "5", "6", true},
      {Op::kNeq, "5", "", false},
      {Op::kNeq, "5", "null", true},
      {Op::kIn, "[1,\"a\"]", "\"1\"", true},
      {Op::kIn, "[1,\"a\"]", "2", false},
      {Op::kNotIn, "[1]", "2", true},
      {Op::kNotIn, "[1]", "", false},
      {Op::kLte, "5", "5", true},
      {Op::kLte, "5", "\"4\"", false},
      {Op::kLt, "5", "5", false},
      {Op::kGte, "5", "5", true},
      {Op::kGt, "5", "", false},
      {Op::kRegex, "\"^a\"", "\"abc\"", true},
      {Op::kRegex, "\"^a\"", "5", false},
      {Op::kContains, "\"b\"", "\"abc\"", true},
      {Op::kContains, "5", "\"5\"", false},
      {Op::kContains, "5", "[\"5\"]", true},
      {Op::kContains, "\"a\"", "{\"a\":1}", false},
      {Op::kExists, "true", "0", true},
      {Op::kExists, "true", "null", false},
      {Op::kExists, "false", "", true},
      {Op::kOneOf, "[5]", "\"5\"", false},
      {Op::kOneOf, "[5]", "5.0", true},
  };
  for (const Case& one : kCases) {
    EXPECT_EQ(one.holds, Holds(one.op, one.operand, one.value))
        << static_cast<int>(one.op) << " " << one.operand << " " << one.value;
  }
}

TEST(CallTest, ReadsCountersAsNumbers) {
  auto wanted = std::make_shared<JsonDocument>();
  ASSERT_FALSE(JsonParser().Parse("[3,4]", {}, wanted.get()));
  CallTest in{CallOperator::kIn, wanted, "", nullptr};
  EXPECT_TRUE(in.HoldsOf(Decimal::FromDouble(3)));
  EXPECT_FALSE(in.HoldsOf(Decimal::FromDouble(5)));
}

TEST(ArgumentPath, NamesAnyMember) {
  const ArgumentPath path{{"a/b", "c~d"}};
  EXPECT_EQ("/action_input/a~1b/c~0d", path.pointer());
  FieldPath parsed;
  EXPECT_FALSE(FieldPath::Parse(path.pointer(), &parsed));
}

// Every hold ends; who ended it is told by the last one of the case.
class Desk : public testing::Test {
 protected:
  void Hold(int64_t at, bool executed = false) {
    HeldCall call;
    call.ordinal = next_++;
    call.time = {at, 0};
    call.executed = executed;
    call.timeout = Duration{100, 0};
    desk_.Hold(key_, std::move(call), settle_);
  }
  void Decide(int64_t at, bool approved) {
    desk_.Decide(key_, next_++, {at, 0}, approved, settle_);
  }
  void Result() { desk_.Result(key_, next_++, settle_); }
  std::vector<HoldEnd> EndsAsOf(int64_t as_of) {
    desk_.Finish({as_of, 0}, settle_);
    return ends_;
  }
  static constexpr int64_t kLongAfter = 1000000;

 private:
  ApprovalDesk desk_;
  CallKey key_{};
  uint32_t next_ = 0;
  std::vector<HoldEnd> ends_;
  ApprovalDesk::Settle settle_ = [this](const HeldCall&, HoldEnd end,
                                        std::optional<uint32_t>) {
    ends_.push_back(end);
  };
};

using Ends = std::vector<HoldEnd>;

TEST_F(Desk, TheTimeoutItselfIsInTime) {
  Hold(0);
  Decide(100, true);
  Result();
  EXPECT_EQ(Ends{HoldEnd::kApproved}, EndsAsOf(kLongAfter));
}

TEST_F(Desk, OneInstantLaterIsLate) {
  Hold(0);
  Decide(101, true);
  Result();
  EXPECT_EQ(Ends{HoldEnd::kLate}, EndsAsOf(kLongAfter));
}

TEST_F(Desk, AnApprovalBeforeTheCallCoversItOnce) {
  Decide(0, true);
  Hold(100, true);
  Hold(100, true);
  EXPECT_EQ((Ends{HoldEnd::kApproved, HoldEnd::kExecutedFirst}),
            EndsAsOf(kLongAfter));
}

TEST_F(Desk, AnOldApprovalCoversNothing) {
  Decide(0, true);
  Hold(101);
  EXPECT_EQ(Ends{HoldEnd::kMissing}, EndsAsOf(kLongAfter));
}

TEST_F(Desk, AHoldIsPendingUntilItsTimeout) {
  Hold(0);
  EXPECT_EQ(Ends{HoldEnd::kPending}, EndsAsOf(99));
}

TEST_F(Desk, ARejectedCallMayNotHappen) {
  Hold(0);
  Decide(1, false);
  Result();
  EXPECT_EQ((Ends{HoldEnd::kRefused, HoldEnd::kAfterRejection}),
            EndsAsOf(kLongAfter));
}

TEST_F(Desk, ARejectionBeforeTheCallCounts) {
  Decide(0, false);
  Hold(1);
  EXPECT_EQ((Ends{HoldEnd::kRefused, HoldEnd::kNotExecuted}),
            EndsAsOf(kLongAfter));
}

TEST_F(Desk, TheResultOfAnApprovedCallIsNotThatOfTheNext) {
  Hold(0);
  Decide(1, true);
  Hold(2);
  Result();
  Decide(3, true);
  EXPECT_EQ((Ends{HoldEnd::kApproved, HoldEnd::kApproved}),
            EndsAsOf(kLongAfter));
}

}  // namespace
}  // namespace plog
