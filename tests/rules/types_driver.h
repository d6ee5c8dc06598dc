#ifndef PLOG_TESTS_RULES_TYPES_DRIVER_H_
#define PLOG_TESTS_RULES_TYPES_DRIVER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "rules/types/rule_type.h"
#include "tests/rules/plain_event.h"

namespace plog {

// The fields of a rule as they would come from YAML.
struct Days {
  DaySet set;
};
struct Choice {
  std::string name;
};
using FieldValue =
    std::variant<Matcher, Duration, uint64_t, NumberLiteral, FieldPath,
                 std::vector<FieldPair>, std::vector<FieldComparison>,
                 std::vector<std::string>, std::shared_ptr<const Regex>, bool,
                 HoursWindow, Days, std::shared_ptr<const TimeZone>, Choice>;
using Fields = std::map<std::string, FieldValue>;

// A body with these fields. Fails the test if the type does not declare one of
// them with that kind of value.
std::unique_ptr<RuleBody> MakeBody(std::string_view type, const Fields& fields);

// "field: code" for each fault that Check finds.
std::vector<std::string> FaultsOf(std::string_view type, const Fields& fields,
                                  std::optional<Scope> scope = std::nullopt);

FieldPath PathOf(std::string_view text);
NumberLiteral NumberOf(std::string_view text);
std::shared_ptr<const Regex> RegexOf(std::string_view pattern);
std::vector<FieldPair> PairsOf(const PlainPairs& pairs);

// Feeds a scope instance, which must be in order, to `monitor`. Ordinals are
// positions in `timeline`; a field's value becomes the key of its path.
PlainOutcome RunMonitor(const RuleBody& body, Monitor* monitor,
                        const Timeline& timeline, int64_t as_of);
PlainOutcome RunBody(const RuleBody& body, const Timeline& timeline,
                     int64_t as_of = 1'000'000);

// The role bits of one event, and the event itself (one JSON object).
class DrivenEvent {
 public:
  explicit DrivenEvent(std::string_view json);
  const EventContent& content() const { return content_; }
  uint32_t RolesIn(const RuleBody& body) const;
  // What the body's monitor makes of an event with these roles.
  PlainOutcome JudgedBy(const RuleBody& body) const;
  DescribedEvent At(uint64_t sequence) const {
    return {&content_, sequence, content_.timestamp().value_or(Instant())};
  }

 private:
  ContentParser parser_;
  EventContent content_;
};

}  // namespace plog

#endif  // PLOG_TESTS_RULES_TYPES_DRIVER_H_
