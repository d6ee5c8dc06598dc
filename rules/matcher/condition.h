#ifndef PLOG_RULES_MATCHER_CONDITION_H_
#define PLOG_RULES_MATCHER_CONDITION_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/instant.h"
#include "rules/matcher/matcher.h"
#include "rules/values/regex.h"
#include "rules/values/values.h"

namespace plog {

enum class Operator : uint8_t {
  kEq,
  kNe,
  kIn,
  kNotIn,
  kGt,
  kGte,
  kLt,
  kLte,
  kMatches,
  kNotMatches,
  kContains,
  kStartsWith,
  kEndsWith,
  kGlob,
  kExists,
};

// What an operator is compared with.
enum class Operand : uint8_t {
  kScalar,
  kScalars,
  kOrdered,  // a number, or on `timestamp` an RFC 3339 text
  kRegex,
  kText,
  kGlob,
  kBool,
};

struct OperatorInfo {
  Operator op;
  std::string_view name;
  Operand operand;
  bool negative;  // the exact complement of the operator before it
  std::string_view doc;
};

// In the order of Operator.
std::span<const OperatorInfo> MatcherOperators();
const OperatorInfo& Info(Operator op);

// Scalars, one of which a value may equal. Null stands for absent as well.
struct ScalarSet {
  bool null = false;
  bool yes = false;
  bool no = false;
  std::vector<NumberLiteral> numbers;
  std::vector<std::string> strings;  // sorted

  bool Contains(JsonView value) const;
};

// One operator with its operand. Which members are set follows from the
// operator.
struct OperatorTest {
  Operator op = Operator::kEq;
  ScalarSet scalars;                    // eq, ne, in, not_in, contains
  std::optional<NumberLiteral> number;  // gt, gte, lt, lte
  std::optional<Instant> instant;       //   on `timestamp`
  std::shared_ptr<const Regex> regex;   // matches, not_matches
  std::string text;                     // contains, starts_with, glob, …
  bool expected = true;                 // exists
  std::string operand_json;             // as written, for explanations

  // Whether the operator, or for a negative one the operator it is the
  // complement of, holds of `value`, which may be absent.
  bool Fits(JsonView value) const;
};

// A field and what must hold of it.
struct Condition {
  FieldPath path;
  bool wildcard = false;
  std::vector<OperatorTest> tests;

  // With a wildcard: one element satisfies all positive operators, and none
  // satisfies what a negative one excludes.
  bool Holds(const EventContent& event) const;
};

}  // namespace plog

#endif  // PLOG_RULES_MATCHER_CONDITION_H_
