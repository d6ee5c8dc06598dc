#ifndef PLOG_RULES_TYPES_COMPARED_PAIRS_H_
#define PLOG_RULES_TYPES_COMPARED_PAIRS_H_

#include <memory>
#include <optional>

#include "rules/types/comparison.h"
#include "rules/types/correlation.h"

namespace plog {

// The monitors of sequence and absence for rules with `compare`. Whether two
// events are partners is then more than equality, so one entry per key is not
// enough: a step looks at every open event that agrees on `correlate`. With a
// call id among those fields that is one or two.
struct ComparedPairs {
  Correlation correlation;
  Comparisons comparisons;
  std::optional<Duration> within;
  bool before = false;      // order: before
  bool one_to_one = false;  // of sequence
};

// The roles are those of the types: X, Y, and `until` of absence.
std::unique_ptr<Monitor> NewComparedSequence(ComparedPairs pairs);
std::unique_ptr<Monitor> NewComparedAbsence(ComparedPairs pairs);

}  // namespace plog

#endif  // PLOG_RULES_TYPES_COMPARED_PAIRS_H_
