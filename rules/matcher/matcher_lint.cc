#include "rules/matcher/matcher_lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ledger/base/text.h"

namespace plog {
namespace {

constexpr std::array<std::string_view, 5> kActionTypes = {
    "TOOL_CALL", "TOOL_RESULT", "LLM_CALL", "LLM_RESPONSE", "CUSTOM"};
constexpr std::array<std::string_view, 3> kActionStatuses = {"success", "error",
                                                             "timeout"};

std::span<const std::string_view> KnownValues(Member member) {
  if (member == Member::kActionType) return kActionTypes;
  if (member == Member::kActionStatus) return kActionStatuses;
  return {};
}

// Whether a value of the member can ever fit the test.
bool CanFit(Member member, const OperatorTest& test) {
  const MemberType type = Info(member).type;
  if (type == MemberType::kAny || type == MemberType::kObjectOrNull) {
    return true;
  }
  const bool number = type == MemberType::kNonNegativeIntegerOrNull;
  const ScalarSet& scalars = test.scalars;
  switch (Info(test.op).operand) {
    case Operand::kOrdered:
      return test.instant ? !number : number;
    case Operand::kRegex:
    case Operand::kText:
    case Operand::kGlob:
      return !number;
    case Operand::kScalar:
    case Operand::kScalars:
      return scalars.null ||
             (number ? !scalars.numbers.empty() : !scalars.strings.empty());
    case Operand::kBool:
      break;
  }
  return true;
}

void LintSpelling(const SourceText& source, const SourcePlace& place,
                  Member member, const OperatorTest& test) {
  const auto known = KnownValues(member);
  if (known.empty() || test.op == Operator::kContains) return;
  for (const std::string& value : test.scalars.strings) {
    if (std::find(known.begin(), known.end(), value) != known.end()) continue;
    const std::string_view near = NearestWord(value, known);
    if (near.empty()) continue;
    source.Add("unusual-value", place,
               fmt::format("`{}` is not a usual {}", value, Info(member).name),
               fmt::format("did you mean `{}`?", near));
  }
}

}  // namespace

void LintCondition(const SourceText& source, const SourcePlace& place,
                   const Condition& condition) {
  const auto member = condition.path.whole_member();
  if (!member) return;
  for (const OperatorTest& test : condition.tests) {
    if (!CanFit(*member, test)) {
      source.Add(
          "never-holds", place,
          fmt::format("no value of `{}` fits `{} {}`", condition.path.text(),
                      Info(test.op).name, test.operand_json),
          Info(*member).type == MemberType::kNonNegativeIntegerOrNull
              ? "it is a number, or absent"
              : "it is always a text; quote the value");
    }
    LintSpelling(source, place, *member, test);
  }
}

}  // namespace plog
