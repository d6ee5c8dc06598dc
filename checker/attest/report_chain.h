#ifndef PLOG_CHECKER_ATTEST_REPORT_CHAIN_H_
#define PLOG_CHECKER_ATTEST_REPORT_CHAIN_H_

#include <string>
#include <vector>

#include "checker/attest/statement.h"

namespace plog {

// A signed report of a folder of reports: its file's name and what its opened
// envelope says.
struct ChainedReport {
  std::string name;
  TestResult result;
};

// Checks that the reports form one chain: each names the digest of another one
// as its predecessor, exactly one is the first, none has two successors, none
// that is named is missing, and the tree never shrinks along it. Returns what
// is wrong, one sentence each (names are hostile text); empty: all is well.
std::vector<std::string> CheckReportChain(
    const std::vector<ChainedReport>& reports);

}  // namespace plog

#endif  // PLOG_CHECKER_ATTEST_REPORT_CHAIN_H_
