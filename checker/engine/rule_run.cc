#include "checker/engine/rule_run.h"

#include <algorithm>
#include <utility>

#include "checker/engine/event_view.h"

namespace plog {
namespace {

std::optional<uint32_t> AtFault(const Finding& finding) {
  return finding.offending ? finding.offending : finding.trigger;
}

// Collects one instance after the other.
class OutcomeSink final : public FindingSink {
 public:
  OutcomeSink(const Facts& facts, const EventOrder& order,
              uint64_t max_findings)
      : facts_(facts), order_(order), max_findings_(max_findings) {}

  void BeginInstance(bool any_selected) {
    any_selected_ = any_selected;
    current_.clear();
  }

  // `located` tells where; the findings of the instance are put in order.
  void EndInstance(const LocatedFinding& located) {
    std::stable_sort(
        current_.begin(), current_.end(),
        [this](const Finding& a, const Finding& b) { return Before(a, b); });
    for (Finding& finding : current_) {
      if (outcome_.findings.size() >= max_findings_) break;
      outcome_.findings.push_back(located);
      outcome_.findings.back().finding = std::move(finding);
    }
  }

  RuleOutcome Take() { return std::move(outcome_); }

  void Add(Finding finding) override {
    const std::optional<uint32_t> fault = AtFault(finding);
    const bool selected = finding.about_instance || !fault
                              ? any_selected_
                              : facts_.events[*fault].selected;
    if (!selected) return;
    ++outcome_.violation_count;
    if (outcome_.findings.size() < max_findings_) {
      current_.push_back(std::move(finding));
    }
  }
  void Activation(bool selected, uint64_t count) override {
    if (selected) outcome_.activations += count;
  }
  void Fulfilled(bool selected, uint64_t count) override {
    if (selected) outcome_.fulfilled += count;
  }
  void Pending(bool selected, uint64_t count) override {
    if (selected) outcome_.pending += count;
  }
  void NotEvaluated(bool selected, uint64_t count) override {
    if (selected) outcome_.not_evaluated += count;
  }

 private:
  // By the event at fault; findings without one come first.
  bool Before(const Finding& a, const Finding& b) const {
    const auto x = AtFault(a);
    const auto y = AtFault(b);
    if (!x || !y) return !x && y.has_value();
    if (*x != *y) return order_(*x, *y);
    return a.variant < b.variant;
  }

  const Facts& facts_;
  const EventOrder& order_;
  uint64_t max_findings_;
  bool any_selected_ = false;
  std::vector<Finding> current_;
  RuleOutcome outcome_;
};

// What is known of an instance before its events are walked.
struct InstanceSummary {
  bool any = false;
  bool any_selected = false;
  LocatedFinding located;
};

InstanceSummary Summarise(const ScopeInstance& instance,
                          const ScopeGroups& groups, const Facts& facts,
                          const EventView& view) {
  InstanceSummary summary;
  summary.located.session = instance.session;
  summary.located.scope_agent = instance.agent;
  for (size_t i = instance.begin; i < instance.end; ++i) {
    const uint32_t ordinal = groups.order[i];
    if (!view.Passes(ordinal)) continue;
    const EventRecord& record = facts.events[ordinal];
    if (!summary.any) {
      summary.located.agent = record.agent;
    } else if (summary.located.agent != record.agent) {
      summary.located.agent.reset();
    }
    summary.any = true;
    summary.any_selected = summary.any_selected || record.selected;
    summary.located.last_event = ordinal;
  }
  return summary;
}

}  // namespace

RuleOutcome RunRule(const Plan::PlannedRule& rule, const Facts& facts,
                    const ScopeGroups& groups, const EventOrder& order,
                    const Instant& as_of, uint64_t max_findings) {
  OutcomeSink sink(facts, order, max_findings);
  EventView view(rule, facts);
  const std::unique_ptr<Monitor> monitor = rule.rule->body->NewMonitor();
  for (const ScopeInstance& instance : groups.instances) {
    const InstanceSummary summary = Summarise(instance, groups, facts, view);
    if (!summary.any) continue;
    sink.BeginInstance(summary.any_selected);
    monitor->Reset();
    for (size_t i = instance.begin; i < instance.end; ++i) {
      const uint32_t ordinal = groups.order[i];
      if (view.Passes(ordinal)) monitor->Observe(view.Of(ordinal), &sink);
    }
    monitor->Finish(as_of, &sink);
    sink.EndInstance(summary.located);
  }
  return sink.Take();
}

}  // namespace plog
