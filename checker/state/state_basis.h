#ifndef PLOG_CHECKER_STATE_STATE_BASIS_H_
#define PLOG_CHECKER_STATE_STATE_BASIS_H_

#include <string>
#include <vector>

#include "checker/engine/answers.h"
#include "checker/engine/plan.h"
#include "checker/state/saved_pass.h"

namespace plog {

struct Selection;

// What facts depend on besides the events.

// Versions of all that reads events: another one may read them otherwise.
std::string VersionText();
// The part of a selection that an event's content decides. Since and until are
// applied to the facts.
std::string SelectionText(const Selection& selection);

// Which events a value is read from: for every extractor of every rule, the
// label filter and the roles that guard it. Sorted, without repetitions.
std::vector<std::string> ExtractionTexts(const Plan& plan);

// Of all that decides what a rule makes of events whose facts are known.
Digest RuleDigest(const Plan& plan, const Plan::PlannedRule& rule);

// The frame of a state for this plan.
StateFrame FrameOf(const Plan& plan, const Selection& selection,
                   const std::vector<AgentRow>& agents);

// Which predicates and extractors of a plan those of a state are.
class PlanFit {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  // The text of what the plan asks and the state does not know; else empty.
  std::string Fit(const Plan& plan, const StateFrame& frame);
  // Gives the answers of the state the numbers of the plan, and drops the
  // others. REQUIRES: Fit found everything.
  void Translate(Answers* answers) const;
  // The plan's number of each predicate and extractor of the state, or kNone.
  const std::vector<uint32_t>& predicates() const { return predicates_; }
  const std::vector<uint32_t>& extractors() const { return extractors_; }

 private:
  // By number in the state.
  std::vector<uint32_t> predicates_;
  std::vector<uint32_t> extractors_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_STATE_BASIS_H_
