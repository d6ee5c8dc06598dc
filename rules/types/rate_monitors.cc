#include "rules/types/rate_monitors.h"

#include <algorithm>
#include <bit>
#include <deque>
#include <map>
#include <utility>

#include "rules/values/decimal.h"

namespace plog {
namespace {

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
  RunningTotal Total() const {
    return {count_, is_sum_ ? sum_.ToString() : std::string()};
  }
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
    // A sum may be below zero all the time.
    const bool first = count_ == 0;
    if (first || sum_.Compare(amount.sum()) < 0) sum_ = amount.sum();
    count_ = std::max(count_, amount.count());
  }
  // Reports and starts over; nothing if it has not begun.
  void Report(bool is_sum, FindingSink* sink) {
    if (!event_) return;
    Finding finding;
    finding.trigger = event_;
    finding.offending = event_;
    finding.variant = kRateTooMany;
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
    if ((event.roles & kRateMatch) == 0) return;
    const KeyValue number =
        is_sum_ && !event.keys.empty() ? event.keys[0] : KeyValue();
    if (is_sum_ && !number.present) {
      violated_ = true;
      Finding finding;
      finding.trigger = event.ordinal;
      finding.offending = event.ordinal;
      finding.variant = kRateCannotSum;
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

  void ResetMatches() override {
    periods_.clear();
    latest_ = nullptr;
  }

  std::optional<RunningTotal> Total() const override {
    if (latest_ == nullptr) return std::nullopt;
    return latest_->amount.Total();
  }

  void Match(const ScopeEvent& event, const KeyValue& number,
             FindingSink* sink) override {
    Period& period = PeriodAt(event.time, sink);
    latest_ = &period;
    period.amount.Add(number);
    if (!period.excess.begun()) {
      if (!period.amount.exceeds()) return;
      Begin(event, &period.excess);
    }
    period.excess.Reach(period.amount);
  }

  void FinishMatches(FindingSink* sink) override {
    latest_ = nullptr;
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
  const Period* latest_ = nullptr;  // in periods_, whose nodes do not move
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

  std::optional<RunningTotal> Total() const override {
    if (matches_.empty()) return std::nullopt;
    return amount_.Total();
  }

  Duration window_;
  std::deque<Timed> matches_;  // of the window that ends at the latest match
  Amount amount_;              // theirs
  Excess burst_;
};

}  // namespace

std::unique_ptr<Monitor> NewRateMonitor(const RateLimit& limit) {
  if (limit.window) {
    return std::make_unique<WindowRate>(limit.is_sum, limit.max, *limit.window);
  }
  return std::make_unique<PeriodRate>(limit.is_sum, limit.max, limit.calendar,
                                      limit.zone);
}

}  // namespace plog
