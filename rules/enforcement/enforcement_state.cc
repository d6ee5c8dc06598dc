#include "rules/enforcement/enforcement_state.h"

#include <cmath>
#include <utility>

namespace plog {
namespace {

bool Stop(Ruling ruling, size_t rule, CallRuling* out) {
  out->ruling = ruling;
  out->rule = rule;
  return false;
}

}  // namespace

EnforcementState::EnforcementState(const EnforcementPolicy& policy)
    : policy_(policy) {
  Reset();
}

void EnforcementState::Reset() {
  totals_.assign(policy_.counters.size(), Total());
}

CallRuling EnforcementState::Judge(const EnforcedCall& call) {
  CallRuling ruling;
  const EnforcedTool& tool = *call.tool;
  if (policy_.hide_all || tool.hidden) {
    ruling.ruling = Ruling::kHidden;
    return ruling;
  }
  if (policy_.default_deny && !tool.listed) {
    ruling.ruling = Ruling::kUnlisted;
    return ruling;
  }
  std::optional<size_t> holder;
  for (size_t i = 0; i < tool.rules.size(); ++i) {
    ++ruling.asked;
    if (!Ask(call, i, &ruling)) return ruling;
    const size_t rule = tool.rules[i];
    const bool holds =
        policy_.rules[rule].action == RuleAction::kRequireApproval;
    if (holds && !holder) holder = rule;
  }
  for (const size_t rule : tool.rules) {
    if (Reserve(call, rule, &ruling)) continue;
    Undo(ruling.bookings);
    ruling.bookings.clear();
    return ruling;
  }
  if (holder) Stop(Ruling::kHeld, *holder, &ruling);
  return ruling;
}

bool EnforcementState::Ask(const EnforcedCall& call, size_t position,
                           CallRuling* ruling) const {
  const size_t number = call.tool->rules[position];
  const EnforcementRule& rule = policy_.rules[number];
  if (rule.action == RuleAction::kDeny) {
    return Stop(Ruling::kDenied, number, ruling);
  }
  if (rule.needs_arguments() && !call.has_arguments) {
    return Stop(Ruling::kUndecidable, number, ruling);
  }
  const auto slot = call.tool->slots[position];
  if (slot && (call.held_slots >> *slot & 1U) == 0) {
    return Stop(Ruling::kArguments, number, ruling);
  }
  for (const StateCondition& one : rule.state) {
    const Decimal used =
        one.counter ? Read(*one.counter, call.time) : Decimal();
    if (one.test.HoldsOf(used)) continue;
    ruling->counter = one.counter;
    ruling->used = used;
    return Stop(Ruling::kState, number, ruling);
  }
  return true;
}

bool EnforcementState::Reserve(const EnforcedCall& call, size_t rule,
                               CallRuling* ruling) {
  for (const Reservation& one : policy_.rules[rule].reservations) {
    const auto amount = AmountOf(call, one);
    if (!amount) return Stop(Ruling::kNoAmount, rule, ruling);
    const Decimal used = Read(one.counter, call.time);
    Decimal total = used;
    total += *amount;
    if (total.Compare(one.limit) > 0) {
      ruling->counter = one.counter;
      ruling->used = used;
      return Stop(Ruling::kOverLimit, rule, ruling);
    }
    Add(one.counter, call.time, *amount, ruling);
  }
  return true;
}

std::optional<Decimal> EnforcementState::AmountOf(
    const EnforcedCall& call, const Reservation& reservation) const {
  if (!reservation.amount) return reservation.increment;
  const std::optional<double> amount = call.amounts[*reservation.amount];
  if (!amount) return std::nullopt;
  // Intercept's counters are integers: 12.99 counts as 12.
  const bool whole = policy_.form == EnforcementForm::kConditions;
  return Decimal::FromDouble(whole ? std::trunc(*amount) : *amount);
}

Decimal EnforcementState::Read(size_t counter, const Instant& time) const {
  const Total& total = totals_[counter];
  const int64_t period = PeriodOf(policy_.counters[counter].window, time);
  return total.period == period ? total.amount : Decimal();
}

void EnforcementState::Add(size_t counter, const Instant& time,
                           const Decimal& amount, CallRuling* ruling) {
  Total& total = totals_[counter];
  const int64_t period = PeriodOf(policy_.counters[counter].window, time);
  if (total.period != period) total = Total{period, {}};
  total.amount += amount;
  ruling->bookings.push_back({counter, period, amount});
}

void EnforcementState::Undo(const std::vector<Booking>& bookings) {
  for (const Booking& booking : bookings) {
    Total& total = totals_[booking.counter];
    if (total.period != booking.period) continue;
    total.amount -= booking.amount;
    if (total.amount.Compare(Decimal()) < 0) total.amount = Decimal();
  }
}

}  // namespace plog
