#ifndef PLOG_RULES_TYPES_FIELDS_H_
#define PLOG_RULES_TYPES_FIELDS_H_

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
#include "rules/values/time_zone.h"
#include "rules/values/values.h"

namespace plog {

struct FieldSpec {
  std::string_view name;
  bool required = false;
  std::string_view doc;  // one sentence, for `policy types`, schema, manual
};

inline constexpr bool kRequired = true;
inline constexpr bool kOptional = false;

// A rule type declares its YAML fields once, by visiting them:
//
//   void Sequence::Declare(FieldVisitor& v) {
//     v.Visit({"when", kRequired, "…"}, &when_);
//     v.Visit({"within", kOptional, "…"}, &within_);
//   }
//
// The same declaration parses and diagnoses a rule (a visitor that reads
// YAML), rejects unknown keys, lists the fields (`policy types`), and feeds
// the JSON Schema and the manual's test. A required field that is missing has
// been diagnosed; the target then keeps its initial value.
class FieldVisitor {
 public:
  virtual ~FieldVisitor() = default;
  virtual void Visit(FieldSpec spec, std::optional<Matcher>* value) = 0;
  virtual void Visit(FieldSpec spec, std::optional<Duration>* value) = 0;
  virtual void Visit(FieldSpec spec, std::optional<uint64_t>* value) = 0;
  virtual void Visit(FieldSpec spec, std::optional<NumberLiteral>* value) = 0;
  virtual void Visit(FieldSpec spec, std::optional<FieldPath>* value) = 0;
  virtual void Visit(FieldSpec spec, std::vector<FieldPair>* value) = 0;
  virtual void Visit(FieldSpec spec, std::vector<FieldComparison>* value) = 0;
  // A list of names or globs.
  virtual void Visit(FieldSpec spec,
                     std::optional<std::vector<std::string>>* value) = 0;
  virtual void Visit(FieldSpec spec, std::shared_ptr<const Regex>* value) = 0;
  virtual void Visit(FieldSpec spec, bool* value) = 0;
  virtual void Visit(FieldSpec spec, std::optional<HoursWindow>* value) = 0;
  virtual void Visit(FieldSpec spec, std::optional<DaySet>* value) = 0;
  virtual void Visit(FieldSpec spec,
                     std::shared_ptr<const TimeZone>* value) = 0;
  // One of `choices`; `*index` is its position. Unchanged if absent.
  virtual void Visit(FieldSpec spec, std::span<const std::string_view> choices,
                     std::optional<size_t>* index) = 0;
};

// Glob over whole strings: `*`, `?`, `[…]`, `[!…]`/`[^…]`, on characters; `*`
// and `?` also match `/`.
bool GlobMatches(std::string_view glob, std::string_view text);
// A sentence if `glob` is malformed (an unclosed bracket).
std::optional<std::string> CheckGlob(std::string_view glob);

}  // namespace plog

#endif  // PLOG_RULES_TYPES_FIELDS_H_
