#include "checker/explain/replay.h"

#include <utility>

namespace plog {
namespace {

// What the monitor said, in the order in which it said it. The order is the
// same in every walk: monitors do not look at `selected`.
class Recorder final : public FindingSink {
 public:
  struct Call {
    size_t step = 0;
    bool pending = false;
    size_t position = 0;  // grows by one bit in each walk
  };

  void BeginWalk(size_t bit) {
    bit_ = bit;
    next_ = 0;
  }
  void set_step(size_t step) { step_ = step; }
  const std::vector<Call>& calls() const { return calls_; }

  void Add(Finding) override {}
  void Activation(bool, uint64_t) override {}
  void NotEvaluated(bool, uint64_t) override {}
  void Fulfilled(bool selected, uint64_t) override { Note(selected, false); }
  void Pending(bool selected, uint64_t) override { Note(selected, true); }

 private:
  void Note(bool selected, bool pending) {
    if (next_ == calls_.size()) calls_.push_back({step_, pending, 0});
    Call& call = calls_[next_++];
    if (selected) call.position |= size_t{1} << bit_;
  }

  std::vector<Call> calls_;
  size_t next_ = 0;
  size_t bit_ = 0;
  size_t step_ = 0;
};

}  // namespace

Replay ReplayPairs(Monitor* monitor, size_t events,
                   const std::function<ScopeEvent(size_t)>& event_at,
                   const Instant& as_of) {
  Recorder recorder;
  for (size_t bit = 0; bit == 0 || events >> bit != 0; ++bit) {
    recorder.BeginWalk(bit);
    monitor->Reset();
    for (size_t i = 0; i < events; ++i) {
      recorder.set_step(i);
      ScopeEvent event = event_at(i);
      event.selected = (i >> bit & 1U) != 0;
      monitor->Observe(event, &recorder);
    }
    recorder.set_step(events);
    monitor->Finish(as_of, &recorder);
  }
  Replay replay;
  replay.fulfilled_at.resize(events);
  replay.fulfilled_in.resize(events + 1);
  replay.pending.resize(events);
  for (const Recorder::Call& call : recorder.calls()) {
    if (call.pending) {
      replay.pending[call.position] = true;
      continue;
    }
    replay.fulfilled_at[call.position] = call.step;
    replay.fulfilled_in[call.step].push_back(call.position);
  }
  return replay;
}

std::optional<RunningTotal> ReplayTotal(
    Monitor* monitor, size_t events,
    const std::function<ScopeEvent(size_t)>& event_at) {
  Recorder ignored;
  ignored.BeginWalk(0);
  monitor->Reset();
  for (size_t i = 0; i < events; ++i) {
    monitor->Observe(event_at(i), &ignored);
  }
  return monitor->Total();
}

}  // namespace plog
