// limit: a numeric field must stay in a range.
//
// The event is at fault if the field is > `max` or < `min`, compared exactly
// with the decimal as written; the limits themselves are allowed. A field that
// is absent, null or no number is not evaluated. A path with a wildcard is
// judged by each of its numbers: the event is at fault if one of them is.

#include <fmt/format.h>

#include "ledger/json/number_text.h"
#include "rules/types/bodies.h"
#include "rules/types/predicates.h"
#include "rules/types/prose.h"
#include "rules/types/single_event.h"

namespace plog {
namespace {

constexpr uint32_t kAboveMax = 0;  // variants

using Test = std::function<bool(double)>;

// The first number of the field that passes, if any does.
std::optional<double> FirstNumber(const FieldPath& field,
                                  const EventContent& event, const Test& test) {
  std::optional<double> first;
  field.ForEach(event, [&](JsonView value) {
    if (value.is_number() && test(value.AsDouble())) first = value.AsDouble();
    return !first.has_value();
  });
  return first;
}

Test Above(const std::optional<NumberLiteral>& max) {
  return [max](double number) { return max && max->CompareFrom(number) > 0; };
}
Test Below(const std::optional<NumberLiteral>& min) {
  return [min](double number) { return min && min->CompareFrom(number) < 0; };
}

std::string TextOf(const std::optional<NumberLiteral>& literal) {
  return literal ? literal->text : "none";
}

class Limit final : public RuleBody {
 public:
  void Declare(FieldVisitor& visitor) override {
    visitor.Visit({"for_field", kRequired, "The numeric field."}, &field_);
    visitor.Visit({"max", kOptional, "The greatest value allowed."}, &max_);
    visitor.Visit({"min", kOptional, "The least value allowed."}, &min_);
    visitor.Visit({"when", kOptional, "Which events are judged."}, &when_);
  }

  void Check(std::optional<Scope>, RuleFaults* faults) override {
    if (!max_ && !min_) {
      faults->Add("max", "missing-field",
                  "a limit rule needs `max`, `min` or both");
    }
  }

  std::vector<std::shared_ptr<const Predicate>> Predicates() const override {
    const std::string field = field_ ? field_->text() : "";
    auto verdict = [&](std::string name, Test test) {
      const FieldPath path = field_.value_or(FieldPath());
      return MakePredicate(
          fmt::format("limit {} of {}{}", name, field, WhenText(when_)),
          [path, test = std::move(test)](const EventContent& event) {
            return FirstNumber(path, event, test).has_value();
          },
          when_);
    };
    return {MatcherPredicate(when_),
            verdict("number", [](double) { return true; }),
            verdict("above " + TextOf(max_), Above(max_)),
            verdict("below " + TextOf(min_), Below(min_))};
  }

  bool NeedsEveryEvent() const override { return false; }

  std::unique_ptr<Monitor> NewMonitor() const override {
    return NewSingleEventMonitor(true);
  }

  FindingText Describe(const Finding& finding, const DescribedEvent* trigger,
                       const DescribedEvent*,
                       const DescribeOptions&) const override {
    const bool above = finding.variant == kAboveMax;
    const std::string limit = TextOf(above ? max_ : min_);
    const std::string field = field_ ? field_->text() : "";
    std::string number = "out of range";
    if (field_ && trigger != nullptr && trigger->content != nullptr) {
      const auto value = FirstNumber(*field_, *trigger->content,
                                     above ? Above(max_) : Below(min_));
      if (value) {
        number.clear();
        AppendEs6Number(*value, &number);
      }
    }
    return {fmt::format("{} {} {}", field, above ? "above" : "below", limit),
            fmt::format("{} of {} is {}; at {} {} is allowed", field,
                        Located(NounOf(trigger), trigger), number,
                        above ? "most" : "least", limit),
            std::nullopt};
  }

 private:
  std::optional<FieldPath> field_;
  std::optional<NumberLiteral> max_;
  std::optional<NumberLiteral> min_;
  std::optional<Matcher> when_;
};

}  // namespace

std::unique_ptr<RuleBody> MakeLimit() { return std::make_unique<Limit>(); }

}  // namespace plog
