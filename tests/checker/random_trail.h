#ifndef PLOG_TESTS_CHECKER_RANDOM_TRAIL_H_
#define PLOG_TESTS_CHECKER_RANDOM_TRAIL_H_

#include <random>
#include <string>
#include <vector>

#include "checker/engine/check.h"

namespace plog {

using Random = std::mt19937;

// 0 to bound - 1.
size_t Below(Random* random, size_t bound);

// Sealed and recorded events of a few agents and sessions, about one in thirty
// of them spoiled: changed, out of order, a repetition.
std::vector<std::string> RandomLines(Random* random, size_t sessions = 4);

// Any selection, 1, 2 or 7 threads, and any amount of memory.
CheckOptions RandomOptions(Random* random);

// Rules of every type, in every scope, with and without a label filter, for
// such trails.
std::string EveryRule();

}  // namespace plog

#endif  // PLOG_TESTS_CHECKER_RANDOM_TRAIL_H_
