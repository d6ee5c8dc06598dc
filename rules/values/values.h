#ifndef PLOG_RULES_VALUES_VALUES_H_
#define PLOG_RULES_VALUES_VALUES_H_

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/matcher/matcher.h"

namespace plog {

// The kinds of value a rule field can have, beyond matcher and duration.

// A number as written in a policy, compared exactly with numbers of events.
// An event's number is a double whose decimal value is its canonical (shortest)
// text; `value` is the double nearest to the text as written and `residual` the
// sign of (canonical decimal of value) - (decimal as written).
struct NumberLiteral {
  double value = 0;
  int residual = 0;
  std::string text;  // as written

  // Sign of (event number) - (this).
  int CompareFrom(double event_number) const {
    if (event_number < value) return -1;
    if (event_number > value) return 1;
    return residual;
  }
};
// A decimal literal of the YAML 1.2 core schema; nullopt if it is not a finite
// number.
std::optional<NumberLiteral> ParseNumberLiteral(std::string_view text);

// `correlate`: the field of X and the field of Y that must agree.
struct FieldPair {
  FieldPath x;
  FieldPath y;
};

// `compare`: what a field of X must be to a field of Y.
enum class ComparisonOp : uint8_t {
  kEq,
  kNe,
  kLt,
  kLte,
  kGt,
  kGte,
  kDigestOf,
  kNotDigestOf,
};
struct FieldComparison {
  FieldPath x;
  ComparisonOp op = ComparisonOp::kEq;
  FieldPath y;
};

// `[start, end)` as minutes of the local day, 0-1440; start > end wraps past
// midnight. start != end, start < 1440.
struct HoursWindow {
  int start_minute = 0;
  int end_minute = 0;
};

// Bit 0 = Sunday … bit 6 = Saturday.
using DaySet = uint8_t;

}  // namespace plog

#endif  // PLOG_RULES_VALUES_VALUES_H_
