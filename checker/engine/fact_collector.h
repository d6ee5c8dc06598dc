#ifndef PLOG_CHECKER_ENGINE_FACT_COLLECTOR_H_
#define PLOG_CHECKER_ENGINE_FACT_COLLECTOR_H_

#include <cstdint>

#include "checker/engine/answers.h"
#include "checker/engine/facts.h"
#include "checker/engine/plan.h"
#include "checker/spill/spill_options.h"

namespace plog {

struct FactBlock;
class PlanFit;

// Takes what is found out about one event after the other: into memory, and
// once that is more than the options allow, all of it into temporary files.
class FactCollector {
 public:
  // Both must outlive it. `expected`: how many events there may be.
  FactCollector(const Plan& plan, const SpillOptions& options, bool keep_leaves,
                uint64_t expected, Facts* facts);

  // By ingest index, without gaps between ordinals. Sorts the answers. `leaf`
  // may be null if leaves are not kept.
  void Add(const EventRecord& record, const LeafMark* leaf, Answers* answers);
  // That key comes with one of the next events; and, some events later, soon.
  void Prefetch(const TakenKey& key) const {
    if (!facts_.log) facts_.keys[key.extractor].PrefetchSlot(key.value);
  }
  void PrefetchSoon(const TakenKey& key) const {
    if (!facts_.log) facts_.keys[key.extractor].PrefetchEqual(key.value);
  }
  // The facts of a block of a state, in the numbers of the plan, without
  // leaves. REQUIRES: no single event was added before.
  void Add(const FactBlock& block, const PlanFit& fit);
  // To be called now and then: moves to temporary files what is too much. An
  // error if that fails, or failed before.
  Status Settle();
  // After the last event.
  Status Close();

 private:
  uint64_t MemoryUsed() const;
  Status Spill();

  const SpillOptions& options_;
  bool keep_leaves_;
  size_t expected_;  // events, as far as memory may be reserved for them
  Facts& facts_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_FACT_COLLECTOR_H_
