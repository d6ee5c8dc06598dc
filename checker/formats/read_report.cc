#include <fmt/format.h>

#include <array>
#include <map>
#include <utility>

#include "checker/formats/json_members.h"
#include "checker/formats/report_json.h"
#include "checker/formats/writers.h"
#include "checker/report/finalize.h"

namespace plog {
namespace {

constexpr std::array kStatuses = {
    ResultStatus::kPass, ResultStatus::kWarn, ResultStatus::kFail,
    ResultStatus::kNotApplicable, ResultStatus::kError};
constexpr std::array kPartnerOrders = {PartnerOrder::kAfter,
                                       PartnerOrder::kBefore};
constexpr std::array kSeverities = {Severity::kWarn, Severity::kFail};
constexpr std::array kVerdicts = {
    Verdict::kVerifiedAnchored, Verdict::kVerifiedUnanchored,
    Verdict::kIncomplete, Verdict::kTampered, Verdict::kUnreadable};
constexpr std::array kKinds = {ChainKind::kSealed, ChainKind::kRecorded};

// A member whose value is always the same, or follows from others: the
// comparison at the end of ReadReport judges it.
void Skip(std::string_view name, JsonMembers* in) {
  std::string ignored;
  in->Get(name, &ignored);
}

Waiver ReadWaiver(JsonView object, const std::string& where,
                  std::string* fault) {
  Waiver waiver;
  JsonMembers in(object, where, fault);
  in.Get("match", &waiver.match);
  in.Get("reason", &waiver.reason);
  in.Get("owner", &waiver.owner);
  in.Get("expires", &waiver.expires);
  in.Get("ticket", &waiver.ticket);
  in.Get("file", &waiver.file);
  in.Get("line", &waiver.line);
  return waiver;
}

Evidence ReadEvidence(JsonView object, const std::string& where,
                      std::string* fault) {
  Evidence evidence;
  JsonMembers in(object, where, fault);
  in.Get("role", &evidence.role);
  in.Get("id", &evidence.id);
  in.Get("agent_id", &evidence.agent_id);
  in.Get("sequence", &evidence.sequence);
  in.Get("hash", &evidence.hash);
  in.GetIfPresent("time", &evidence.time);
  in.GetIfPresent("action", &evidence.action);
  return evidence;
}

Violation ReadViolation(JsonView object, const std::string& where,
                        std::string* fault) {
  Violation violation;
  JsonMembers in(object, where, fault);
  in.Get("policy_name", &violation.policy_name);
  in.Get("rule", &violation.rule);
  in.Get("trigger_event", &violation.trigger_event);
  in.Get("expected_event", &violation.expected_event);
  in.Get("session_id", &violation.session_id);
  in.Get("agent_id", &violation.agent_id);
  in.Get("timestamp", &violation.timestamp);
  in.Get("message", &violation.message);
  in.Get("detail", &violation.detail);
  in.GetNamed("severity", kSeverities, Name, &violation.severity);
  in.Get("type", &violation.type);
  in.Get("scope", &violation.scope);
  in.Get("offending_event", &violation.offending_event);
  in.Get("sequence", &violation.sequence);
  in.Get("hash", &violation.hash);
  in.Each("evidence", [&](JsonView item, const std::string& path) {
    violation.evidence.push_back(ReadEvidence(item, path, fault));
  });
  in.Get("vouched", &violation.vouched);
  in.Get("policy_file", &violation.policy_file);
  in.Get("policy_line", &violation.policy_line);
  in.Get("policy_digest", &violation.policy_digest);
  in.Get("fingerprint", &violation.fingerprint);
  in.Get("recent_violations", &violation.recent_violations);
  in.Get("controls", &violation.controls);
  in.GetNamedIfPresent("expected_order", kPartnerOrders, Name,
                       &violation.expected_order);
  in.GetIfPresent("expected_by", &violation.expected_by);
  in.GetIfPresent("expected_from", &violation.expected_from);
  in.ObjectIfPresent("waiver", [&](JsonView item, const std::string& path) {
    violation.waiver =
        std::make_shared<const Waiver>(ReadWaiver(item, path, fault));
  });
  return violation;
}

RuleResult ReadRule(JsonView object, const std::string& where,
                    std::string* fault) {
  RuleResult rule;
  JsonMembers in(object, where, fault);
  in.Get("name", &rule.name);
  in.Get("type", &rule.type);
  in.GetNamed("severity", kSeverities, Name, &rule.severity);
  in.GetNamed("status", kStatuses, Name, &rule.status);
  in.Get("activations", &rule.activations);
  in.Get("fulfilled", &rule.fulfilled);
  in.Get("violation_count", &rule.violation_count);
  in.Get("pending", &rule.pending);
  in.Get("not_evaluated", &rule.not_evaluated);
  in.Get("line", &rule.line);
  in.Get("waived", &rule.waived);
  in.Get("baselined", &rule.baselined);
  in.Get("description", &rule.description);
  return rule;
}

void ReadViolations(std::string_view name, std::vector<Violation>* out,
                    std::string* fault, JsonMembers* in) {
  in->Each(name, [&](JsonView item, const std::string& path) {
    out->push_back(ReadViolation(item, path, fault));
  });
}

PolicyResult ReadResult(JsonView object, const std::string& where,
                        std::string* fault) {
  PolicyResult result;
  JsonMembers in(object, where, fault);
  in.Get("policy", &result.policy);
  in.GetNamed("status", kStatuses, Name, &result.status);
  ReadViolations("violations", &result.violations, fault, &in);
  in.Get("events_evaluated", &result.events_evaluated);
  in.Get("timestamp", &result.timestamp);
  in.Each("rules", [&](JsonView item, const std::string& path) {
    result.rules.push_back(ReadRule(item, path, fault));
  });
  in.Get("violation_count", &result.violation_count);
  in.Get("truncated", &result.truncated);
  in.Get("file", &result.file);
  in.Get("description", &result.description);
  return result;
}

ChainSummary ReadChain(JsonView object, const std::string& where,
                       std::string* fault) {
  ChainSummary chain;
  JsonMembers in(object, where, fault);
  in.Get("agent_id", &chain.agent_id);
  in.GetNamed("kind", kKinds, ChainKindName, &chain.kind);
  in.Get("events", &chain.events);
  in.Get("head_sequence", &chain.head_sequence);
  in.Get("head_hash", &chain.head_hash);
  in.Get("first_sequence", &chain.first_sequence);
  in.Get("hash_profile", &chain.hash_profile);
  in.Get("equivalent_profiles", &chain.equivalent_profiles);
  return chain;
}

Anchor ReadAnchor(JsonView object, const std::string& where,
                  std::string* fault) {
  Anchor anchor;
  JsonMembers in(object, where, fault);
  in.Get("origin", &anchor.origin);
  in.Get("size", &anchor.size);
  in.Get("verified", &anchor.verified);
  in.Get("key_name", &anchor.key_name);
  return anchor;
}

void ReadLedger(JsonView object, const std::string& where, Report* report,
                std::string* fault) {
  AuditReport& audit = report->audit;
  JsonMembers in(object, where, fault);
  Skip("application", &in);
  in.Get("events", &audit.events);
  in.Get("agents", &report->agents);
  in.Get("sessions", &report->sessions);
  in.Get("first_event", &report->first_event);
  in.Get("last_event", &report->last_event);
  in.Get("tree_size", &audit.tree_size);
  in.Get("merkle_root", &audit.merkle_root);
  Skip("hash_profile", &in);
  in.GetNamed("integrity", kVerdicts, Name, &audit.verdict);
  in.Each("chains", [&](JsonView item, const std::string& path) {
    audit.chains.push_back(ReadChain(item, path, fault));
  });
  in.Each("anchors", [&](JsonView item, const std::string& path) {
    audit.anchors.push_back(ReadAnchor(item, path, fault));
  });
  in.Get("unanchored_events", &audit.unanchored_events);
  in.Get("finding_count", &audit.finding_count);
}

void ReadHead(Report* report, std::string* fault, JsonMembers* in) {
  std::string version;
  in->Get("schema_version", &version);
  if (fault->empty() && version != kReportSchemaVersion) {
    *fault = fmt::format("its schema_version is `{}`", version);
  }
  in->Object("tool", [&](JsonView item, const std::string& path) {
    JsonMembers tool(item, path, fault);
    Skip("name", &tool);
    tool.Get("version", &report->plog_version);
  });
  in->GetNamed("status", kStatuses, Name, &report->status);
  in->Get("as_of", &report->as_of);
  in->Object("ledger", [&](JsonView item, const std::string& path) {
    ReadLedger(item, path, report, fault);
  });
  in->Object("selection", [&](JsonView item, const std::string& path) {
    JsonMembers selection(item, path, fault);
    selection.Get("agent_ids", &report->selection.agent_ids);
    selection.Get("session_ids", &report->selection.session_ids);
    selection.Get("labels", &report->selection.labels);
    selection.Get("since", &report->selection.since);
    selection.Get("until", &report->selection.until);
  });
  in->Each("policies", [&](JsonView item, const std::string& path) {
    ReportPolicyFile file;
    JsonMembers policy(item, path, fault);
    policy.Get("file", &file.file);
    policy.Get("sha256", &file.sha256);
    policy.Get("name", &file.name);
    report->policies.push_back(std::move(file));
  });
  in->Object("environment", [&](JsonView item, const std::string& path) {
    JsonMembers environment(item, path, fault);
    environment.Get("sqlite", &report->sqlite_version);
    environment.Get("tzdata", &report->tzdata_version);
    environment.Get("re2", &report->re2_version);
  });
}

void ReadSummary(JsonView object, const std::string& where, Report* report,
                 std::string* fault) {
  uint64_t policies = 0;
  JsonMembers in(object, where, fault);
  in.Get("policies", &policies);
  in.Get("passed", &report->passed);
  in.Get("warned", &report->warned);
  in.Get("failed", &report->failed);
  in.Get("not_applicable", &report->not_applicable);
  in.Get("violations", &report->violations);
  in.Get("waived", &report->waived);
  in.Get("baselined", &report->baselined);
  in.Get("events_evaluated", &report->events_evaluated);
}

void ReadWaivers(std::string_view name, std::vector<Waiver>* out,
                 std::string* fault, JsonMembers* in) {
  in->Each(name, [&](JsonView item, const std::string& path) {
    out->push_back(ReadWaiver(item, path, fault));
  });
}

void ReadBody(Report* report, std::string* fault, JsonMembers* in) {
  in->Object("summary", [&](JsonView item, const std::string& path) {
    ReadSummary(item, path, report, fault);
  });
  in->Each("results", [&](JsonView item, const std::string& path) {
    report->results.push_back(ReadResult(item, path, fault));
  });
  ReadViolations("waived", &report->waived_violations, fault, in);
  ReadWaivers("expired_waivers", &report->expired_waivers, fault, in);
  in->Get("errors", &report->errors);
  ReadViolations("baselined", &report->baselined_violations, fault, in);
  ReadWaivers("unmatched_waivers", &report->unmatched_waivers, fault, in);
  in->ObjectIfPresent("baseline", [&](JsonView item, const std::string& path) {
    BaselineInfo& baseline = report->baseline.emplace();
    JsonMembers members(item, path, fault);
    members.Get("file", &baseline.file);
    members.Get("sha256", &baseline.sha256);
    members.Get("as_of", &baseline.as_of);
    members.Get("tree_size", &baseline.tree_size);
    members.Get("merkle_root", &baseline.merkle_root);
    ReadViolations("absent", &baseline.absent, fault, &members);
  });
  in->ObjectIfPresent("state", [&](JsonView item, const std::string& path) {
    ReportState& state = report->state.emplace();
    JsonMembers members(item, path, fault);
    members.Get("incremental", &state.incremental);
    members.Get("reason", &state.reason);
    members.Get("events_taken", &state.events_taken);
    members.Get("tree_root", &state.tree_root);
    members.Get("events_hashed", &state.events_hashed);
  });
}

// Every listed violation belongs to a rule, and no rule has more than it says.
bool ListsMatchCounts(const PolicyResult& result) {
  std::map<std::string_view, uint64_t> left;
  for (const RuleResult& rule : result.rules) {
    if (!left.emplace(rule.name, rule.violation_count).second) return false;
  }
  for (const Violation& violation : result.violations) {
    const auto rule = left.find(violation.rule);
    if (rule == left.end() || rule->second-- == 0) return false;
    if (violation.waiver || violation.policy_name != result.policy) {
      return false;
    }
  }
  return true;
}

// Whether `report`, its derived parts derived anew, is what `root` says.
bool IsConsistent(const Report& report, JsonView root) {
  for (const PolicyResult& result : report.results) {
    if (!ListsMatchCounts(result)) return false;
  }
  Report derived = report;
  FinalizeReport(&derived);
  std::string text;
  WriteJson(derived, {}, &text);
  JsonDocument document;
  return !JsonParser().Parse(text, {}, &document) &&
         JsonEquals(document.root(), root);
}

}  // namespace

Result<Report> ReadReport(std::string_view json) {
  if (json.size() > kMaxReportBytes) {
    return Fail(ErrorKind::kInput, "the report is larger than 1 GiB");
  }
  JsonDocument document;
  if (const auto fault = JsonParser().Parse(json, {}, &document)) {
    return Fail(ErrorKind::kInput,
                fmt::format("the report is not JSON: {} at byte {}",
                            fault->message, fault->offset));
  }
  Report report;
  std::string fault;
  {
    JsonMembers in(document.root(), "report", &fault);
    ReadHead(&report, &fault, &in);
    ReadBody(&report, &fault, &in);
  }
  if (!fault.empty()) {
    return Fail(ErrorKind::kInput,
                fmt::format("this is not a report of plog {}: {}",
                            kReportSchemaVersion, fault));
  }
  if (!IsConsistent(report, document.root())) {
    return Fail(ErrorKind::kInput,
                "the report contradicts itself: its statuses or counts do not "
                "follow from its violations");
  }
  return report;
}

}  // namespace plog
