#ifndef PLOG_TESTS_RULES_NAIVE_COUNTS_H_
#define PLOG_TESTS_RULES_NAIVE_COUNTS_H_

#include <optional>

#include "tests/rules/plain_event.h"

namespace plog {

// The counting rule types straight from the words of the policy language, each
// count taken anew from the whole timeline. `M` marks a match.
struct NaiveRate {
  int64_t max = 0;                // of a sum: in tenths
  std::optional<int64_t> window;  // seconds
  std::optional<int64_t> period;  // seconds, a UTC calendar period
  bool sum = false;               // of field `duration_ms`
};
PlainOutcome NaiveRateOutcome(const NaiveRate& rule, const Timeline& timeline);

// `Y` marks an X of `when`.
PlainOutcome NaivePresence(uint64_t min, bool has_when,
                           const Timeline& timeline);
PlainOutcome NaiveGap(int64_t max, const Timeline& timeline);
// `M`: matches `of`; `Y`: matches `count`. The limit is tenths.
PlainOutcome NaiveRatio(int64_t max_tenths, uint64_t min_events,
                        const Timeline& timeline);

}  // namespace plog

#endif  // PLOG_TESTS_RULES_NAIVE_COUNTS_H_
