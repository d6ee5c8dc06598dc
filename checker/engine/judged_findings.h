#ifndef PLOG_CHECKER_ENGINE_JUDGED_FINDINGS_H_
#define PLOG_CHECKER_ENGINE_JUDGED_FINDINGS_H_

#include <vector>

#include "checker/engine/facts.h"

namespace plog {

// The errors of verification that are selected, those about no event first,
// then in the order of events. One about a chain as a whole is selected with
// its agent: `agent_ids`, or all of them. Views into `facts`. REQUIRES:
// effective times.
std::vector<const AuditFinding*> JudgedAuditFindings(
    const Facts& facts, const std::vector<std::string>& agent_ids);

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_JUDGED_FINDINGS_H_
