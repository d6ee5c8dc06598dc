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
    if (faults == 0 && (event.roles & kJudged) == 0) {
      if (count_not_evaluated_ && (event.roles & kConcerned) != 0) {
        sink->NotEvaluated(event.selected);
      }
      return;
    }
    sink->Activation(event.selected);
    if (faults == 0) sink->Fulfilled(event.selected);
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

 private:
  bool count_not_evaluated_;
};

}  // namespace

std::unique_ptr<Monitor> NewSingleEventMonitor(bool count_not_evaluated) {
  return std::make_unique<SingleEventMonitor>(count_not_evaluated);
}

}  // namespace plog
