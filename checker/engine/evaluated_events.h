#ifndef PLOG_CHECKER_ENGINE_EVALUATED_EVENTS_H_
#define PLOG_CHECKER_ENGINE_EVALUATED_EVENTS_H_

#include <cstdint>
#include <vector>

#include "checker/engine/facts.h"
#include "checker/engine/plan.h"

namespace plog {

// How many of the selected events some rule can see: of the policy at each
// position, and behind them of all together. REQUIRES: effective times.
std::vector<uint64_t> CountEvaluated(const Plan& plan, const Facts& facts);

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_EVALUATED_EVENTS_H_
