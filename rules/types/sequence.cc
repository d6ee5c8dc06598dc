// sequence: if X (`when`) occurs, Y (`expect`) must follow.
//
// Each X needs a Y later in the scope; with `within`, at most that much later
// (exactly that much is in time). X and Y agree on `correlate`. An event is
// never its own partner: a Y is put to use before the same event opens an X.
//
// pairing any:        one Y answers every X it agrees with. The first such Y
//                     decides: if it is too late for an X, so is every other.
// pairing one_to_one: Y's in order; each answers the oldest open X that agrees
//                     and whose limit has not passed, and no other.
// order before:       Y must come earlier. The latest Y that agrees is the best
//                     witness there can be. Never pending.
//
// An unanswered X whose limit lies after as-of is pending; as-of is known only
// at the end, so such X's are kept until then.

#include <fmt/format.h>

#include <algorithm>
#include <array>

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

constexpr std::array<std::string_view, 2> kPairings = {"any", "one_to_one"};
constexpr size_t kOneToOne = 1;

using Entry = CorrelatedSet::Entry;

class AnswerLater final : public Monitor {
 public:
  AnswerLater(const Correlation& correlation, std::optional<Duration> within,
              bool one_to_one)
      : correlation_(correlation),
        within_(within),
        one_to_one_(one_to_one),
        open_(correlation.pairs()) {}

  void Reset() override {
    open_.Clear();
    unanswered_.clear();
    position_ = 0;
  }

  void Observe(const ScopeEvent& event, FindingSink* sink) override {
    ++position_;
    if ((event.roles & kY) != 0) Answer(event, sink);
    if ((event.roles & kX) == 0) return;
    sink->Activation(event.selected);
    open_.Add(correlation_.OfX(event),
              {position_, event.time, event.ordinal, event.selected});
  }

  void Finish(const Instant& as_of, FindingSink* sink) override {
    open_.TakeRest(&unanswered_);
    std::sort(unanswered_.begin(), unanswered_.end(),
              [](const Entry& a, const Entry& b) { return a.order < b.order; });
    for (const Entry& x : unanswered_) {
      if (within_ && x.time + *within_ > as_of) {
        sink->Pending(x.selected);
      } else {
        Finding finding;
        finding.trigger = x.ordinal;
        sink->Add(std::move(finding));
      }
    }
    unanswered_.clear();
  }

 private:
  void Answer(const ScopeEvent& y, FindingSink* sink) {
    const CorrelationKey key = correlation_.OfY(y);
    if (one_to_one_) {
      const auto x = open_.TakeOldest(key, y.time, within_, &unanswered_);
      if (x) sink->Fulfilled(x->selected);
      return;
    }
    taken_.clear();
    open_.TakeAll(key, &taken_);
    for (const Entry& x : taken_) {
      if (IsWithin(within_, x.time, y.time)) {
        sink->Fulfilled(x.selected);
      } else {
        unanswered_.push_back(x);
      }
    }
  }

  Correlation correlation_;
  std::optional<Duration> within_;
  bool one_to_one_;
  CorrelatedSet open_;
  std::vector<Entry> unanswered_;
  std::vector<Entry> taken_;  // scratch
  uint64_t position_ = 0;
};

class AnswerEarlier final : public Monitor {
 public:
  AnswerEarlier(const Correlation& correlation, std::optional<Duration> within)
      : correlation_(correlation),
        within_(within),
        witnesses_(correlation.pairs()) {}

  void Reset() override {
    witnesses_.Clear();
    position_ = 0;
  }

  void Observe(const ScopeEvent& event, FindingSink* sink) override {
    ++position_;
    if ((event.roles & kX) != 0) Judge(event, sink);
    if ((event.roles & kY) == 0) return;
    witnesses_.AddLatest(
        correlation_.OfY(event),
        {position_, event.time, event.ordinal, event.selected});
  }

  void Finish(const Instant&, FindingSink*) override {}

 private:
  void Judge(const ScopeEvent& x, FindingSink* sink) {
    sink->Activation(x.selected);
    const Entry* y = witnesses_.Latest(correlation_.OfX(x));
    if (y != nullptr && IsWithin(within_, y->time, x.time)) {
      sink->Fulfilled(x.selected);
      return;
    }
    Finding finding;
    finding.trigger = x.ordinal;
    sink->Add(std::move(finding));
  }

  Correlation correlation_;
  std::optional<Duration> within_;
  CorrelatedSet witnesses_;
  uint64_t position_ = 0;
};

class Sequence final : public RuleBody {
 public:
  void Declare(FieldVisitor& visitor) override {
    visitor.Visit({"when", kRequired, "The event X that calls for another."},
                  &when_);
    visitor.Visit({"expect", kRequired, "The event Y that X calls for."},
                  &expect_);
    visitor.Visit({"within", kOptional,
                   "How far from X its Y may be; the limit itself is in time. "
                   "Without it, anywhere in the scope."},
                  &within_);
    visitor.Visit({"order", kOptional,
                   "Whether Y must come after X (the default) or before it."},
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
    visitor.Visit({"pairing", kOptional,
                   "`any` (the default): one Y may answer many X. "
                   "`one_to_one`: each Y answers the oldest open X only."},
                  kPairings, &pairing_);
  }

  void Check(std::optional<Scope>, RuleFaults* faults) override {
    Correlation::Check(correlate_, faults);
    Comparisons::Check(compare_, faults);
    if (is_before() && pairing_ == kOneToOne) {
      faults->Add("pairing", "conflicting-fields",
                  "`pairing: one_to_one` cannot be combined with "
                  "`order: before`",
                  "leave out one of the two");
    }
  }

  std::vector<std::shared_ptr<const Predicate>> Predicates() const override {
    return {MatcherPredicate(when_), MatcherPredicate(expect_)};
  }

  std::vector<Extractor> Extractors() const override {
    auto extractors = correlation().Extractors(correlate_);
    comparisons().AddExtractors(kX, kY, &extractors);
    return extractors;
  }

  bool NeedsEveryEvent() const override { return false; }

  std::unique_ptr<Monitor> NewMonitor() const override {
    if (!compare_.empty()) {
      return NewComparedSequence({correlation(), comparisons(), within_,
                                  is_before(), pairing_ == kOneToOne});
    }
    if (is_before()) {
      return std::make_unique<AnswerEarlier>(correlation(), within_);
    }
    return std::make_unique<AnswerLater>(correlation(), within_,
                                         pairing_ == kOneToOne);
  }

  FindingText Describe(const Finding&, const DescribedEvent* trigger,
                       const DescribedEvent*,
                       const DescribeOptions&) const override {
    const std::string expected = ExpectedEvent(expect_.value_or(Matcher()));
    const std::string noun = NounOf(when_.value_or(Matcher()), trigger);
    std::string limit;
    if (within_) limit = fmt::format(" within {}", Spoken(*within_));
    std::string_view link = within_ ? " of" : " after";
    if (is_before()) link = " before";
    return {fmt::format("{} without {} {}", noun,
                        is_before() ? "an earlier" : "matching", expected),
            fmt::format("Expected {}{}{} {}", expected, limit, link,
                        Located(noun, trigger)),
            expected,
            is_before() ? PartnerOrder::kBefore : PartnerOrder::kAfter,
            LimitOf(trigger)};
  }

 private:
  std::optional<Instant> LimitOf(const DescribedEvent* trigger) const {
    if (!within_ || trigger == nullptr) return std::nullopt;
    if (!is_before()) return trigger->time + *within_;
    const Duration back = Instant{} - Instant{within_->seconds, within_->nanos};
    return trigger->time + back;
  }
  bool is_before() const { return order_ == kOrderBefore; }
  Correlation correlation() const { return {correlate_, kX, kY}; }
  Comparisons comparisons() const {
    return {compare_, correlation().Extractors(correlate_).size()};
  }

  std::optional<Matcher> when_;
  std::optional<Matcher> expect_;
  std::optional<Duration> within_;
  std::optional<size_t> order_;
  std::vector<FieldPair> correlate_;
  std::vector<FieldComparison> compare_;
  std::optional<size_t> pairing_;
};

}  // namespace

std::unique_ptr<RuleBody> MakeSequence() {
  return std::make_unique<Sequence>();
}

}  // namespace plog
