#ifndef PLOG_RULES_TYPES_FIELD_READER_H_
#define PLOG_RULES_TYPES_FIELD_READER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/types/fields.h"
#include "rules/types/rule_type.h"

namespace plog {

// The fields of a compiled rule as they were written, by name, for whoever
// talks about the rule (lint, explain) instead of running it. Copies share
// state with the rule. A field that is not written is not there; `when` and
// the like keep the order of the type's declaration.
struct RuleFields {
  std::vector<std::pair<std::string_view, Matcher>> matchers;
  std::map<std::string_view, Duration> durations;
  std::map<std::string_view, uint64_t> counts;
  std::map<std::string_view, NumberLiteral> numbers;
  std::map<std::string_view, FieldPath> paths;
  std::map<std::string_view, std::vector<FieldPair>> pairs;
  std::vector<FieldComparison> comparisons;  // `compare`
  std::map<std::string_view, std::vector<std::string>> names;
  std::map<std::string_view, std::shared_ptr<const Regex>> regexes;
  std::map<std::string_view, bool> flags;  // those that are true
  std::map<std::string_view, HoursWindow> hours;
  std::map<std::string_view, DaySet> days;
  std::map<std::string_view, std::string_view> choices;  // the words
  std::map<std::string_view, std::string> zones;         // IANA names

  const Matcher* FindMatcher(std::string_view name) const;
  std::optional<Duration> FindDuration(std::string_view name) const;
  bool HasChoice(std::string_view name, std::string_view word) const;
};

RuleFields ReadFields(const RuleBody& body);

}  // namespace plog

#endif  // PLOG_RULES_TYPES_FIELD_READER_H_
