#ifndef PLOG_CLI_VERIFY_REPORT_H_
#define PLOG_CLI_VERIFY_REPORT_H_

#include <string>
#include <string_view>

#include "cli/exit_status.h"
#include "cli/invocation.h"
#include "ledger/audit/audit.h"

namespace plog {

// What `plog verify` prints for people, the verdict last.
std::string VerifyText(const AuditReport& report, bool color);

// Where and how the commands that verify write what they found.
struct AuditOutput {
  std::string format = "auto";
  std::optional<std::string> path;  // instead of stdout

  // Before anything is read: an output must not be one of the `inputs`.
  void Declare(OptionSet* options);
  Status Prepare(const std::vector<std::string>& inputs) const;
  Status Write(const Invocation& run, const AuditReport& report) const;
};

// The summary line, and the exit status that the verdict deserves.
Result<ExitStatus> ConcludeAudit(const AuditReport& report, Console* console);

// "whole", or "broken at sequence 12".
std::string ChainState(const ChainSummary& chain);
std::string_view KindName(ChainKind kind);

}  // namespace plog

#endif  // PLOG_CLI_VERIFY_REPORT_H_
