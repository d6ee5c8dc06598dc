#ifndef PLOG_CLI_VERIFY_REPORT_H_
#define PLOG_CLI_VERIFY_REPORT_H_

#include <string>
#include <string_view>

#include "ledger/audit/audit.h"

namespace plog {

// What `plog verify` prints for people, the verdict last.
std::string VerifyText(const AuditReport& report, bool color);

// "whole", or "broken at sequence 12".
std::string ChainState(const ChainSummary& chain);
std::string_view KindName(ChainKind kind);

}  // namespace plog

#endif  // PLOG_CLI_VERIFY_REPORT_H_
