#include "rules/enforcement/enforcement_monitor.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "rules/enforcement/approval_desk.h"
#include "rules/enforcement/enforcement_outcome.h"
#include "rules/enforcement/enforcement_state.h"

namespace plog {
namespace {

using Target = EnforcementTarget;
namespace role = enforcement_role;

using Identity128 = std::pair<uint64_t, uint64_t>;

class EnforcementMonitor final : public Monitor {
 public:
  EnforcementMonitor(std::shared_ptr<const EnforcementPolicy> policy,
                     Target target)
      : policy_(std::move(policy)), target_(target), state_(*policy_) {
    for (const EnforcedTool& tool : policy_->tools) {
      const KeyValue key = ToolKey(tool.name);
      tools_.emplace(Identity128{key.high, key.low}, &tool);
    }
    amounts_.resize(policy_->amounts.size());
  }

  void Reset() override {
    state_.Reset();
    desk_.Clear();
    booked_.clear();
  }

  void Observe(const ScopeEvent& event, FindingSink* sink) override {
    if (event.keys.empty()) return;
    if ((event.roles & role::kResult) != 0) Result(event, sink);
    const uint32_t decided = role::kApproved | role::kRejected;
    if ((event.roles & decided) != 0) {
      desk_.Decide(KeyOf(event), event.ordinal, event.time,
                   (event.roles & role::kApproved) != 0, Settling(sink));
    }
    if ((event.roles & role::kCall) != 0) Call(event, sink);
  }

  void Finish(const Instant& as_of, FindingSink* sink) override {
    desk_.Finish(as_of, Settling(sink));
  }

 private:
  static CallKey KeyOf(const ScopeEvent& event) {
    CallKey key{};
    for (size_t i = 0; i < kFirstAmount; ++i) {
      const KeyValue& value = event.keys[i];
      if (!value.present) continue;
      key[2 * i] = value.high;
      key[2 * i + 1] = value.low;
    }
    return key;
  }

  const EnforcedTool& ToolOf(const ScopeEvent& event) const {
    const KeyValue& key = event.keys[kToolKey];
    const auto found = tools_.find({key.high, key.low});
    return found == tools_.end() ? policy_->other : *found->second;
  }

  void Call(const ScopeEvent& event, FindingSink* sink) {
    EnforcedCall call;
    call.tool = &ToolOf(event);
    call.has_arguments = (event.roles & role::kHasArguments) != 0;
    call.held_slots = event.roles >> role::kFirstSlot;
    call.time = event.time;
    for (size_t i = 0; i < amounts_.size(); ++i) {
      const KeyValue& key = event.keys[kFirstAmount + i];
      amounts_[i] = key.present ? std::optional(std::bit_cast<double>(key.low))
                                : std::nullopt;
    }
    call.amounts = amounts_;
    CallRuling ruling = state_.Judge(call);
    CountActivation(*call.tool, ruling, event, sink);
    if (ruling.ruling == Ruling::kHeld) return Hold(event, ruling, sink);
    if (!ruling.bookings.empty()) Remember(event, std::move(ruling.bookings));
    if (IsMine(ruling.ruling, ruling.rule)) Report(event, ruling, sink);
  }

  void Hold(const ScopeEvent& event, CallRuling& ruling, FindingSink* sink) {
    HeldCall held;
    held.ordinal = event.ordinal;
    held.time = event.time;
    held.selected = event.selected;
    held.executed = (event.roles & role::kComplete) != 0;
    held.rule = *ruling.rule;
    held.timeout = policy_->rules[held.rule].approval_timeout;
    held.bookings = std::move(ruling.bookings);
    if (!held.bookings.empty()) Remember(event, held.bookings);
    desk_.Hold(KeyOf(event), std::move(held), Settling(sink));
  }

  // Only a call with an id of its own can be told from another one.
  void Remember(const ScopeEvent& event, std::vector<Booking> bookings) {
    if (event.keys[kCallIdKey].present) {
      booked_[KeyOf(event)] = std::move(bookings);
    }
  }

  void Result(const ScopeEvent& event, FindingSink* sink) {
    const CallKey key = KeyOf(event);
    desk_.Result(key, event.ordinal, Settling(sink));
    const auto booked = booked_.find(key);
    if (booked == booked_.end()) return;
    if ((event.roles & role::kFailed) != 0) state_.Undo(booked->second);
    booked_.erase(booked);
  }

  ApprovalDesk::Settle Settling(FindingSink* sink) {
    return [this, sink](const HeldCall& call, HoldEnd end,
                        std::optional<uint32_t> partner) {
      if (end == HoldEnd::kRefused) return state_.Undo(call.bookings);
      if (!IsMine(Ruling::kHeld, call.rule)) return;
      const EnforcementOutcome& outcome = OutcomeOf(end);
      if (target_.kind != Target::Kind::kEvery) {
        if (end == HoldEnd::kPending) return sink->Pending(call.selected);
        if (!outcome.violation) return sink->Fulfilled(call.selected);
      }
      Finding finding;
      finding.trigger = call.ordinal;
      finding.offending =
          outcome.violation ? partner.value_or(call.ordinal) : call.ordinal;
      finding.variant = outcome.variant;
      finding.count = call.rule + 1;
      sink->Add(std::move(finding));
    };
  }

  bool IsMine(Ruling ruling, const std::optional<size_t>& rule) const {
    switch (target_.kind) {
      case Target::Kind::kEvery:
        return true;
      case Target::Kind::kHidden:
        return ruling == Ruling::kHidden;
      case Target::Kind::kUnlisted:
        return ruling == Ruling::kUnlisted;
      case Target::Kind::kUndecided:
        return ruling == Ruling::kUndecidable;
      case Target::Kind::kRule:
        break;
    }
    return ruling != Ruling::kUndecidable && rule == target_.rule;
  }

  void Report(const ScopeEvent& event, const CallRuling& ruling,
              FindingSink* sink) {
    Finding finding;
    finding.trigger = event.ordinal;
    finding.offending = event.ordinal;
    finding.variant = OutcomeOf(ruling.ruling).variant;
    finding.count = ruling.rule ? *ruling.rule + 1 : 0;
    if (ruling.counter) {
      finding.total = *ruling.counter + 1;
      finding.amount = ruling.used.ToString();
    }
    sink->Add(std::move(finding));
  }

  // A rule is activated by the calls that it was asked about; the rules about
  // no tool in particular by every call they could have refused.
  void CountActivation(const EnforcedTool& tool, const CallRuling& ruling,
                       const ScopeEvent& event, FindingSink* sink) const {
    if (!WasAsked(tool, ruling)) return;
    sink->Activation(event.selected);
    const bool settled_later = ruling.ruling == Ruling::kHeld;
    if (IsMine(ruling.ruling, ruling.rule) &&
        (settled_later || OutcomeOf(ruling.ruling).violation)) {
      return;
    }
    sink->Fulfilled(event.selected);
  }

  bool WasAsked(const EnforcedTool& tool, const CallRuling& ruling) const {
    if (target_.kind != Target::Kind::kRule) return true;
    const auto end = tool.rules.begin() + static_cast<ptrdiff_t>(ruling.asked);
    return std::find(tool.rules.begin(), end, target_.rule) != end &&
           !(ruling.ruling == Ruling::kUndecidable &&
             ruling.rule == target_.rule);
  }

  std::shared_ptr<const EnforcementPolicy> policy_;
  Target target_;
  EnforcementState state_;
  ApprovalDesk desk_;
  std::map<Identity128, const EnforcedTool*> tools_;
  std::map<CallKey, std::vector<Booking>> booked_;  // results still to come
  std::vector<std::optional<double>> amounts_;      // of the call at hand
};

}  // namespace

KeyValue ToolKey(std::string_view name) {
  const Digest digest = Sha256Of(std::string("\"").append(name));
  KeyValue key{true, 0, 0};
  std::memcpy(&key.high, digest.data(), sizeof(key.high));
  std::memcpy(&key.low, digest.data() + sizeof(key.high), sizeof(key.low));
  return key;
}

std::unique_ptr<Monitor> NewEnforcementMonitor(
    std::shared_ptr<const EnforcementPolicy> policy, EnforcementTarget target) {
  return std::make_unique<EnforcementMonitor>(std::move(policy), target);
}

}  // namespace plog
