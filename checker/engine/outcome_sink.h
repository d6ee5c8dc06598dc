#ifndef PLOG_CHECKER_ENGINE_OUTCOME_SINK_H_
#define PLOG_CHECKER_ENGINE_OUTCOME_SINK_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "checker/engine/facts.h"
#include "checker/engine/plan.h"
#include "checker/engine/scope_order.h"
#include "rules/types/monitor.h"

namespace plog {

// A finding of a rule with what its violation needs of the scope instance.
struct LocatedFinding {
  Finding finding;
  std::optional<uint32_t> session;      // of the instance
  std::optional<uint32_t> agent;        // the only agent of the instance, if so
  std::optional<uint32_t> scope_agent;  // of the instance's key
  uint32_t last_event = 0;  // of the instance, under the label filter
};

// What one rule made of the whole ledger.
struct RuleOutcome {
  std::vector<LocatedFinding> findings;  // in report order, cut at the limit
  uint64_t violation_count = 0;          // never cut
  uint64_t activations = 0;
  uint64_t fulfilled = 0;
  uint64_t pending = 0;
  uint64_t not_evaluated = 0;
};

// How many findings of a rule are kept; they are counted beyond it.
using FindingLimit = std::function<uint64_t(const Plan::PlannedRule&)>;

// Collects what a monitor finds, one instance after the other.
class OutcomeSink final : public FindingSink {
 public:
  // `facts` and `order` must outlive it.
  OutcomeSink(const Facts& facts, const EventOrder& order,
              uint64_t max_findings)
      : facts_(facts), order_(order), max_findings_(max_findings) {}

  // `located` tells where; the findings of the instance are put in order.
  void EndInstance(const LocatedFinding& located, bool any_selected);

  RuleOutcome Take() { return std::move(outcome_); }

  void Add(Finding finding) override;
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
  struct Found {
    Finding finding;
    std::optional<OrderKey> fault;  // of the event at fault
    uint64_t number = 0;            // in the instance
  };
  static bool Before(const Found& a, const Found& b);

  Found Number(Finding finding);
  // Sorts, and cuts what cannot be listed any more.
  void Cut();

  const Facts& facts_;
  const EventOrder& order_;
  uint64_t max_findings_;
  uint64_t numbers_ = 0;
  std::vector<Found> current_;
  std::vector<Found> about_instance_;  // count if any event is selected
  RuleOutcome outcome_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_OUTCOME_SINK_H_
