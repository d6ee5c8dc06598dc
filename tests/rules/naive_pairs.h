#ifndef PLOG_TESTS_RULES_NAIVE_PAIRS_H_
#define PLOG_TESTS_RULES_NAIVE_PAIRS_H_

#include <optional>

#include "tests/rules/plain_event.h"

namespace plog {

// Sequence and absence straight from the words of the policy language: every
// pair of events is looked at. Slow on purpose; shares nothing with the
// monitors.
struct NaivePairs {
  std::optional<int64_t> within;  // seconds
  bool before = false;
  bool one_to_one = false;  // sequence only
  bool has_until = false;   // absence only
  PlainPairs correlate;
};

PlainOutcome NaiveSequence(const NaivePairs& rule, const Timeline& timeline,
                           int64_t as_of);
PlainOutcome NaiveAbsence(const NaivePairs& rule, const Timeline& timeline);

}  // namespace plog

#endif  // PLOG_TESTS_RULES_NAIVE_PAIRS_H_
