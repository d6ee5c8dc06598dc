#ifndef PLOG_TESTS_BENCH_BARE_LOOP_H_
#define PLOG_TESTS_BENCH_BARE_LOOP_H_

#include <string>

namespace plog {

// The physical cost of verification and nothing else: every row of a ledger is
// read through the C interface of SQLite and its content hashed with OpenSSL,
// on `threads` threads by ranges of rows. Returns 0, or 1 on any error.
int BareLoop(const std::string& ledger, unsigned threads);

}  // namespace plog

#endif  // PLOG_TESTS_BENCH_BARE_LOOP_H_
