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

#include <array>
#include <cmath>

#include "rules/types/bodies.h"
#include "rules/types/predicates.h"
#include "rules/types/prose.h"
#include "rules/types/rate_monitors.h"

namespace plog {
namespace {

constexpr std::array<std::string_view, 3> kPers = {"session", "agent",
                                                   "ledger"};
constexpr std::array<std::string_view, 5> kCalendars = {"minute", "hour", "day",
                                                        "week", "month"};

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
    return {{*sum_, Extractor::Kind::kNumber, kRateMatch}};
  }

  std::unique_ptr<Monitor> NewMonitor() const override {
    RateLimit limit;
    limit.max = max_.value_or(NumberLiteral{0, 0, "0"});
    limit.is_sum = sum_.has_value();
    limit.window = window_;
    if (calendar_) limit.calendar = static_cast<Calendar>(*calendar_);
    limit.zone = zone_ ? zone_ : TimeZone::Utc();
    return NewRateMonitor(limit);
  }

  FindingText Describe(const Finding& finding, const DescribedEvent* trigger,
                       const DescribedEvent*,
                       const DescribeOptions&) const override {
    const std::string noun = NounOf(count_.value_or(Matcher()), trigger);
    if (finding.variant == kRateCannotSum) {
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
