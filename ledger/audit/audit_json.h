#ifndef PLOG_LEDGER_AUDIT_AUDIT_JSON_H_
#define PLOG_LEDGER_AUDIT_AUDIT_JSON_H_

#include <string>
#include <string_view>

#include "ledger/audit/audit.h"

namespace plog {

// `plog verify --format json`: one object, members in a fixed order, no
// floating point, a newline at the end. `version` is that of plog.
std::string AuditReportJson(const AuditReport& report,
                            std::string_view version);

// The JSON Schema (draft-07) of that object, with a newline at the end.
std::string AuditReportSchema();

}  // namespace plog

#endif  // PLOG_LEDGER_AUDIT_AUDIT_JSON_H_
