#include "ledger/audit/running_audit.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "ledger/audit/find_agent.h"
#include "ledger/json/hash_profile.h"

namespace plog {
namespace {

// The agents of a damaged ledger may have any number of events.
constexpr uint64_t kMostExpected = uint64_t{1} << 24;

uint64_t ExpectedEvents(std::span<const AgentRow> agents) {
  uint64_t events = 0;
  for (const AgentRow& agent : agents) {
    events =
        std::min(kMostExpected, events + std::min(kMostExpected, agent.events));
  }
  return events;
}

}  // namespace

RunningAudit::RunningAudit(std::span<const AgentRow> agent_rows,
                           const AuditOptions& audit_options)
    : agents(agent_rows),
      options(audit_options),
      tree(audit_options.checkpoints),
      sink(audit_options.max_findings) {
  const std::set<std::string_view> wanted(options.agent_ids.begin(),
                                          options.agent_ids.end());
  for (const AgentRow& agent : agents) {
    LiveChain chain;
    chain.selected = wanted.empty() || wanted.contains(agent.agent_id);
    chain.whole = FindHashProfile(agent.hash_profile) != nullptr;
    chains.push_back(std::move(chain));
  }
  ids.Expect(ExpectedEvents(agents));
}

void RunningAudit::Report(std::optional<size_t> agent, AuditFinding finding) {
  if (agent) {
    finding.agent_id = agents[*agent].agent_id;
    if (IsError(finding.code) && finding.sequence && finding.ingest_index) {
      chains[*agent].NoteBreak(*finding.sequence, *finding.ingest_index);
    }
  }
  sink.Add(std::move(finding));
}

void RunningAudit::ReportEvent(uint32_t agent_key, AuditFinding finding) {
  const std::optional<size_t> agent = FindAgent(agents, agent_key);
  if (!agent || chains[*agent].selected) Report(agent, std::move(finding));
}

AuditFinding LedgerFinding(FindingCode code, std::string message,
                           std::string expected, std::string actual) {
  AuditFinding finding;
  finding.code = code;
  finding.message = std::move(message);
  finding.expected = std::move(expected);
  finding.actual = std::move(actual);
  return finding;
}

}  // namespace plog
