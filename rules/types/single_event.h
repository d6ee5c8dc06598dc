#ifndef PLOG_RULES_TYPES_SINGLE_EVENT_H_
#define PLOG_RULES_TYPES_SINGLE_EVENT_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "rules/types/monitor.h"

namespace plog {

// The roles of a rule that judges every event by itself (boundary, pattern,
// temporal, limit), in the order of its predicates. All but kConcerned imply
// it.
inline constexpr uint32_t kConcerned = 1U << 0;  // `when` holds
inline constexpr uint32_t kJudged = 1U << 1;     // and there is what to judge
inline constexpr unsigned kFirstFault = 2;       // bit of fault variant 0

// A monitor of such a rule: each fault role is a finding about the event, with
// the fault's number as its variant. A concerned event that is neither judged
// nor at fault is counted as not evaluated.
std::unique_ptr<Monitor> NewSingleEventMonitor(bool count_not_evaluated);

}  // namespace plog

#endif  // PLOG_RULES_TYPES_SINGLE_EVENT_H_
