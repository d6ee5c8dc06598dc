#ifndef PLOG_CHECKER_ENGINE_EFFECTIVE_TIMES_H_
#define PLOG_CHECKER_ENGINE_EFFECTIVE_TIMES_H_

#include "checker/engine/check.h"
#include "checker/engine/facts.h"
#include "ledger/base/result.h"

namespace plog {

// Replaces each record's own time by its effective time: the greater of its
// timestamp and the effective time of its predecessor in its chain. Then
// applies the selection's since and until, and sets what facts say of times and
// selected events. An error only with temporary files.
Status SetEffectiveTimes(Facts* facts, const CheckOptions& options);

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_EFFECTIVE_TIMES_H_
