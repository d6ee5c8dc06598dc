#ifndef PLOG_RULES_TYPES_FIELD_LISTER_H_
#define PLOG_RULES_TYPES_FIELD_LISTER_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "rules/types/rule_type.h"

namespace plog {

// What kind of value a field takes.
enum class FieldKind : uint8_t {
  kMatcher,
  kDuration,
  kCount,
  kNumber,
  kField,
  kFieldPairs,
  kComparisons,
  kNames,
  kRegex,
  kBool,
  kHours,
  kDays,
  kZone,
  kChoice,
};

// A field of a rule type as its declaration describes it. Views of static text.
struct FieldInfo {
  std::string_view name;
  bool required = false;
  FieldKind kind = FieldKind::kMatcher;
  std::vector<std::string_view> choices;  // of kChoice
  std::string_view doc;
};

// The type's own fields, in the order of its declaration.
std::vector<FieldInfo> ListFields(const RuleType& type);

}  // namespace plog

#endif  // PLOG_RULES_TYPES_FIELD_LISTER_H_
