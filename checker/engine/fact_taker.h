#ifndef PLOG_CHECKER_ENGINE_FACT_TAKER_H_
#define PLOG_CHECKER_ENGINE_FACT_TAKER_H_

#include <cstdint>
#include <vector>

#include "checker/engine/answers.h"
#include "checker/engine/check.h"
#include "checker/engine/key_reader.h"
#include "checker/engine/plan.h"
#include "checker/engine/predicate_table.h"
#include "ledger/event/content.h"

namespace plog {

// Asks an event every question of a plan. One per thread.
class FactTaker {
 public:
  // Both must outlive it.
  FactTaker(const Plan& plan, const Selection& selection);

  // Fills `answers`, in any order. Returns whether the event is selected, as
  // far as its content decides that: since and until are left out.
  bool Take(const EventContent& event, Answers* answers);

 private:
  bool Selects(const EventContent& event) const;
  void ExtractFor(const Plan::PlannedRule& rule, const EventContent& event);

  const Plan& plan_;
  const Selection& selection_;
  KeyReader key_reader_;
  PredicateTable predicates_;
  std::vector<bool> holds_;  // by predicate, of the current event
  std::vector<const Plan::PlannedRule*> extracting_;
  std::vector<TakenKey> taken_;  // present or not, of the current event
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_FACT_TAKER_H_
