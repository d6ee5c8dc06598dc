// gap: no long silence within a scope.
//
// Each pair of consecutive events of the scope is judged; the pair is at fault
// if the interval of their effective times is greater than `max` (exactly `max`
// is allowed). The later event is the offending one, and a pair counts as
// selected if it is.

#include <fmt/format.h>

#include "rules/types/bodies.h"
#include "rules/types/prose.h"

namespace plog {
namespace {

class GapMonitor final : public Monitor {
 public:
  explicit GapMonitor(Duration max) : max_(max) {}

  void Reset() override { earlier_.reset(); }

  void Observe(const ScopeEvent& event, FindingSink* sink) override {
    if (earlier_) Judge(event, sink);
    earlier_ = {event.ordinal, event.time};
  }

  void Finish(const Instant&, FindingSink*) override {}

 private:
  struct Earlier {
    uint32_t ordinal;
    Instant time;
  };

  void Judge(const ScopeEvent& later, FindingSink* sink) {
    sink->Activation(later.selected);
    const Duration interval = later.time - earlier_->time;
    if (interval <= max_) {
      sink->Fulfilled(later.selected);
      return;
    }
    Finding finding;
    finding.trigger = earlier_->ordinal;
    finding.offending = later.ordinal;
    finding.interval = interval;
    sink->Add(std::move(finding));
  }

  Duration max_;
  std::optional<Earlier> earlier_;
};

class Gap final : public RuleBody {
 public:
  void Declare(FieldVisitor& visitor) override {
    visitor.Visit({"max", kRequired,
                   "The longest time allowed between two consecutive events."},
                  &max_);
  }

  std::vector<std::shared_ptr<const Predicate>> Predicates() const override {
    return {};
  }

  std::unique_ptr<Monitor> NewMonitor() const override {
    return std::make_unique<GapMonitor>(max_.value_or(Duration()));
  }

  FindingText Describe(const Finding& finding, const DescribedEvent* trigger,
                       const DescribedEvent* offending,
                       const DescribeOptions&) const override {
    const std::string limit = Spoken(max_.value_or(Duration()));
    return {fmt::format("Gap of more than {} between events", limit),
            fmt::format("{} passed between {} and {}; at most {} is allowed",
                        Spoken(finding.interval.value_or(Duration())),
                        Located(NounOf(trigger), trigger),
                        Located(NounOf(offending), offending), limit),
            std::nullopt};
  }

 private:
  std::optional<Duration> max_;
};

}  // namespace

std::unique_ptr<RuleBody> MakeGap() { return std::make_unique<Gap>(); }

}  // namespace plog
