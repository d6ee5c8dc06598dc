// temporal: events must fall within a window of local time.
//
// The event's own timestamp is judged, in the rule's zone. `hours` is
// [start, end): the start is inside, the end is not. If start > end the window
// wraps past midnight, and `days` names the day on which it began: with
// [22, 6) and `days: [fri]`, Saturday 03:00 is inside and Friday 03:00 is not.
// Events without a timestamp are not evaluated.

#include <fmt/format.h>

#include <array>

#include "rules/types/bodies.h"
#include "rules/types/predicates.h"
#include "rules/types/prose.h"
#include "rules/types/single_event.h"

namespace plog {
namespace {

constexpr int kDaysPerWeek = 7;
constexpr std::array<std::string_view, kDaysPerWeek> kDayNames = {
    "Sunday",   "Monday", "Tuesday", "Wednesday",
    "Thursday", "Friday", "Saturday"};

struct Window {
  std::optional<HoursWindow> hours;
  std::optional<DaySet> days;
  std::shared_ptr<const TimeZone> zone;

  bool HasDay(int weekday) const {
    return !days || (unsigned{*days} >> weekday & 1U) != 0;
  }

  bool Contains(const Instant& instant) const {
    const LocalTime local = zone->ToLocal(instant);
    if (!hours) return HasDay(local.weekday);
    const int minute = local.minute;
    if (hours->start_minute < hours->end_minute) {
      return hours->start_minute <= minute && minute < hours->end_minute &&
             HasDay(local.weekday);
    }
    if (minute >= hours->start_minute) return HasDay(local.weekday);
    const int day_before = (local.weekday + kDaysPerWeek - 1) % kDaysPerWeek;
    return minute < hours->end_minute && HasDay(day_before);
  }

  std::string Text() const {
    std::string text;
    if (hours) {
      text = fmt::format("{:02}:{:02}-{:02}:{:02} ", hours->start_minute / 60,
                         hours->start_minute % 60, hours->end_minute / 60,
                         hours->end_minute % 60);
    }
    for (size_t day = 0; days && day < kDayNames.size(); ++day) {
      if ((unsigned{*days} >> day & 1U) == 0) continue;
      text += fmt::format("{} ", kDayNames[day].substr(0, 3));
    }
    return text + zone->name();
  }
};

std::string LocalText(const LocalTime& local) {
  return fmt::format("{} {:04}-{:02}-{:02} {:02}:{:02}:{:02}",
                     kDayNames[static_cast<size_t>(local.weekday)], local.year,
                     local.month, local.day_of_month, local.minute / 60,
                     local.minute % 60, local.second);
}

class Temporal final : public RuleBody {
 public:
  void Declare(FieldVisitor& visitor) override {
    visitor.Visit({"hours", kOptional,
                   "[start, end) of the local day, as hours 0-24 or "
                   "\"HH:MM\"; start > end wraps past midnight."},
                  &hours_);
    visitor.Visit({"days", kOptional,
                   "Days of the week, 0 = Sunday to 6 = Saturday or sun to "
                   "sat; of a window that wraps, the day on which it begins."},
                  &days_);
    visitor.Visit({"when", kOptional, "Which events are judged."}, &when_);
    visitor.Visit({"timezone", kOptional, "IANA time zone; UTC if not given."},
                  &zone_);
  }

  void Check(std::optional<Scope>, RuleFaults* faults) override {
    allowed_ = Allowed().Text();
    if (hours_ || days_) return;
    faults->Add("hours", "missing-field",
                "a temporal rule needs `hours`, `days` or both");
  }

  std::vector<std::shared_ptr<const Predicate>> Predicates() const override {
    const Window window = Allowed();
    auto dated = [](const EventContent& event) {
      return event.timestamp().has_value();
    };
    auto outside = [window](const EventContent& event) {
      return event.timestamp() && !window.Contains(*event.timestamp());
    };
    return {MatcherPredicate(when_),
            MakePredicate("temporal dated" + WhenText(when_), dated, when_),
            MakePredicate("temporal outside " + window.Text() + WhenText(when_),
                          outside, when_)};
  }

  bool NeedsEveryEvent() const override { return false; }

  std::unique_ptr<Monitor> NewMonitor() const override {
    return NewSingleEventMonitor(true);
  }

  FindingText Describe(const Finding&, const DescribedEvent* trigger,
                       const DescribedEvent*,
                       const DescribeOptions&) const override {
    const std::string noun = NounOf(when_.value_or(Matcher()), trigger);
    std::string local = "outside";
    if (trigger != nullptr && trigger->content != nullptr &&
        trigger->content->timestamp()) {
      local =
          "at " +
          LocalText(Allowed().zone->ToLocal(*trigger->content->timestamp()));
    }
    return {fmt::format("{} outside the time window", noun),
            fmt::format("{} occurred {}; allowed is {}", Located(noun, trigger),
                        local, allowed_),
            std::nullopt};
  }

 private:
  Window Allowed() const {
    return {hours_, days_, zone_ ? zone_ : TimeZone::Utc()};
  }

  std::optional<HoursWindow> hours_;
  std::optional<DaySet> days_;
  std::optional<Matcher> when_;
  std::shared_ptr<const TimeZone> zone_;
  std::string allowed_;  // what the fields say, for people
};

}  // namespace

std::unique_ptr<RuleBody> MakeTemporal() {
  return std::make_unique<Temporal>();
}

}  // namespace plog
