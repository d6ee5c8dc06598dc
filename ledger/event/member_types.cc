#include "ledger/event/member_types.h"

#include <cmath>

namespace plog {
namespace {

// 150.0 is an integral number as well; beyond 2^53 no integer is meant.
bool IsIntegerAtLeast(JsonView value, double minimum) {
  constexpr double kMaxInteger = 9007199254740991.0;
  if (!value.is_number()) return false;
  const double number = value.AsDouble();
  return number >= minimum && number <= kMaxInteger &&
         number == std::floor(number);
}

}  // namespace

bool HasType(JsonView value, MemberType type) {
  switch (type) {
    case MemberType::kString:
    case MemberType::kTimestamp:
    case MemberType::kHexDigest:
      return value.is_string();
    case MemberType::kStringOrNull:
      return value.is_string() || value.is_null();
    case MemberType::kAny:
      return true;
    case MemberType::kObjectOrNull:
      return value.is(JsonType::kObject) || value.is_null();
    case MemberType::kNonNegativeIntegerOrNull:
      return value.is_null() || IsIntegerAtLeast(value, 0);
    case MemberType::kPositiveInteger:
      return IsIntegerAtLeast(value, 1);
    case MemberType::kArray:
      return value.is(JsonType::kArray);
  }
  return false;
}

std::string_view Describe(MemberType type) {
  switch (type) {
    case MemberType::kString:
      return "a string";
    case MemberType::kTimestamp:
      return "an RFC 3339 string";
    case MemberType::kHexDigest:
      return "a string of 64 lower-case hex digits";
    case MemberType::kStringOrNull:
      return "a string or null";
    case MemberType::kAny:
      return "any value";
    case MemberType::kObjectOrNull:
      return "an object or null";
    case MemberType::kNonNegativeIntegerOrNull:
      return "a non-negative integer or null";
    case MemberType::kPositiveInteger:
      return "an integer from 1";
    case MemberType::kArray:
      return "an array";
  }
  return "";
}

}  // namespace plog
