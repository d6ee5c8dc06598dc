#ifndef PLOG_TESTS_BENCH_BENCH_POLICIES_H_
#define PLOG_TESTS_BENCH_BENCH_POLICIES_H_

#include <cstddef>
#include <string>

namespace plog {

// Policy files for the benchmarks, as YAML.

// Six rules of six types, none with a pattern; duckdb_peer.cjs asks the same.
std::string SixRules();
// Rules that each look for a tool of their own.
std::string ManyRules(size_t count);
// Patterns over every output.
std::string ManyPatterns(size_t count);
// A file of some 200 lines: five rules with four tests each.
std::string RulesWithTests();

}  // namespace plog

#endif  // PLOG_TESTS_BENCH_BENCH_POLICIES_H_
