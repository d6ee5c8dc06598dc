#ifndef PLOG_CHECKER_STATE_STATE_BASIS_H_
#define PLOG_CHECKER_STATE_STATE_BASIS_H_

#include <string>
#include <vector>

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

// The frame of a state for this plan.
SavedPass FrameOf(const Plan& plan, const Selection& selection,
                  const std::vector<AgentRow>& agents);

// Puts the predicates and keys of `pass` in the order of `plan` and drops the
// others. The text of what the plan asks and the state does not know; else
// empty.
std::string FitToPlan(const Plan& plan, SavedPass* pass);

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_STATE_BASIS_H_
