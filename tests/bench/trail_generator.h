#ifndef PLOG_TESTS_BENCH_TRAIL_GENERATOR_H_
#define PLOG_TESTS_BENCH_TRAIL_GENERATOR_H_

#include <cstdint>
#include <functional>
#include <string_view>

namespace plog {

// A synthetic agent trail: bare events as JSON Lines, the same bytes for the
// same arguments on every machine.
//
//   sizes     200 B to 64 KB, log-normal, median about 700 B
//   agents    one per 20,000 events (at least 8), skewed: the k-th gets a share
//             proportional to 1/k
//   sessions  about 60 events each, of one or two agents, 64 open at a time and
//             interleaved
//   calls     two of five events are a TOOL_CALL; 0.2 % of them never get their
//             TOOL_RESULT, nor do the calls that are open where the trail is
//             cut; results follow after 1-2,000 ms, 1 in 5,000 after more than
//             a minute
//   errors    3 % of the results
struct TrailShape {
  uint64_t events = 100'000;
  uint64_t seed = 1;
};

// Calls `write` with one line, newline included, per event.
void GenerateTrail(const TrailShape& shape,
                   const std::function<void(std::string_view line)>& write);

}  // namespace plog

#endif  // PLOG_TESTS_BENCH_TRAIL_GENERATOR_H_
