#include "rules/policy/rule_limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "rules/enforcement/enforcement_limits.h"
#include "rules/enforcement/enforcement_rules.h"
#include "rules/types/field_reader.h"

namespace plog {
namespace {

constexpr std::array<std::string_view, 3> kLimitFields = {"max", "min",
                                                          "within"};

bool IsLimit(std::string_view name) {
  return std::find(kLimitFields.begin(), kLimitFields.end(), name) !=
         kLimitFields.end();
}

// Remembers where the fields of one body are.
class FieldPlaces final : public FieldVisitor {
 public:
  void* Find(std::string_view name) const {
    const auto found = places_.find(name);
    return found == places_.end() ? nullptr : found->second;
  }

  void Visit(FieldSpec s, std::optional<Matcher>* v) override { Note(s, v); }
  void Visit(FieldSpec s, std::optional<Duration>* v) override { Note(s, v); }
  void Visit(FieldSpec s, std::optional<uint64_t>* v) override { Note(s, v); }
  void Visit(FieldSpec s, std::optional<NumberLiteral>* v) override {
    Note(s, v);
  }
  void Visit(FieldSpec s, std::optional<FieldPath>* v) override { Note(s, v); }
  void Visit(FieldSpec s, std::vector<FieldPair>* v) override { Note(s, v); }
  void Visit(FieldSpec s, std::vector<FieldComparison>* v) override {
    Note(s, v);
  }
  void Visit(FieldSpec s, std::optional<std::vector<std::string>>* v) override {
    Note(s, v);
  }
  void Visit(FieldSpec s, std::shared_ptr<const Regex>* v) override {
    Note(s, v);
  }
  void Visit(FieldSpec s, bool* v) override { Note(s, v); }
  void Visit(FieldSpec s, std::optional<HoursWindow>* v) override {
    Note(s, v);
  }
  void Visit(FieldSpec s, std::optional<DaySet>* v) override { Note(s, v); }
  void Visit(FieldSpec s, std::shared_ptr<const TimeZone>* v) override {
    Note(s, v);
  }
  void Visit(FieldSpec s, std::span<const std::string_view>,
             std::optional<size_t>* v) override {
    Note(s, v);
  }

 private:
  void Note(const FieldSpec& spec, void* place) { places_[spec.name] = place; }
  std::map<std::string_view, void*> places_;
};

// Gives a new body the fields of another one of its type, but for one limit.
class FieldCopier final : public FieldVisitor {
 public:
  FieldCopier(const FieldPlaces& from, std::string_view limit, unsigned percent)
      : from_(from), limit_(limit), percent_(percent) {}
  const std::string& value() const { return value_; }

  void Visit(FieldSpec s, std::optional<Matcher>* v) override { Copy(s, v); }
  void Visit(FieldSpec s, std::optional<Duration>* v) override {
    Copy(s, v);
    if (s.name != limit_ || !*v) return;
    const int64_t nanos = ((*v)->seconds % 100 * 1000000000 + (*v)->nanos);
    const int64_t rest = nanos / 100 * percent_;
    **v = Duration{(*v)->seconds / 100 * percent_ + rest / 1000000000,
                   static_cast<int32_t>(rest % 1000000000)};
    value_ = FormatDuration(**v);
  }
  void Visit(FieldSpec s, std::optional<uint64_t>* v) override {
    Copy(s, v);
    if (s.name != limit_ || !*v) return;
    **v = **v / 100 * percent_ + **v % 100 * percent_ / 100;
    value_ = std::to_string(**v);
  }
  void Visit(FieldSpec s, std::optional<NumberLiteral>* v) override {
    Copy(s, v);
    if (s.name != limit_ || !*v) return;
    value_ = ScaledNumber((*v)->value, percent_);
    *v = ParseNumberLiteral(value_);
  }
  void Visit(FieldSpec s, std::optional<FieldPath>* v) override { Copy(s, v); }
  void Visit(FieldSpec s, std::vector<FieldPair>* v) override { Copy(s, v); }
  void Visit(FieldSpec s, std::vector<FieldComparison>* v) override {
    Copy(s, v);
  }
  void Visit(FieldSpec s, std::optional<std::vector<std::string>>* v) override {
    Copy(s, v);
  }
  void Visit(FieldSpec s, std::shared_ptr<const Regex>* v) override {
    Copy(s, v);
  }
  void Visit(FieldSpec s, bool* v) override { Copy(s, v); }
  void Visit(FieldSpec s, std::optional<HoursWindow>* v) override {
    Copy(s, v);
  }
  void Visit(FieldSpec s, std::optional<DaySet>* v) override { Copy(s, v); }
  void Visit(FieldSpec s, std::shared_ptr<const TimeZone>* v) override {
    Copy(s, v);
  }
  void Visit(FieldSpec s, std::span<const std::string_view>,
             std::optional<size_t>* v) override {
    Copy(s, v);
  }

 private:
  // The declaration is the same, so the place of a name has its type.
  template <typename T>
  void Copy(const FieldSpec& spec, T* to) const {
    if (void* from = from_.Find(spec.name)) *to = *static_cast<T*>(from);
  }

  const FieldPlaces& from_;
  std::string_view limit_;
  unsigned percent_;
  std::string value_;
};

// Whether the changed rule still makes sense; nobody reads why not.
class AnyFault final : public RuleFaults {
 public:
  void Add(std::string_view, std::string_view, std::string,
           std::string) override {
    any_ = true;
  }
  bool any() const { return any_; }

 private:
  bool any_ = false;
};

}  // namespace

std::vector<RuleLimit> LimitsOf(const Rule& rule) {
  if (EnforcementOf(rule) != nullptr) return EnforcementLimitsOf(rule);
  const RuleFields fields = ReadFields(*rule.body);
  std::vector<RuleLimit> limits;
  for (const std::string_view name : kLimitFields) {
    const auto number = fields.numbers.find(name);
    if (number != fields.numbers.end()) {
      limits.push_back({std::string(name), number->second.text});
    }
    const auto count = fields.counts.find(name);
    if (count != fields.counts.end()) {
      limits.push_back({std::string(name), std::to_string(count->second)});
    }
    if (const auto duration = fields.FindDuration(name)) {
      limits.push_back({std::string(name), FormatDuration(*duration)});
    }
  }
  return limits;
}

std::optional<VariedRule> WithLimit(const Rule& rule, std::string_view limit,
                                    unsigned percent) {
  if (EnforcementOf(rule) != nullptr) {
    return EnforcementWithLimit(rule, limit, percent);
  }
  if (rule.type->make == nullptr || !IsLimit(limit)) return std::nullopt;
  FieldPlaces places;
  // Read only, as ReadFields does (field_reader.cc).
  const_cast<RuleBody&>(*rule.body).Declare(places);  // NOLINT
  FieldCopier copier(places, limit, percent);
  std::shared_ptr<RuleBody> body = rule.type->make();
  body->Declare(copier);
  AnyFault faults;
  body->Check(std::nullopt, &faults);
  if (copier.value().empty() || faults.any()) return std::nullopt;
  VariedRule varied{rule, copier.value()};
  varied.rule.body = std::move(body);
  return varied;
}

}  // namespace plog
