#ifndef PLOG_CLI_SIGNED_REPORT_H_
#define PLOG_CLI_SIGNED_REPORT_H_

#include <span>
#include <string>
#include <vector>

#include "checker/attest/statement.h"
#include "ledger/anchor/key.h"
#include "ledger/base/result.h"

namespace plog {

// A report that was compared with its signature.
struct SignedReport {
  std::string json;      // the report's bytes
  std::string key_name;  // who signed
  TestResult statement;
};

// Why it does not verify (hostile text), or the report. An Error only where a
// file cannot be read.
struct Opened {
  std::string fault;  // empty: it verifies
  SignedReport report;
};
Result<Opened> OpenSignedReport(const std::string& report,
                                const std::string& signature,
                                std::span<const VerifierKey> keys);

}  // namespace plog

#endif  // PLOG_CLI_SIGNED_REPORT_H_
