// absence: if X (`when`) occurs, Y (`deny`) must not.
//
// order after (the default): one violation per Y that some earlier X condemns;
// its trigger is the latest such X. X condemns Y if they agree on `correlate`,
// Y is at most `within` later (exactly that much is condemned), and no event
// that matches `until` and agrees with X (on X's fields) lies strictly between.
//
// order before: one violation per X that has a condemned Y before it; its
// offending event is the latest such Y.
//
// The latest X of a key is the best witness there is: it is the nearest, and
// what closes it has closed every earlier X of the same key as well. So one
// entry per key is kept. An event that is X and Y is not its own partner, and
// an `until` event that is X or Y itself does not lie strictly between: hence
// the order of steps below.
//
// Fulfilled are the X's that condemn no Y. Counting those needs every open X
// once; each is touched when it is opened and when it is settled.

#include <fmt/format.h>

#include "rules/types/bodies.h"
#include "rules/types/compared_pairs.h"
#include "rules/types/correlation.h"
#include "rules/types/order.h"
#include "rules/types/predicates.h"
#include "rules/types/prose.h"

namespace plog {
namespace {

constexpr uint32_t kX = 1U << 0;
constexpr uint32_t kY = 1U << 1;
constexpr uint32_t kUntil = 1U << 2;

using Entry = CorrelatedSet::Entry;

void AddPair(uint32_t x, uint32_t y, Duration interval, FindingSink* sink) {
  Finding finding;
  finding.trigger = x;
  finding.offending = y;
  finding.interval = interval;
  sink->Add(std::move(finding));
}

class DenyLater final : public Monitor {
 public:
  DenyLater(const Correlation& correlation, std::optional<Duration> within)
      : correlation_(correlation),
        within_(within),
        witnesses_(correlation.pairs()),
        unsettled_(correlation.pairs()) {}

  void Reset() override {
    witnesses_.Clear();
    unsettled_.Clear();
    position_ = 0;
  }

  void Observe(const ScopeEvent& event, FindingSink* sink) override {
    ++position_;
    if ((event.roles & kY) != 0) Judge(event, sink);
    if ((event.roles & kUntil) != 0) Close(event, sink);
    if ((event.roles & kX) == 0) return;
    sink->Activation(event.selected);
    const CorrelationKey key = correlation_.OfX(event);
    const Entry entry{position_, event.time, event.ordinal, event.selected};
    witnesses_.AddLatest(key, entry);
    unsettled_.Add(key, entry);
  }

  void Finish(const Instant&, FindingSink* sink) override {
    taken_.clear();
    unsettled_.TakeRest(&taken_);
    for (const Entry& x : taken_) sink->Fulfilled(x.selected);
  }

 private:
  void Judge(const ScopeEvent& y, FindingSink* sink) {
    const CorrelationKey key = correlation_.OfY(y);
    const Entry* x = witnesses_.Latest(key);
    if (x == nullptr) return;
    if (IsWithin(within_, x->time, y.time)) {
      AddPair(x->ordinal, y.ordinal, y.time - x->time, sink);
    }
    taken_.clear();
    unsettled_.TakeAll(key, &taken_);
    for (const Entry& settled : taken_) {
      // One that agrees but is too far away can condemn nothing any more
      // with this key; with another it is too far away as well.
      if (!IsWithin(within_, settled.time, y.time)) {
        sink->Fulfilled(settled.selected);
      }
    }
  }

  void Close(const ScopeEvent& until, FindingSink* sink) {
    const CorrelationKey key = correlation_.OfX(until);
    taken_.clear();
    witnesses_.TakeAll(key, &taken_);
    taken_.clear();
    unsettled_.TakeAll(key, &taken_);
    for (const Entry& x : taken_) sink->Fulfilled(x.selected);
  }

  Correlation correlation_;
  std::optional<Duration> within_;
  CorrelatedSet witnesses_;   // the latest open X of each key
  CorrelatedSet unsettled_;   // open X's that have condemned nothing yet
  std::vector<Entry> taken_;  // scratch
  uint64_t position_ = 0;
};

class DenyEarlier final : public Monitor {
 public:
  DenyEarlier(const Correlation& correlation, std::optional<Duration> within)
      : correlation_(correlation),
        within_(within),
        denied_(correlation.pairs()),
        closed_(correlation.pairs()) {}

  void Reset() override {
    denied_.Clear();
    closed_.Clear();
    position_ = 0;
  }

  void Observe(const ScopeEvent& event, FindingSink* sink) override {
    ++position_;
    if ((event.roles & kX) != 0) Judge(event, sink);
    const Entry entry{position_, event.time, event.ordinal, event.selected};
    if ((event.roles & kY) != 0) {
      denied_.AddLatest(correlation_.OfY(event), entry);
    }
    if ((event.roles & kUntil) != 0) {
      closed_.AddLatest(correlation_.OfX(event), entry);
    }
  }

  void Finish(const Instant&, FindingSink*) override {}

 private:
  void Judge(const ScopeEvent& x, FindingSink* sink) {
    sink->Activation(x.selected);
    const CorrelationKey key = correlation_.OfX(x);
    const Entry* y = denied_.Latest(key);
    const Entry* until = closed_.Latest(key);
    const bool open =
        y != nullptr && (until == nullptr || until->order <= y->order);
    if (open && IsWithin(within_, y->time, x.time)) {
      AddPair(x.ordinal, y->ordinal, x.time - y->time, sink);
    } else {
      sink->Fulfilled(x.selected);
    }
  }

  Correlation correlation_;
  std::optional<Duration> within_;
  CorrelatedSet denied_;  // the latest Y of each key
  CorrelatedSet closed_;  // the latest `until` event of each key of X
  uint64_t position_ = 0;
};

class Absence final : public RuleBody {
 public:
  void Declare(FieldVisitor& visitor) override {
    visitor.Visit(
        {"when", kRequired, "The event X after which Y is forbidden."}, &when_);
    visitor.Visit({"deny", kRequired, "The event Y that must not occur."},
                  &deny_);
    visitor.Visit({"within", kOptional,
                   "How long Y is forbidden; the limit itself still is. "
                   "Without it, to the end of the scope."},
                  &within_);
    visitor.Visit({"until", kOptional,
                   "An event that ends the prohibition, if it lies strictly "
                   "between X and Y."},
                  &until_);
    visitor.Visit({"order", kOptional,
                   "Whether Y is forbidden after X (the default) or before "
                   "it."},
                  kOrders, &order_);
    visitor.Visit({"correlate", kOptional,
                   "Fields that X and Y must have in common; a field that is "
                   "absent on either side is not compared."},
                  &correlate_);
    visitor.Visit({"compare", kOptional,
                   "What fields of X must be to fields of Y: eq, ne, lt, lte, "
                   "gt, gte, digest_of or not_digest_of; false where a field "
                   "is absent."},
                  &compare_);
  }

  void Check(std::optional<Scope>, RuleFaults* faults) override {
    Correlation::Check(correlate_, faults);
    Comparisons::Check(compare_, faults);
  }

  std::vector<std::shared_ptr<const Predicate>> Predicates() const override {
    std::vector<std::shared_ptr<const Predicate>> predicates = {
        MatcherPredicate(when_), MatcherPredicate(deny_)};
    if (until_) predicates.push_back(MatcherPredicate(until_));
    return predicates;
  }

  std::vector<Extractor> Extractors() const override {
    auto extractors = correlation().Extractors(correlate_);
    comparisons().AddExtractors(kX, kY, &extractors);
    return extractors;
  }

  bool NeedsEveryEvent() const override { return false; }

  std::unique_ptr<Monitor> NewMonitor() const override {
    if (!compare_.empty()) {
      return NewComparedAbsence({correlation(), comparisons(), within_,
                                 order_ == kOrderBefore, false});
    }
    if (order_ == kOrderBefore) {
      return std::make_unique<DenyEarlier>(correlation(), within_);
    }
    return std::make_unique<DenyLater>(correlation(), within_);
  }

  FindingText Describe(const Finding& finding, const DescribedEvent* trigger,
                       const DescribedEvent* offending,
                       const DescribeOptions&) const override {
    const std::string x = NounOf(when_.value_or(Matcher()), trigger);
    const std::string y = NounOf(deny_.value_or(Matcher()), offending);
    const bool before = order_ == kOrderBefore;
    std::string scope;
    if (within_) scope = fmt::format(" within {}", Spoken(*within_));
    if (until_) scope += fmt::format(" until {}", NounOf(*until_));
    return {fmt::format("{} {} {}", y, before ? "before" : "after", x),
            fmt::format(
                "{} occurred {} {} {}; it is denied{}", Located(y, offending),
                Spoken(finding.interval.value_or(Duration())),
                before ? "before" : "after", Located(x, trigger), scope),
            std::nullopt};
  }

 private:
  Correlation correlation() const {
    return {correlate_, until_ ? kX | kUntil : kX, kY};
  }
  Comparisons comparisons() const {
    return {compare_, correlation().Extractors(correlate_).size()};
  }

  std::optional<Matcher> when_;
  std::optional<Matcher> deny_;
  std::optional<Duration> within_;
  std::optional<Matcher> until_;
  std::optional<size_t> order_;
  std::vector<FieldPair> correlate_;
  std::vector<FieldComparison> compare_;
};

}  // namespace

std::unique_ptr<RuleBody> MakeAbsence() { return std::make_unique<Absence>(); }

}  // namespace plog
