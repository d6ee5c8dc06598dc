#include "rules/types/field_lister.h"

namespace plog {
namespace {

class FieldLister final : public FieldVisitor {
 public:
  std::vector<FieldInfo> TakeFields() { return std::move(fields_); }

  void Visit(FieldSpec spec, std::optional<Matcher>*) override {
    Add(spec, FieldKind::kMatcher);
  }
  void Visit(FieldSpec spec, std::optional<Duration>*) override {
    Add(spec, FieldKind::kDuration);
  }
  void Visit(FieldSpec spec, std::optional<uint64_t>*) override {
    Add(spec, FieldKind::kCount);
  }
  void Visit(FieldSpec spec, std::optional<NumberLiteral>*) override {
    Add(spec, FieldKind::kNumber);
  }
  void Visit(FieldSpec spec, std::optional<FieldPath>*) override {
    Add(spec, FieldKind::kField);
  }
  void Visit(FieldSpec spec, std::vector<FieldPair>*) override {
    Add(spec, FieldKind::kFieldPairs);
  }
  void Visit(FieldSpec spec, std::vector<FieldComparison>*) override {
    Add(spec, FieldKind::kComparisons);
  }
  void Visit(FieldSpec spec,
             std::optional<std::vector<std::string>>*) override {
    Add(spec, FieldKind::kNames);
  }
  void Visit(FieldSpec spec, std::shared_ptr<const Regex>*) override {
    Add(spec, FieldKind::kRegex);
  }
  void Visit(FieldSpec spec, bool*) override { Add(spec, FieldKind::kBool); }
  void Visit(FieldSpec spec, std::optional<HoursWindow>*) override {
    Add(spec, FieldKind::kHours);
  }
  void Visit(FieldSpec spec, std::optional<DaySet>*) override {
    Add(spec, FieldKind::kDays);
  }
  void Visit(FieldSpec spec, std::shared_ptr<const TimeZone>*) override {
    Add(spec, FieldKind::kZone);
  }
  void Visit(FieldSpec spec, std::span<const std::string_view> choices,
             std::optional<size_t>*) override {
    Add(spec, FieldKind::kChoice);
    fields_.back().choices.assign(choices.begin(), choices.end());
  }

 private:
  void Add(const FieldSpec& spec, FieldKind kind) {
    fields_.push_back({spec.name, spec.required, kind, {}, spec.doc});
  }

  std::vector<FieldInfo> fields_;
};

}  // namespace

std::vector<FieldInfo> ListFields(const RuleType& type) {
  FieldLister lister;
  type.make()->Declare(lister);
  return lister.TakeFields();
}

}  // namespace plog
