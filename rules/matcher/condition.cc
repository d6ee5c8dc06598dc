#include "rules/matcher/condition.h"

#include <algorithm>
#include <functional>

#include "rules/types/fields.h"

namespace plog {
namespace {

constexpr bool kPositive = false;
constexpr bool kNegative = true;

constexpr OperatorInfo kOperators[] = {
    {Operator::kEq, "eq", Operand::kScalar, kPositive, "Equal to the value."},
    {Operator::kNe, "ne", Operand::kScalar, kNegative,
     "Not equal to the value; holds where the field is absent."},
    {Operator::kIn, "in", Operand::kScalars, kPositive,
     "Equal to one of the values."},
    {Operator::kNotIn, "not_in", Operand::kScalars, kNegative,
     "Equal to none of the values; holds where the field is absent."},
    {Operator::kGt, "gt", Operand::kOrdered, kPositive,
     "Greater; on `timestamp`, later."},
    {Operator::kGte, "gte", Operand::kOrdered, kPositive,
     "Greater or equal; on `timestamp`, not earlier."},
    {Operator::kLt, "lt", Operand::kOrdered, kPositive,
     "Less; on `timestamp`, earlier."},
    {Operator::kLte, "lte", Operand::kOrdered, kPositive,
     "Less or equal; on `timestamp`, not later."},
    {Operator::kMatches, "matches", Operand::kRegex, kPositive,
     "A string that contains a match of the RE2 pattern."},
    {Operator::kNotMatches, "not_matches", Operand::kRegex, kNegative,
     "Not a string that contains a match; holds where the field is absent."},
    {Operator::kContains, "contains", Operand::kScalar, kPositive,
     "A string that contains the text, or a list with that element."},
    {Operator::kStartsWith, "starts_with", Operand::kText, kPositive,
     "A string that begins with the text."},
    {Operator::kEndsWith, "ends_with", Operand::kText, kPositive,
     "A string that ends with the text."},
    {Operator::kGlob, "glob", Operand::kGlob, kPositive,
     "A string that the glob (`*`, `?`, `[…]`) matches as a whole."},
    {Operator::kExists, "exists", Operand::kBool, kPositive,
     "Whether the field is present and not null."},
};

bool ContainsElement(const ScalarSet& wanted, JsonView list) {
  for (JsonView v = list.First(); v.valid(); v = list.After(v)) {
    if (wanted.Contains(v)) return true;
  }
  return false;
}

// Sign of (value - operand); nullopt if the two do not compare.
std::optional<int> Order(const OperatorTest& test, JsonView value) {
  if (test.number) {
    if (!value.is_number()) return std::nullopt;
    return test.number->CompareFrom(value.AsDouble());
  }
  if (!value.is_string()) return std::nullopt;
  const auto instant = ParseRfc3339(value.AsString());
  if (!instant) return std::nullopt;
  return *instant < *test.instant ? -1
                                  : static_cast<int>(*instant != *test.instant);
}

bool FitsOrder(const OperatorTest& test, JsonView value) {
  const auto order = Order(test, value);
  if (!order) return false;
  switch (test.op) {
    case Operator::kGt:
      return *order > 0;
    case Operator::kGte:
      return *order >= 0;
    case Operator::kLt:
      return *order < 0;
    default:
      return *order <= 0;
  }
}

bool FitsText(const OperatorTest& test, std::string_view value) {
  switch (test.op) {
    case Operator::kMatches:
    case Operator::kNotMatches:
      return test.regex->Contains(value);
    case Operator::kStartsWith:
      return value.starts_with(test.text);
    case Operator::kEndsWith:
      return value.ends_with(test.text);
    default:
      return GlobMatches(test.text, value);
  }
}

bool FitsContains(const OperatorTest& test, JsonView value) {
  if (value.is(JsonType::kArray)) return ContainsElement(test.scalars, value);
  return value.is_string() && !test.scalars.strings.empty() &&
         value.AsString().find(test.scalars.strings.front()) !=
             std::string_view::npos;
}

}  // namespace

std::span<const OperatorInfo> MatcherOperators() { return kOperators; }

const OperatorInfo& Info(Operator op) {
  return kOperators[static_cast<size_t>(op)];
}

bool ScalarSet::Contains(JsonView value) const {
  if (!value.present()) return null;
  switch (value.type()) {
    case JsonType::kString: {
      const std::string_view text = value.AsString();
      if (strings.size() == 1) return strings.front() == text;
      return std::binary_search(strings.begin(), strings.end(), text,
                                std::less<>());
    }
    case JsonType::kBool:
      return value.AsBool() ? yes : no;
    case JsonType::kInteger:
    case JsonType::kDouble:
      return std::any_of(numbers.begin(), numbers.end(),
                         [number = value.AsDouble()](const auto& literal) {
                           return literal.CompareFrom(number) == 0;
                         });
    default:
      return false;
  }
}

bool OperatorTest::Fits(JsonView value) const {
  switch (Info(op).operand) {
    case Operand::kOrdered:
      return FitsOrder(*this, value);
    case Operand::kRegex:
    case Operand::kText:
    case Operand::kGlob:
      return value.is_string() && FitsText(*this, value.AsString());
    case Operand::kBool:
      return value.present() == expected;
    case Operand::kScalar:
    case Operand::kScalars:
      break;
  }
  return op == Operator::kContains ? FitsContains(*this, value)
                                   : scalars.Contains(value);
}

bool Condition::Holds(const EventContent& event) const {
  if (!wildcard) {
    const JsonView value = path.Resolve(event);
    return std::all_of(tests.begin(), tests.end(), [&](const auto& test) {
      return test.Fits(value) != Info(test.op).negative;
    });
  }
  bool satisfied = false;  // by one element, all positive operators
  bool excluded = false;   // by some element, through a negative operator
  path.ForEach(event, [&](JsonView value) {
    bool all = true;
    for (const OperatorTest& test : tests) {
      const bool fits = test.Fits(value);
      if (Info(test.op).negative) {
        excluded = excluded || fits;
      } else {
        all = all && fits;
      }
    }
    satisfied = satisfied || all;
    return !excluded;
  });
  return satisfied && !excluded;
}

}  // namespace plog
