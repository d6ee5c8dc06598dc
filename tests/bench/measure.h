#ifndef PLOG_TESTS_BENCH_MEASURE_H_
#define PLOG_TESTS_BENCH_MEASURE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace plog {

// One run of something, in a process of its own so that its peak memory is
// known.
struct Measured {
  double seconds = 0;       // wall clock
  double cpu_seconds = 0;   // user and system
  uint64_t peak_bytes = 0;  // resident
  int status = 0;           // exit status, or 128 + signal
};

// Runs a program (searched in PATH) with output discarded.
Measured RunProgram(const std::vector<std::string>& arguments);
// Runs a function in a forked child; its result is the exit status.
Measured RunForked(const std::function<int()>& work);

}  // namespace plog

#endif  // PLOG_TESTS_BENCH_MEASURE_H_
