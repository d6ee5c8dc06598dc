#ifndef PLOG_CHECKER_ATTEST_STATEMENT_H_
#define PLOG_CHECKER_ATTEST_STATEMENT_H_

#include <optional>
#include <string>
#include <string_view>

#include "checker/report/report.h"
#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"

namespace plog {

// An in-toto Statement v1 about one check run, predicate test-result v0.1: what
// was checked (ledger root and report, as subjects), by what (policy files)
// and with which result. A failed report is signed just as a passed one, and
// names its predecessor, so that an inconvenient one cannot vanish.

inline constexpr std::string_view kStatementType =
    "https://in-toto.io/Statement/v1";
inline constexpr std::string_view kTestResultType =
    "https://in-toto.io/attestation/test-result/v0.1";

// What binds a statement to bytes: of the report file as it was written (in
// whichever format) and of the report before it in a chain of reports.
struct StatementInput {
  std::string report_name;  // file name, without folders
  Digest report_digest{};
  std::optional<Digest> previous;  // report_digest of the previous one
};

// The payload, compact JSON. Same input, same bytes.
std::string TestResultStatement(const Report& report,
                                const StatementInput& input);

// The parts of a statement that verification compares.
struct TestResult {
  std::string result;  // PASSED, WARNED, FAILED
  Digest report_digest{};
  Digest merkle_root{};
  uint64_t tree_size = 0;
  std::optional<Digest> previous;
};

// kInput for anything but what TestResultStatement writes.
Result<TestResult> ReadTestResult(std::string_view payload);

// Recomputes the statement from a report in the `json` format whose bytes are
// `report_json` and compares all of it with `payload`: a valid signature over
// another report must not pass. kInput says what differs.
Status CheckStatement(std::string_view payload, std::string_view report_json);

}  // namespace plog

#endif  // PLOG_CHECKER_ATTEST_STATEMENT_H_
