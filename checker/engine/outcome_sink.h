#ifndef PLOG_CHECKER_ENGINE_OUTCOME_SINK_H_
#define PLOG_CHECKER_ENGINE_OUTCOME_SINK_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/engine/facts.h"
#include "checker/engine/instance_outcomes.h"
#include "checker/engine/outcome_reuse.h"
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
  // By instance (AppendOutcome), if it was to be recorded; and the same without
  // findings.
  std::string recorded;
  std::string recorded_counts;
  uint64_t recorded_findings = 0;
  // How many findings there are before the first that the earlier run has not
  // kept. If more are to be listed, all instances have to be walked.
  uint64_t known_findings = UINT64_MAX;
};

// What a rule made of the instances of `more`, which come behind those of
// `outcome`: in the outcome of all of them.
void JoinOutcome(RuleOutcome more, uint64_t max_findings, RuleOutcome* outcome);

// How many findings of a rule are kept; they are counted beyond it.
using FindingLimit = std::function<uint64_t(const Plan::PlannedRule&)>;

// Collects what a monitor finds, one instance after the other, and between them
// what an earlier run found.
class OutcomeSink final : public FindingSink {
 public:
  // What else is known of a scope whose instances are not all walked, or are
  // recorded. All must outlive the sink.
  struct Memory {
    const InstanceKeys* keys = nullptr;
    const LiveInstances* live = nullptr;       // null: all are walked
    std::optional<std::string_view> outcomes;  // of the earlier run, if so
    OutcomeBounds old;
    bool record = false;
  };

  // `facts` and `order` must outlive it.
  OutcomeSink(const Facts& facts, const EventOrder& order,
              uint64_t max_findings)
      : OutcomeSink(facts, order, max_findings, Memory()) {}
  OutcomeSink(const Facts& facts, const EventOrder& order,
              uint64_t max_findings, const Memory& memory);

  // Before the first event of an instance, which comes after those before it:
  // whether it has to be walked. If not, nothing more is told about it.
  bool Begin(size_t instance);
  // `located` tells where; the findings of the instance are put in order.
  void EndInstance(const LocatedFinding& located, bool any_selected);

  // Call once, after the last instance.
  RuleOutcome Take();

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
  uint64_t Room() const { return kept_findings_ - outcome_.findings.size(); }
  OutcomeCounts Counts() const;
  void Record(const LocatedFinding& located);
  // `bytes`: the outcome as such.
  void Record(InstanceOutcome* outcome, std::string_view bytes);
  // Reads the next outcome of the earlier run.
  void NextOld();
  void TakeOld();

  const Facts& facts_;
  const EventOrder& order_;
  uint64_t max_findings_;
  uint64_t kept_findings_;  // more of them, if they are recorded
  Memory memory_;
  std::optional<OutcomeReader> reader_;
  std::optional<size_t> old_number_;  // of the instance of `old_`
  InstanceOutcome old_;
  InstanceKey key_;       // of the current instance
  OutcomeCounts before_;  // it
  uint64_t numbers_ = 0;
  std::string bytes_;  // of the outcome being recorded
  std::vector<Found> current_;
  std::vector<Found> about_instance_;  // count if any event is selected
  RuleOutcome outcome_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_OUTCOME_SINK_H_
