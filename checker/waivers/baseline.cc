#include "checker/waivers/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "checker/engine/fingerprint.h"
#include "checker/formats/report_json.h"
#include "checker/report/finalize.h"
#include "checker/waivers/absent_violations.h"
#include "ledger/audit/row_lookup.h"
#include "ledger/crypto/sha256.h"

namespace plog {
namespace {

constexpr std::string_view kIntegrityType = "integrity";

// A head that the baseline saw and that is no longer one.
struct FormerHead {
  uint32_t agent = 0;
  const ChainSummary* chain = nullptr;
  bool found = false;
};

// Whether the ledger holds the event that was the head, at its place.
Status FindFormerHeads(const LedgerReader& reader,
                       std::vector<FormerHead>* heads) {
  std::multimap<std::pair<uint32_t, uint64_t>, FormerHead*> wanted;
  for (FormerHead& head : *heads) {
    wanted.emplace(std::pair(head.agent, head.chain->head_sequence), &head);
  }
  if (wanted.empty()) return {};
  std::vector<uint64_t> candidates;
  Status visited = reader.VisitPlaces([&](const EventPlace& place) {
    const std::pair key(place.agent, place.sequence);
    if (wanted.contains(key)) candidates.push_back(place.index);
  });
  if (!visited) return visited;
  std::sort(candidates.begin(), candidates.end());
  return VisitRows(reader, candidates, [&](const StoredEvent& row) {
    const auto [first, last] =
        wanted.equal_range(std::pair(row.agent, row.sequence));
    for (auto head = first; head != last; ++head) {
      if (row.hash == head->second->chain->head_hash) {
        head->second->found = true;
      }
    }
  });
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

using Fingerprints = std::unordered_set<std::string_view>;

Fingerprints FingerprintsOf(const Report& baseline) {
  Fingerprints known;
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

void MoveKnown(const Fingerprints& known, PolicyResult* result,
               std::vector<Violation>* baselined) {
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
  std::unordered_map<std::string_view, const AgentRow*> by_id;
  for (const AgentRow& agent : *agents) by_id.emplace(agent.agent_id, &agent);
  std::vector<FormerHead> heads;
  std::set<const ChainSummary*> absent;
  for (const ChainSummary& chain : baseline.report.audit.chains) {
    const auto agent = by_id.find(chain.agent_id);
    if (agent == by_id.end()) {
      absent.insert(&chain);
    } else if (agent->second->head_sequence != chain.head_sequence ||
               agent->second->head_hash != chain.head_hash) {
      heads.push_back({agent->second->key, &chain});
    }
  }
  if (Status found = FindFormerHeads(reader, &heads); !found) {
    return tl::make_unexpected(found.error());
  }
  for (const FormerHead& head : heads) {
    if (!head.found) absent.insert(head.chain);
  }
  std::vector<AuditFinding> findings;
  for (const ChainSummary& chain : baseline.report.audit.chains) {
    if (absent.contains(&chain)) findings.push_back(RegressedHead(chain));
  }
  return findings;
}

void ApplyBaseline(const Baseline& baseline,
                   const std::vector<AuditFinding>& regressed, Report* report) {
  const Fingerprints known = FingerprintsOf(baseline.report);
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
