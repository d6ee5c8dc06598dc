#ifndef PLOG_CLI_VERIFY_REPORT_H_
#define PLOG_CLI_VERIFY_REPORT_H_

#include <string>
#include <string_view>

#include "ledger/audit/audit.h"

namespace plog {

// What `plog verify` prints: JSON as ledger §5 gives it, or text with the
// verdict last.
std::string VerifyJson(const AuditReport& report);
std::string VerifyText(const AuditReport& report, bool color);
// The JSON Schema (draft-07) of VerifyJson.
std::string_view VerifySchema();

// "whole", or "broken at sequence 12".
std::string ChainState(const ChainSummary& chain);
std::string_view KindName(ChainKind kind);

}  // namespace plog

#endif  // PLOG_CLI_VERIFY_REPORT_H_
