#include "rules/types/single_event.h"

#include <utility>

namespace plog {
namespace {

class SingleEventMonitor final : public Monitor {
 public:
  explicit SingleEventMonitor(bool count_not_evaluated)
      : count_not_evaluated_(count_not_evaluated) {}

  void Reset() override {}

  void Observe(const ScopeEvent& event, FindingSink* sink) override {
    const uint32_t faults = event.roles >> kFirstFault;
    if (faults == 0) return Count(event.roles, event.selected, 1, sink);
    sink->Activation(event.selected);
    for (uint32_t variant = 0; faults >> variant != 0; ++variant) {
      if ((faults >> variant & 1U) == 0) continue;
      Finding finding;
      finding.trigger = event.ordinal;
      finding.offending = event.ordinal;
      finding.variant = variant;
      sink->Add(std::move(finding));
    }
  }

  void Finish(const Instant&, FindingSink*) override {}

  uint32_t ObservedRoles() const override {
    return ~uint32_t{0} << kFirstFault;
  }

  void Count(uint32_t roles, bool selected, uint64_t events,
             FindingSink* sink) override {
    if ((roles & kJudged) != 0) {
      sink->Activation(selected, events);
      sink->Fulfilled(selected, events);
    } else if (count_not_evaluated_ && (roles & kConcerned) != 0) {
      sink->NotEvaluated(selected, events);
    }
  }

 private:
  bool count_not_evaluated_;
};

}  // namespace

std::unique_ptr<Monitor> NewSingleEventMonitor(bool count_not_evaluated) {
  return std::make_unique<SingleEventMonitor>(count_not_evaluated);
}

}  // namespace plog
