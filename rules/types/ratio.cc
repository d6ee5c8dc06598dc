// ratio: at most a certain share of a scope's events may match.
//
// In a scope instance with at least `min_events` events that match `of`, the
// share of them that match `count` as well must not be greater than `max`. The
// comparison is exact with the decimal as written: 3 of 10 is not > 0.3. An
// instance without any such event has no share and is never judged.

#include <fmt/format.h>

#include <algorithm>

#include "rules/types/bodies.h"
#include "rules/types/predicates.h"
#include "rules/types/prose.h"
#include "rules/values/decimal.h"

namespace plog {
namespace {

constexpr uint32_t kOf = 1U << 0;
constexpr uint32_t kCount = 1U << 1;

// `value` * `factor`, by doubling: decimals only add.
Decimal Times(Decimal value, uint64_t factor) {
  Decimal product;
  for (; factor != 0; factor >>= 1U) {
    if ((factor & 1U) != 0) product += value;
    value += Decimal(value);
  }
  return product;
}

class RatioMonitor final : public Monitor {
 public:
  RatioMonitor(Decimal max, uint64_t min_events)
      : max_(std::move(max)), min_events_(min_events) {}

  void Reset() override {
    count_ = 0;
    of_ = 0;
    selected_ = false;
  }

  void Observe(const ScopeEvent& event, FindingSink*) override {
    selected_ = selected_ || event.selected;
    if ((event.roles & kOf) == 0) return;
    ++of_;
    if ((event.roles & kCount) != 0) ++count_;
  }

  void Finish(const Instant&, FindingSink* sink) override {
    if (of_ < min_events_) return;
    sink->Activation(selected_);
    // count / of > max, without a division.
    if (Times(Decimal::FromText("1"), count_).Compare(Times(max_, of_)) <= 0) {
      sink->Fulfilled(selected_);
      return;
    }
    Finding finding;
    finding.about_instance = true;
    finding.count = count_;
    finding.total = of_;
    sink->Add(std::move(finding));
  }

 private:
  Decimal max_;
  uint64_t min_events_;
  uint64_t count_ = 0;
  uint64_t of_ = 0;
  bool selected_ = false;
};

class Ratio final : public RuleBody {
 public:
  void Declare(FieldVisitor& visitor) override {
    visitor.Visit({"count", kRequired, "The events whose share is limited."},
                  &count_);
    visitor.Visit({"max", kRequired, "The greatest share allowed, 0 to 1."},
                  &max_);
    visitor.Visit(
        {"of", kOptional, "The events they are a share of; all if not given."},
        &of_);
    visitor.Visit({"min_events", kOptional,
                   "Scopes with fewer events of that kind are not judged; 1 "
                   "if not given."},
                  &min_events_);
  }

  void Check(std::optional<Scope>, RuleFaults* faults) override {
    if (!max_ || (max_->CompareFrom(0) <= 0 && max_->CompareFrom(1) >= 0)) {
      return;
    }
    faults->Add("max", "out-of-range",
                "`max` of a ratio rule is a share between 0 and 1",
                "write half as 0.5");
  }

  std::vector<std::shared_ptr<const Predicate>> Predicates() const override {
    return {MatcherPredicate(of_), MatcherPredicate(count_)};
  }

  std::unique_ptr<Monitor> NewMonitor() const override {
    return std::make_unique<RatioMonitor>(
        max_ ? Decimal::FromText(max_->text) : Decimal(),
        std::max<uint64_t>(min_events_.value_or(1), 1));
  }

  FindingText Describe(const Finding& finding, const DescribedEvent*,
                       const DescribedEvent*,
                       const DescribeOptions&) const override {
    const std::string limit = max_ ? max_->text : "0";
    return {fmt::format("Share of {} above {}",
                        NounOf(count_.value_or(Matcher())), limit),
            fmt::format("{} of {} match; the share may be at most {}",
                        finding.count,
                        Counted(finding.total, "event", "events"), limit),
            std::nullopt};
  }

 private:
  std::optional<Matcher> count_;
  std::optional<NumberLiteral> max_;
  std::optional<Matcher> of_;
  std::optional<uint64_t> min_events_;
};

}  // namespace

std::unique_ptr<RuleBody> MakeRatio() { return std::make_unique<Ratio>(); }

}  // namespace plog
