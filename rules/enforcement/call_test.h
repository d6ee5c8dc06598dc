#ifndef PLOG_RULES_ENFORCEMENT_CALL_TEST_H_
#define PLOG_RULES_ENFORCEMENT_CALL_TEST_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/json/json.h"
#include "rules/values/decimal.h"
#include "rules/values/regex.h"

namespace plog {

// The operators of Intercept's conditions. They are not those of plog's
// matchers: what is missing fails every one of them but `exists`, `neq` and
// `not_in` included, and 5 equals "5".
enum class CallOperator : uint8_t {
  kEq,
  kNeq,
  kIn,
  kNotIn,
  kLt,
  kLte,
  kGt,
  kGte,
  kRegex,
  kContains,
  kExists,
  kOneOf,  // `arguments: {x: {enum: […]}}`: equal as typed JSON values
};

enum class CallOperand : uint8_t { kAny, kList, kNumber, kText, kBool };

struct CallOperatorInfo {
  CallOperator op;
  std::string_view name;
  CallOperand operand;
};

// In the order of CallOperator; kOneOf has no name of its own.
std::span<const CallOperatorInfo> CallOperators();

// An operator with its operand.
struct CallTest {
  CallOperator op = CallOperator::kEq;
  std::shared_ptr<const JsonDocument> operand;
  std::string operand_json;            // as written, for messages
  std::shared_ptr<const Regex> regex;  // of kRegex

  // `value` may be absent (invalid) or null.
  bool Holds(JsonView value) const;
  // The same of a counter.
  bool HoldsOf(const Decimal& counter) const;
  std::string_view name() const;
};

// `args.a.b`: members of objects, one inside the other; never an element of a
// list.
struct ArgumentPath {
  std::vector<std::string> names;

  std::string text() const;     // "args.a.b"
  std::string pointer() const;  // "/action_input/a/b"
  JsonView Resolve(JsonView arguments) const;
};

}  // namespace plog

#endif  // PLOG_RULES_ENFORCEMENT_CALL_TEST_H_
