// rate: no more than `max` matches, or with `sum` no greater a total.
//
// In a scope instance, in total: one violation, at the first event in excess.
// calendar: the same for each local calendar period of the effective time.
// Weeks
//   begin on Monday. When clocks go back, a repeated hour or minute is the same
//   period again, so periods do not come in order.
// window: a pair counts together if its interval is < window. At each match the
//   window that ends there is counted, that match included; a burst begins when
//   the count is > max and ends at the first match where it is not. One
//   violation per burst, at its first event, reported with its peak when it is
//   over.
// sum: numbers are added as exact decimals. A match whose field is missing or
//   no number is a violation of its own; it adds nothing. Numbers may be
//   negative: what is reported is the first excess and the highest total.
//
// An instance with at least one event is judged, and selected if any of its
// events is.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <deque>
#include <map>

#include "rules/types/bodies.h"
#include "rules/types/predicates.h"
#include "rules/types/prose.h"
#include "rules/values/decimal.h"

namespace plog {
namespace {

constexpr uint32_t kMatch = 1U << 0;

constexpr uint32_t kTooMany = 0;  // variants
constexpr uint32_t kCannotSum = 1;

constexpr std::array<std::string_view, 3> kPers = {"session", "agent",
                                                   "ledger"};
constexpr std::array<std::string_view, 5> kCalendars = {"minute", "hour", "day",
                                                        "week", "month"};
enum class Calendar { kMinute, kHour, kDay, kWeek, kMonth };

constexpr int kMinutesPerDay = 1440;

int64_t FloorDivide(int64_t value, int64_t divisor) {
  const int64_t quotient = value / divisor;
  return value % divisor < 0 ? quotient - 1 : quotient;
}

// Numbers the local calendar periods, in the order of local time.
int64_t PeriodOf(Calendar calendar, const LocalTime& local) {
  switch (calendar) {
    case Calendar::kMinute:
      return local.day * kMinutesPerDay + local.minute;
    case Calendar::kHour:
      return local.day * 24 + local.minute / 60;
    case Calendar::kDay:
      return local.day;
    case Calendar::kWeek:
      return FloorDivide(local.day + 3, 7);  // day -3 was a Monday
    case Calendar::kMonth:
      break;
  }
  return int64_t{local.year} * 12 + local.month;
}

// What is compared with `max`: a number of matches or a sum.
class Amount {
 public:
  Amount(bool is_sum, const NumberLiteral& max)
      : is_sum_(is_sum), max_(max), max_sum_(Decimal::FromText(max.text)) {}

  void Add(const KeyValue& number) {
    ++count_;
    if (is_sum_ && number.present) sum_ += ToDecimal(number);
  }
  void Subtract(const KeyValue& number) {
    --count_;
    if (is_sum_ && number.present) sum_ -= ToDecimal(number);
  }
  bool exceeds() const {
    if (is_sum_) return sum_.Compare(max_sum_) > 0;
    return max_.CompareFrom(static_cast<double>(count_)) > 0;
  }
  uint64_t count() const { return count_; }
  const Decimal& sum() const { return sum_; }
  void Clear() {
    count_ = 0;
    sum_ = Decimal();
  }

 private:
  static Decimal ToDecimal(const KeyValue& number) {
    return Decimal::FromDouble(std::bit_cast<double>(number.low));
  }

  bool is_sum_;
  NumberLiteral max_;
  Decimal max_sum_;
  uint64_t count_ = 0;
  Decimal sum_;
};

// The first event in excess and the highest amount reached since.
class Excess {
 public:
  bool begun() const { return event_.has_value(); }
  void Begin(uint32_t event) { event_ = event; }
  void Reach(const Amount& amount) {
    count_ = std::max(count_, amount.count());
    if (sum_.Compare(amount.sum()) < 0) sum_ = amount.sum();
  }
  // Reports and starts over; nothing if it has not begun.
  void Report(bool is_sum, FindingSink* sink) {
    if (!event_) return;
    Finding finding;
    finding.trigger = event_;
    finding.offending = event_;
    finding.variant = kTooMany;
    finding.count = count_;
    if (is_sum) finding.amount = sum_.ToString();
    sink->Add(std::move(finding));
    *this = Excess();
  }

 private:
  std::optional<uint32_t> event_;
  uint64_t count_ = 0;
  Decimal sum_;
};

// What the three kinds of rate share: who is counted, and how an instance as a
// whole is reported.
class RateMonitor : public Monitor {
 public:
  RateMonitor(bool is_sum, const NumberLiteral& max)
      : is_sum_(is_sum), zero_(is_sum, max) {}

  void Reset() final {
    seen_ = false;
    selected_ = false;
    violated_ = false;
    ResetMatches();
  }

  void Observe(const ScopeEvent& event, FindingSink* sink) final {
    seen_ = true;
    selected_ = selected_ || event.selected;
    if ((event.roles & kMatch) == 0) return;
    const KeyValue number =
        is_sum_ && !event.keys.empty() ? event.keys[0] : KeyValue();
    if (is_sum_ && !number.present) {
      violated_ = true;
      Finding finding;
      finding.trigger = event.ordinal;
      finding.offending = event.ordinal;
      finding.variant = kCannotSum;
      sink->Add(std::move(finding));
    }
    Match(event, number, sink);
  }

  void Finish(const Instant&, FindingSink* sink) final {
    FinishMatches(sink);
    if (!seen_) return;
    sink->Activation(selected_);
    if (!violated_) sink->Fulfilled(selected_);
  }

 protected:
  virtual void ResetMatches() = 0;
  virtual void Match(const ScopeEvent& event, const KeyValue& number,
                     FindingSink* sink) = 0;
  virtual void FinishMatches(FindingSink* sink) = 0;

  const Amount& zero() const { return zero_; }
  void Begin(const ScopeEvent& event, Excess* excess) {
    violated_ = true;
    excess->Begin(event.ordinal);
  }
  void Report(Excess* excess, FindingSink* sink) const {
    excess->Report(is_sum_, sink);
  }

 private:
  bool is_sum_;
  Amount zero_;
  bool seen_ = false;
  bool selected_ = false;
  bool violated_ = false;
};

// In total, and per calendar period: the total is a single period.
class PeriodRate final : public RateMonitor {
 public:
  PeriodRate(bool is_sum, const NumberLiteral& max,
             std::optional<Calendar> calendar,
             std::shared_ptr<const TimeZone> zone)
      : RateMonitor(is_sum, max), calendar_(calendar), zone_(std::move(zone)) {}

 private:
  struct Period {
    Amount amount;
    Excess excess;
  };

  void ResetMatches() override { periods_.clear(); }

  void Match(const ScopeEvent& event, const KeyValue& number,
             FindingSink* sink) override {
    Period& period = PeriodAt(event.time, sink);
    period.amount.Add(number);
    if (!period.excess.begun()) {
      if (!period.amount.exceeds()) return;
      Begin(event, &period.excess);
    }
    period.excess.Reach(period.amount);
  }

  void FinishMatches(FindingSink* sink) override {
    CloseBefore(INT64_MAX, sink);
  }

  Period& PeriodAt(const Instant& time, FindingSink* sink) {
    int64_t number = 0;
    if (calendar_) {
      const LocalTime local = zone_->ToLocal(time);
      number = PeriodOf(*calendar_, local);
      if (!periods_.empty() && periods_.rbegin()->first < number) {
        CloseBefore(PeriodOf(*calendar_, zone_->ToLocal(time + kTwoDaysAgo)),
                    sink);
      }
    }
    const auto found = periods_.find(number);
    if (found != periods_.end()) return found->second;
    return periods_.try_emplace(number, Period{zero(), {}}).first->second;
  }

  // No clock goes back by as much as that, so earlier periods are over.
  static constexpr Duration kTwoDaysAgo{-2 * 86400, 0};

  void CloseBefore(int64_t number, FindingSink* sink) {
    while (!periods_.empty() && periods_.begin()->first < number) {
      Report(&periods_.begin()->second.excess, sink);
      periods_.erase(periods_.begin());
    }
  }

  std::optional<Calendar> calendar_;
  std::shared_ptr<const TimeZone> zone_;
  std::map<int64_t, Period> periods_;
};

class WindowRate final : public RateMonitor {
 public:
  WindowRate(bool is_sum, const NumberLiteral& max, Duration window)
      : RateMonitor(is_sum, max), window_(window), amount_(zero()) {}

 private:
  struct Timed {
    Instant time;
    KeyValue number;
  };

  void ResetMatches() override {
    matches_.clear();
    amount_.Clear();
    burst_ = Excess();
  }

  void Match(const ScopeEvent& event, const KeyValue& number,
             FindingSink* sink) override {
    while (!matches_.empty() && event.time - matches_.front().time >= window_) {
      amount_.Subtract(matches_.front().number);
      matches_.pop_front();
    }
    matches_.push_back({event.time, number});
    amount_.Add(number);
    if (!amount_.exceeds()) {
      Report(&burst_, sink);
      return;
    }
    if (!burst_.begun()) Begin(event, &burst_);
    burst_.Reach(amount_);
  }

  void FinishMatches(FindingSink* sink) override { Report(&burst_, sink); }

  Duration window_;
  std::deque<Timed> matches_;  // of the window that ends at the latest match
  Amount amount_;              // theirs
  Excess burst_;
};

class Rate final : public RuleBody {
 public:
  void Declare(FieldVisitor& visitor) override {
    visitor.Visit({"count", kRequired, "The events that are counted."},
                  &count_);
    visitor.Visit({"max", kRequired, "The greatest number or total allowed."},
                  &max_);
    visitor.Visit(
        {"per", kOptional, "What is counted separately; the same as `scope`."},
        kPers, &per_);
    visitor.Visit({"window", kOptional,
                   "Count in every interval of this length; two events exactly "
                   "that far apart do not count together."},
                  &window_);
    visitor.Visit({"calendar", kOptional,
                   "Count per local calendar period; weeks begin on Monday."},
                  kCalendars, &calendar_);
    visitor.Visit({"timezone", kOptional,
                   "IANA time zone of the calendar; UTC if not given."},
                  &zone_);
    visitor.Visit({"sum", kOptional,
                   "Add up this numeric field instead of counting events."},
                  &sum_);
  }

  void Check(std::optional<Scope> scope, RuleFaults* faults) override {
    if (scope && per_ && *scope != *OwnScope()) {
      faults->Add("per", "conflicting-fields",
                  fmt::format("`per: {}` contradicts `scope: {}`", kPers[*per_],
                              Name(*scope)),
                  "leave out one of the two");
    }
    if (window_ && calendar_) {
      faults->Add("calendar", "conflicting-fields",
                  "`calendar` cannot be combined with `window`",
                  "leave out one of the two");
    }
    if (window_ && *window_ <= Duration()) {
      faults->Add("window", "out-of-range",
                  "`window` must be longer than nothing");
    }
    if (sum_ && sum_->has_wildcard()) {
      faults->Add("sum", "wildcard-path",
                  "the field of `sum` cannot hold `*`: it must stand for one "
                  "value");
    }
    CheckMax(faults);
  }

  std::optional<Scope> OwnScope() const override {
    if (!per_) return std::nullopt;
    constexpr std::array<Scope, 3> kScopes = {Scope::kSession, Scope::kAgent,
                                              Scope::kLedger};
    return kScopes[*per_];
  }

  std::vector<std::shared_ptr<const Predicate>> Predicates() const override {
    return {MatcherPredicate(count_)};
  }

  std::vector<Extractor> Extractors() const override {
    if (!sum_) return {};
    return {{*sum_, Extractor::Kind::kNumber, kMatch}};
  }

  std::unique_ptr<Monitor> NewMonitor() const override {
    const NumberLiteral max = max_.value_or(NumberLiteral{0, 0, "0"});
    const bool is_sum = sum_.has_value();
    if (window_) return std::make_unique<WindowRate>(is_sum, max, *window_);
    std::optional<Calendar> calendar;
    if (calendar_) calendar = static_cast<Calendar>(*calendar_);
    return std::make_unique<PeriodRate>(is_sum, max, calendar,
                                        zone_ ? zone_ : TimeZone::Utc());
  }

  FindingText Describe(const Finding& finding, const DescribedEvent* trigger,
                       const DescribedEvent*,
                       const DescribeOptions&) const override {
    const std::string noun = NounOf(count_.value_or(Matcher()), trigger);
    if (finding.variant == kCannotSum) {
      return {fmt::format("{} cannot be summed", noun),
              fmt::format("{} has no number in {}", Located(noun, trigger),
                          sum_ ? sum_->text() : ""),
              std::nullopt};
    }
    const std::string limit = max_ ? max_->text : "0";
    const std::string where = Where(trigger);
    if (sum_) {
      return {fmt::format("Total {} of {} above {}", sum_->text(), noun, limit),
              fmt::format("The total reached {} {}, at most {} is allowed; {} "
                          "is the first in excess",
                          finding.amount, where, limit, Located(noun, trigger)),
              std::nullopt};
    }
    return {fmt::format("More than {} {} {}", limit, noun, Span()),
            fmt::format("{} {}, at most {} allowed; {} is the first in excess",
                        Counted(finding.count, "match", "matches"), where,
                        limit, Located(noun, trigger)),
            std::nullopt};
  }

 private:
  void CheckMax(RuleFaults* faults) const {
    if (!max_ || sum_) return;
    const bool whole = max_->residual == 0 && max_->value >= 0 &&
                       max_->value == std::floor(max_->value);
    if (whole) return;
    faults->Add("max", "out-of-range",
                "`max` of a rate rule is a non-negative integer",
                "only with `sum` can it be any number");
  }

  // "per session", "per day", "in 1h".
  std::string Span() const {
    if (window_) return "within " + Spoken(*window_);
    if (calendar_) return fmt::format("per {}", kCalendars[*calendar_]);
    return fmt::format("per {}", Name(OwnScope().value_or(Scope::kSession)));
  }

  // Where the amount was reached, in a sentence about a certain violation.
  std::string Where(const DescribedEvent* trigger) const {
    if (window_) return fmt::format("within {}", Spoken(*window_));
    if (!calendar_ || trigger == nullptr) return "in total";
    const std::shared_ptr<const TimeZone> zone =
        zone_ ? zone_ : TimeZone::Utc();
    const LocalTime local = zone->ToLocal(trigger->time);
    std::string period = fmt::format("{:04}-{:02}", local.year, local.month);
    const auto calendar = static_cast<Calendar>(*calendar_);
    if (calendar != Calendar::kMonth) {
      period += fmt::format("-{:02}", local.day_of_month);
    }
    if (calendar == Calendar::kHour || calendar == Calendar::kMinute) {
      period +=
          fmt::format(" {:02}:{:02}", local.minute / 60,
                      calendar == Calendar::kHour ? 0 : local.minute % 60);
    }
    return fmt::format("in the {} of {} {}", kCalendars[*calendar_], period,
                       zone->name());
  }

  std::optional<Matcher> count_;
  std::optional<NumberLiteral> max_;
  std::optional<size_t> per_;
  std::optional<Duration> window_;
  std::optional<size_t> calendar_;
  std::shared_ptr<const TimeZone> zone_;
  std::optional<FieldPath> sum_;
};

}  // namespace

std::unique_ptr<RuleBody> MakeRate() { return std::make_unique<Rate>(); }

}  // namespace plog
