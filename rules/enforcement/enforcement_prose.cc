#include "rules/enforcement/enforcement_prose.h"

#include <fmt/format.h>

#include "ledger/json/json_writer.h"
#include "rules/enforcement/enforcement_outcome.h"
#include "rules/types/prose.h"

namespace plog {
namespace {

class RulingProse {
 public:
  RulingProse(const EnforcementPolicy& policy, const Finding& finding,
              const DescribedEvent* call, const DescribedEvent* partner,
              const DescribeOptions& options)
      : policy_(policy),
        finding_(finding),
        call_(call),
        partner_(partner),
        options_(options),
        outcome_(OutcomeOfVariant(finding.variant)) {}

  FindingText Write() const {
    FindingText text;
    text.message = Message();
    text.detail =
        fmt::format("{}: {}", Located(NounOf(call_), call_), Reason());
    const bool approval = outcome_.decision == "require_approval";
    if (!approval) return text;
    text.expected_event = "POLICY_DECISION approved";
    const EnforcementRule* rule = RuleOf();
    if (rule != nullptr && rule->approval_timeout && call_ != nullptr) {
      text.expected_order = PartnerOrder::kAfter;
      text.expected_limit = call_->time + *rule->approval_timeout;
    }
    return text;
  }

 private:
  const EnforcementRule* RuleOf() const {
    return finding_.count == 0 ? nullptr : &policy_.rules[finding_.count - 1];
  }
  Ruling ruling() const { return static_cast<Ruling>(finding_.variant); }

  std::string Message() const {
    const EnforcementRule* rule = RuleOf();
    if (ruling() == Ruling::kUndecidable) {
      return "the call cannot be judged: its arguments were not recorded";
    }
    if (ruling() == Ruling::kNoAmount) return "Internal policy error";
    if (rule != nullptr && !rule->on_deny.empty()) return rule->on_deny;
    switch (ruling()) {
      case Ruling::kHidden:
        return fmt::format("Tool \"{}\" is hidden by policy", NounOf(call_));
      case Ruling::kUnlisted:
        return fmt::format("Tool \"{}\" is not permitted by policy",
                           NounOf(call_));
      default:
        break;
    }
    if (ruling() == Ruling::kOverLimit &&
        policy_.form == EnforcementForm::kConditions) {
      return fmt::format("Rate limit exceeded for {}", rule->name);
    }
    const std::string_view name =
        rule == nullptr ? std::string_view() : std::string_view(rule->name);
    if (outcome_.decision == "require_approval") {
      return fmt::format("Rule \"{}\" requires an approval", name);
    }
    return fmt::format("Denied by rule \"{}\"", name);
  }

  std::string Reason() const {
    switch (ruling()) {
      case Ruling::kArguments:
        return FailedArgument();
      case Ruling::kState:
      case Ruling::kOverLimit:
        return CounterReason();
      default:
        break;
    }
    std::string reason(outcome_.reason);
    if (partner_ != nullptr && partner_->content != nullptr &&
        finding_.offending != finding_.trigger) {
      reason += fmt::format(" ({} at sequence {})", partner_->content->id(),
                            partner_->sequence);
    }
    return reason;
  }

  std::string FailedArgument() const {
    const EnforcementRule* rule = RuleOf();
    if (rule == nullptr || call_ == nullptr)
      return std::string(outcome_.reason);
    const JsonView arguments = call_->content->Get(Member::kActionInput);
    for (const ArgumentCondition& one : rule->arguments) {
      const JsonView value = one.path.Resolve(arguments);
      if (one.test.Holds(value)) continue;
      const std::string_view name =
          one.test.name().empty() ? "one of" : one.test.name();
      return fmt::format("{} is {}; required: {} {}", one.path.text(),
                         Shown(value, one.test), name, one.test.operand_json);
    }
    return std::string(outcome_.reason);
  }

  std::string Shown(JsonView value, const CallTest& test) const {
    if (!value.valid()) return "absent";
    const bool plain = value.is_number() || value.is_null() ||
                       value.is(JsonType::kBool) || options_.show_matches;
    if (!plain) {
      if (test.operand->root().is_number()) return "no number";
      return value.is_string() ? "another text" : "another value";
    }
    std::string text;
    JsonWriter(&text).Value(value);
    return text;
  }

  std::string CounterReason() const {
    if (finding_.total == 0) return std::string(outcome_.reason);
    const Counter& counter = policy_.counters[finding_.total - 1];
    std::string reason =
        fmt::format("{}; {}.{} was {} in that {} (UTC)", outcome_.reason,
                    counter.scope, counter.name, finding_.amount,
                    kCounterWindows[static_cast<size_t>(counter.window)]);
    for (const Reservation& one : RuleOf()->reservations) {
      if (one.counter + 1 == finding_.total) {
        reason += fmt::format(", the limit is {}", one.limit.ToString());
      }
    }
    return reason;
  }

  const EnforcementPolicy& policy_;
  const Finding& finding_;
  const DescribedEvent* call_;
  const DescribedEvent* partner_;
  const DescribeOptions& options_;
  const EnforcementOutcome& outcome_;
};

}  // namespace

FindingText DescribeRuling(const EnforcementPolicy& policy,
                           const Finding& finding, const DescribedEvent* call,
                           const DescribedEvent* partner,
                           const DescribeOptions& options) {
  return RulingProse(policy, finding, call, partner, options).Write();
}

}  // namespace plog
