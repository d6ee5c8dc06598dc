#include "checker/waivers/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "checker/engine/fingerprint.h"
#include "checker/formats/report_json.h"
#include "checker/report/finalize.h"
#include "checker/waivers/absent_violations.h"
#include "ledger/crypto/sha256.h"

namespace plog {
namespace {

constexpr std::string_view kIntegrityType = "integrity";

// Whether the chain holds an event of that sequence and hash.
Result<bool> HasEvent(const LedgerReader& reader, uint32_t agent,
                      uint64_t sequence, const Digest& hash) {
  Result<EventCursor> cursor = reader.Chain(agent);
  if (!cursor) return tl::make_unexpected(cursor.error());
  StoredEvent row;
  while (true) {
    const Result<bool> more = cursor->Next(&row);
    if (!more) return tl::make_unexpected(more.error());
    if (!*more || row.sequence > sequence) return false;
    if (row.sequence == sequence && row.hash == hash) return true;
  }
}

Result<bool> HasHead(const LedgerReader& reader,
                     const std::vector<AgentRow>& agents,
                     const ChainSummary& chain) {
  for (const AgentRow& agent : agents) {
    if (agent.agent_id != chain.agent_id) continue;
    if (agent.head_sequence == chain.head_sequence &&
        agent.head_hash == chain.head_hash) {
      return true;
    }
    return HasEvent(reader, agent.key, chain.head_sequence, chain.head_hash);
  }
  return false;
}

AuditFinding RegressedHead(const ChainSummary& chain) {
  AuditFinding finding;
  finding.code = FindingCode::kHeadRegressed;
  finding.agent_id = chain.agent_id;
  finding.sequence = chain.head_sequence;
  finding.message = fmt::format(
      "the head of the baseline's chain of {} at sequence {} is no longer in "
      "the ledger",
      chain.agent_id, chain.head_sequence);
  finding.expected = ToHex(chain.head_hash);
  finding.actual = "absent";
  return finding;
}

std::unordered_set<std::string> KnownFingerprints(const Report& baseline) {
  std::unordered_set<std::string> known;
  for (const PolicyResult& result : baseline.results) {
    for (const Violation& violation : result.violations) {
      known.insert(violation.fingerprint);
    }
  }
  for (const Violation& violation : baseline.baselined_violations) {
    known.insert(violation.fingerprint);
  }
  return known;
}

void MoveKnown(const std::unordered_set<std::string>& known,
               PolicyResult* result, std::vector<Violation>* baselined) {
  std::unordered_map<std::string_view, RuleResult*> rules;
  for (RuleResult& rule : result->rules) rules.emplace(rule.name, &rule);
  std::vector<Violation> kept;
  for (Violation& violation : result->violations) {
    const auto rule = rules.find(violation.rule);
    if (rule == rules.end() || !known.contains(violation.fingerprint)) {
      kept.push_back(std::move(violation));
      continue;
    }
    --rule->second->violation_count;
    ++rule->second->baselined;
    baselined->push_back(std::move(violation));
  }
  result->violations = std::move(kept);
}

struct IntegrityRule {
  PolicyResult* result = nullptr;
  RuleResult* rule = nullptr;
};

IntegrityRule FindIntegrityRule(Report* report) {
  for (PolicyResult& result : report->results) {
    for (RuleResult& rule : result.rules) {
      if (rule.type == kIntegrityType) return {&result, &rule};
    }
  }
  PolicyResult& result = report->results.emplace_back();
  result.policy = "chain-integrity";
  result.description = "The ledger is what the baseline saw, and more.";
  result.timestamp = report->as_of;
  RuleResult& rule = result.rules.emplace_back();
  rule.name = "unbroken-chain";
  rule.type = kIntegrityType;
  rule.activations = report->audit.events;
  rule.fulfilled = rule.activations;
  return {&result, &rule};
}

std::string DigestOfFile(const Report& report, const PolicyResult& result) {
  for (const ReportPolicyFile& policy : report.policies) {
    if (policy.name == result.policy) return policy.sha256;
  }
  return {};
}

Violation ViolationOf(const AuditFinding& finding, const IntegrityRule& where,
                      const Report& report) {
  Violation violation;
  violation.policy_name = where.result->policy;
  violation.rule = where.rule->name;
  violation.agent_id = finding.agent_id;
  violation.message = finding.message;
  violation.detail =
      fmt::format("{}: expected {}", Name(finding.code), finding.expected);
  violation.severity = where.rule->severity;
  violation.type = kIntegrityType;
  violation.scope = "ledger";
  violation.sequence = finding.sequence;
  violation.hash = finding.expected;
  violation.vouched = false;
  violation.policy_file = where.result->file;
  violation.policy_line = where.rule->line;
  violation.policy_digest = DigestOfFile(report, *where.result);
  FingerprintInput print;
  print.policy = violation.policy_name;
  print.rule = violation.rule;
  print.agent = finding.agent_id;
  print.trigger = DigestFromHex(finding.expected);
  print.distinction = Name(finding.code);
  violation.fingerprint = Fingerprint(print);
  return violation;
}

}  // namespace

Result<Baseline> ReadBaseline(std::string file, std::string_view json) {
  Result<Report> report = ReadReport(json);
  if (!report) {
    return Fail(ErrorKind::kUsage,
                fmt::format("baseline {}: {}", file, report.error().message));
  }
  Baseline baseline;
  baseline.info.file = std::move(file);
  baseline.info.sha256 = ToHex(Sha256Of(json));
  baseline.info.as_of = report->as_of;
  baseline.info.tree_size = report->audit.tree_size;
  baseline.info.merkle_root = ToHex(report->audit.merkle_root);
  baseline.report = std::move(*report);
  return baseline;
}

Result<std::vector<AuditFinding>> FindRegressedHeads(
    const Baseline& baseline, const LedgerReader& reader) {
  const Result<std::vector<AgentRow>> agents = reader.Agents();
  if (!agents) return tl::make_unexpected(agents.error());
  std::vector<AuditFinding> findings;
  for (const ChainSummary& chain : baseline.report.audit.chains) {
    const Result<bool> there = HasHead(reader, *agents, chain);
    if (!there) return tl::make_unexpected(there.error());
    if (!*there) findings.push_back(RegressedHead(chain));
  }
  return findings;
}

void ApplyBaseline(const Baseline& baseline,
                   const std::vector<AuditFinding>& regressed, Report* report) {
  const auto known = KnownFingerprints(baseline.report);
  for (PolicyResult& result : report->results) {
    MoveKnown(known, &result, &report->baselined_violations);
  }
  // Not looked up in `known`: an old alarm about a missing head is no excuse.
  for (const AuditFinding& finding : regressed) {
    const IntegrityRule where = FindIntegrityRule(report);
    where.result->violations.push_back(ViolationOf(finding, where, *report));
    ++where.rule->violation_count;
    report->audit.findings.push_back(finding);
    ++report->audit.finding_count;
    report->audit.verdict = std::max(report->audit.verdict, Verdict::kTampered);
  }
  report->baseline = baseline.info;
  report->baseline->absent = AbsentViolations(baseline.report, *report);
  FinalizeReport(report);
}

}  // namespace plog
