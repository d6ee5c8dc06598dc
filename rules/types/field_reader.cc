#include "rules/types/field_reader.h"

namespace plog {
namespace {

class FieldReader final : public FieldVisitor {
 public:
  RuleFields Take() { return std::move(fields_); }

  void Visit(FieldSpec spec, std::optional<Matcher>* value) override {
    if (*value) fields_.matchers.emplace_back(spec.name, **value);
  }
  void Visit(FieldSpec spec, std::optional<Duration>* value) override {
    if (*value) fields_.durations.emplace(spec.name, **value);
  }
  void Visit(FieldSpec spec, std::optional<uint64_t>* value) override {
    if (*value) fields_.counts.emplace(spec.name, **value);
  }
  void Visit(FieldSpec spec, std::optional<NumberLiteral>* value) override {
    if (*value) fields_.numbers.emplace(spec.name, **value);
  }
  void Visit(FieldSpec spec, std::optional<FieldPath>* value) override {
    if (*value) fields_.paths.emplace(spec.name, **value);
  }
  void Visit(FieldSpec spec, std::vector<FieldPair>* value) override {
    if (!value->empty()) fields_.pairs.emplace(spec.name, *value);
  }
  void Visit(FieldSpec, std::vector<FieldComparison>* value) override {
    fields_.comparisons = *value;
  }
  void Visit(FieldSpec spec,
             std::optional<std::vector<std::string>>* value) override {
    if (*value) fields_.names.emplace(spec.name, **value);
  }
  void Visit(FieldSpec spec, std::shared_ptr<const Regex>* value) override {
    if (*value) fields_.regexes.emplace(spec.name, *value);
  }
  void Visit(FieldSpec spec, bool* value) override {
    if (*value) fields_.flags.emplace(spec.name, true);
  }
  void Visit(FieldSpec spec, std::optional<HoursWindow>* value) override {
    if (*value) fields_.hours.emplace(spec.name, **value);
  }
  void Visit(FieldSpec spec, std::optional<DaySet>* value) override {
    if (*value) fields_.days.emplace(spec.name, **value);
  }
  void Visit(FieldSpec spec, std::shared_ptr<const TimeZone>* value) override {
    if (*value) fields_.zones.emplace(spec.name, (*value)->name());
  }
  void Visit(FieldSpec spec, std::span<const std::string_view> choices,
             std::optional<size_t>* index) override {
    if (*index) fields_.choices.emplace(spec.name, choices[**index]);
  }

 private:
  RuleFields fields_;
};

}  // namespace

const Matcher* RuleFields::FindMatcher(std::string_view name) const {
  for (const auto& [key, matcher] : matchers) {
    if (key == name) return &matcher;
  }
  return nullptr;
}

std::optional<Duration> RuleFields::FindDuration(std::string_view name) const {
  const auto found = durations.find(name);
  if (found == durations.end()) return std::nullopt;
  return found->second;
}

bool RuleFields::HasChoice(std::string_view name, std::string_view word) const {
  const auto found = choices.find(name);
  return found != choices.end() && found->second == word;
}

RuleFields ReadFields(const RuleBody& body) {
  FieldReader reader;
  // Declare is one function for those who write the fields and those who read
  // them, hence not const. This visitor only reads, and every body is made by
  // RuleType::make, never as a const object.
  const_cast<RuleBody&>(body).Declare(reader);  // NOLINT
  return reader.Take();
}

}  // namespace plog
