#ifndef PLOG_LEDGER_AUDIT_RUNNING_AUDIT_H_
#define PLOG_LEDGER_AUDIT_RUNNING_AUDIT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/audit/anchoring.h"
#include "ledger/audit/audit.h"
#include "ledger/audit/duplicate_ids.h"
#include "ledger/audit/finding_sink.h"
#include "ledger/audit/live_chain.h"

namespace plog {

// What an audit has seen and found so far: the state of a ChainAuditor, shared
// by the steps of its end.
struct RunningAudit {
  RunningAudit(std::span<const AgentRow> agent_rows,
               const AuditOptions& audit_options);

  // Adds a finding about the chain of the agent, by position in `agents`, or
  // about the whole ledger.
  void Report(std::optional<size_t> agent, AuditFinding finding);
  // The same, about an event of the agent with this key, if there is one: not
  // if its chain is left out.
  void ReportEvent(uint32_t agent_key, AuditFinding finding);

  std::span<const AgentRow> agents;
  const AuditOptions options;
  std::vector<LiveChain> chains;  // by position in agents
  AnchoredTree tree;
  DuplicateIds ids;
  FindingSink sink;
  uint64_t last_index = 0;
  size_t regressions = 0;  // kept by all chains
};

// A finding about the whole ledger, or the beginning of one about a chain.
AuditFinding LedgerFinding(FindingCode code, std::string message,
                           std::string expected, std::string actual);

}  // namespace plog

#endif  // PLOG_LEDGER_AUDIT_RUNNING_AUDIT_H_
