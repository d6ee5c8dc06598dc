// presence: a scope must contain matching events.
//
// A scope instance that holds at least one event (and, with `when`, at least
// one X) is judged when it is complete: fewer than `min` matches are one
// violation. With `when` its trigger is the first X; the X may itself be one of
// the matches. The instance counts as judged if any of its events is selected;
// matches are counted whether selected or not.

#include <fmt/format.h>

#include "rules/types/bodies.h"
#include "rules/types/predicates.h"
#include "rules/types/prose.h"

namespace plog {
namespace {

constexpr uint32_t kRequiredMatch = 1U << 0;
constexpr uint32_t kX = 1U << 1;

class PresenceMonitor final : public Monitor {
 public:
  PresenceMonitor(uint64_t min, bool has_when)
      : min_(min), has_when_(has_when) {}

  void Reset() override {
    matches_ = 0;
    activated_ = false;
    selected_ = false;
    first_.reset();
  }

  void Observe(const ScopeEvent& event, FindingSink*) override {
    selected_ = selected_ || event.selected;
    if ((event.roles & kRequiredMatch) != 0) ++matches_;
    if (has_when_ && (event.roles & kX) == 0) return;
    if (has_when_ && !first_) first_ = event.ordinal;
    activated_ = true;
  }

  void Finish(const Instant&, FindingSink* sink) override {
    if (!activated_) return;
    sink->Activation(selected_);
    if (matches_ >= min_) {
      sink->Fulfilled(selected_);
      return;
    }
    Finding finding;
    finding.trigger = first_;
    finding.about_instance = true;
    finding.count = matches_;
    sink->Add(std::move(finding));
  }

 private:
  uint64_t min_;
  bool has_when_;
  uint64_t matches_ = 0;
  bool activated_ = false;
  bool selected_ = false;
  std::optional<uint32_t> first_;
};

class Presence final : public RuleBody {
 public:
  void Declare(FieldVisitor& visitor) override {
    visitor.Visit({"require", kRequired, "The event that must occur."},
                  &require_);
    visitor.Visit({"min", kOptional, "How often at least; 1 if not given."},
                  &min_);
    visitor.Visit(
        {"when", kOptional, "Only scopes that hold such an event are judged."},
        &when_);
  }

  std::vector<std::shared_ptr<const Predicate>> Predicates() const override {
    std::vector<std::shared_ptr<const Predicate>> predicates = {
        MatcherPredicate(require_)};
    if (when_) predicates.push_back(MatcherPredicate(when_));
    return predicates;
  }

  std::unique_ptr<Monitor> NewMonitor() const override {
    return std::make_unique<PresenceMonitor>(min(), when_.has_value());
  }

  FindingText Describe(const Finding& finding, const DescribedEvent* trigger,
                       const DescribedEvent*,
                       const DescribeOptions&) const override {
    const Matcher require = require_.value_or(Matcher());
    const std::string expected = ExpectedEvent(require);
    std::string because;
    if (when_) {
      because = fmt::format(" because of {}",
                            Located(NounOf(*when_, trigger), trigger));
    }
    return {fmt::format("{} {}", finding.count == 0 ? "No" : "Too few",
                        NounOf(require)),
            fmt::format("Expected at least {} {} in the scope{}, found {}",
                        min(), NounOf(require), because, finding.count),
            expected};
  }

 private:
  uint64_t min() const { return min_.value_or(1); }

  std::optional<Matcher> require_;
  std::optional<uint64_t> min_;
  std::optional<Matcher> when_;
};

}  // namespace

std::unique_ptr<RuleBody> MakePresence() {
  return std::make_unique<Presence>();
}

}  // namespace plog
