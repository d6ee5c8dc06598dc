#include "tests/checker/report_fixture.h"

#include <fmt/format.h>

#include <memory>

#include "checker/report/finalize.h"
#include "ledger/crypto/sha256.h"

namespace plog {
namespace {

std::string HexOf(const std::string& text) { return ToHex(Sha256Of(text)); }

RuleResult SampleRule(const std::string& name, const std::string& type,
                      Severity severity, uint64_t activations,
                      uint64_t violations, size_t line) {
  RuleResult rule;
  rule.name = name;
  rule.type = type;
  rule.severity = severity;
  rule.description = "Rule " + name + ".";
  rule.activations = activations;
  rule.fulfilled = activations > violations ? activations - violations : 0;
  rule.violation_count = violations;
  rule.line = line;
  return rule;
}

Waiver SampleWaiver() {
  Waiver waiver;
  waiver.reason = "false alarm, vendor fixes it";
  waiver.owner = "ops@example.org";
  waiver.expires = "2026-12-31";
  waiver.ticket = "SEC-1";
  waiver.file = "waivers.yaml";
  waiver.line = 3;
  waiver.match = "policy=no-delete session_id=session-*";
  return waiver;
}

// Two violated rules, one of them with more violations than are listed.
PolicyResult FailedPolicy() {
  PolicyResult policy;
  policy.policy = "no-delete";
  policy.description = "What was read must not be deleted.";
  policy.file = "policies/files.yaml";
  policy.events_evaluated = 150;
  policy.timestamp = "2026-02-17T12:00:00Z";
  RuleResult late =
      SampleRule("result-after-call", "sequence", Severity::kFail, 40, 5, 9);
  late.pending = 2;
  late.not_evaluated = 1;
  late.waived = 1;
  late.baselined = 1;
  policy.rules = {
      late, SampleRule("no-delete", "absence", Severity::kFail, 7, 1, 14)};
  Violation missing = SampleViolation("no-delete", "result-after-call", "e-1");
  missing.type = "sequence";
  missing.expected_event = "TOOL_RESULT";
  missing.expected_order = PartnerOrder::kAfter;
  missing.expected_by = "2026-02-17T10:31:00Z";
  missing.message = "TOOL_CALL without matching TOOL_RESULT";
  missing.detail =
      "Expected TOOL_RESULT within 60s of TOOL_CALL at sequence 42";
  Violation orphan = missing;
  orphan.session_id = std::nullopt;
  orphan.timestamp = "2026-02-17T10:40:00Z";
  orphan.vouched = false;
  orphan.fingerprint = HexOf("orphan");
  Violation deleted = SampleViolation("no-delete", "no-delete", "e-1");
  deleted.offending_event = "e-2";
  deleted.evidence.push_back({"offending", "e-2", "my-agent", 43, HexOf("e-2"),
                              "2026-02-17T10:30:20Z", "TOOL_CALL delete_file"});
  policy.violations = {missing, orphan, deleted};
  return policy;
}

PolicyResult SimplePolicy(const std::string& name, const RuleResult& rule) {
  PolicyResult policy;
  policy.policy = name;
  policy.description = "Policy " + name + ".";
  policy.file = "builtin:" + name + ".yaml";
  policy.events_evaluated = 150;
  policy.timestamp = "2026-02-17T12:00:00Z";
  policy.rules = {rule};
  return policy;
}

void FillLedger(Report* report) {
  report->audit.verdict = Verdict::kTampered;
  report->audit.events = 150;
  report->audit.tree_size = 150;
  report->audit.merkle_root = Sha256Of("root");
  report->audit.finding_count = 1;
  report->audit.unanchored_events = 12;
  report->audit.anchors = {{"example.org/audit", 138, true, "auditor"}};
  ChainSummary chain;
  chain.agent_id = "my-agent";
  chain.kind = ChainKind::kRecorded;
  chain.hash_profile = "go";
  chain.equivalent_profiles = {"go-pre122"};
  chain.events = 150;
  chain.first_sequence = 1;
  chain.head_sequence = 150;
  chain.head_hash = Sha256Of("head");
  report->audit.chains = {chain};
  report->agents = 1;
  report->sessions = 4;
  report->first_event = "2026-02-17T09:00:00Z";
  report->last_event = "2026-02-17T11:59:59.5Z";
}

void FillWaivers(Report* report) {
  Violation waived =
      SampleViolation("no-delete", "result-after-call", "e-waived");
  waived.waiver = std::make_shared<const Waiver>(SampleWaiver());
  report->waived_violations = {waived};
  report->baselined_violations = {
      SampleViolation("no-delete", "result-after-call", "e-known")};
  Waiver expired = SampleWaiver();
  expired.expires = "2026-01-31";
  expired.line = 9;
  Waiver unmatched = SampleWaiver();
  unmatched.match = "policy=gone";
  unmatched.line = 15;
  report->expired_waivers = {expired};
  report->unmatched_waivers = {unmatched};
  report->baseline = BaselineInfo{
      "old.json",
      HexOf("old.json"),
      "2026-02-10T12:00:00Z",
      120,
      HexOf("120"),
      {SampleViolation("no-delete", "result-after-call", "e-gone")}};
}

}  // namespace

Violation SampleViolation(const std::string& policy, const std::string& rule,
                          const std::string& event) {
  Violation violation;
  violation.policy_name = policy;
  violation.rule = rule;
  violation.trigger_event = event;
  violation.session_id = "session-456";
  violation.agent_id = "my-agent";
  violation.timestamp = "2026-02-17T10:30:00Z";
  violation.message = "delete_file after read_file";
  violation.detail = "No delete_file may follow read_file";
  violation.type = "absence";
  violation.scope = "session";
  violation.sequence = 42;
  violation.hash = HexOf(event);
  violation.evidence = {{"trigger", event, "my-agent", 42, HexOf(event),
                         "2026-02-17T10:30:00Z", "TOOL_CALL read_file"}};
  violation.policy_file = "policies/files.yaml";
  violation.policy_line = 9;
  violation.policy_digest = HexOf("policies/files.yaml");
  violation.fingerprint = HexOf(policy + rule + event);
  violation.controls = {"SOC2-CC7.2", "ISO27001-A.8.15"};
  return violation;
}

Report EmptyReport() {
  Report report;
  report.plog_version = "0.1.0";
  report.as_of = "2026-02-17T12:00:00Z";
  report.sqlite_version = "3.40.1";
  report.tzdata_version = "2026f";
  report.re2_version = "20220601";
  FinalizeReport(&report);
  return report;
}

Report RichReport() {
  Report report = EmptyReport();
  FillLedger(&report);
  report.selection.agent_ids = {"my-agent"};
  report.selection.labels = {"env=prod"};
  report.selection.since = "2026-02-17T00:00:00Z";
  report.policies = {
      {"policies/files.yaml", HexOf("policies/files.yaml"), "no-delete"},
      {"builtin:session-health.yaml", HexOf("health"), "session-health"}};
  report.events_evaluated = 150;
  PolicyResult warned = SimplePolicy(
      "session-health",
      SampleRule("no-long-gaps", "gap", Severity::kWarn, 149, 1, 5));
  Violation gap = SampleViolation("session-health", "no-long-gaps", "e-7");
  gap.severity = Severity::kWarn;
  gap.policy_file = warned.file;
  gap.agent_id = std::nullopt;
  gap.sequence = std::nullopt;
  gap.hash = std::nullopt;
  gap.timestamp = std::nullopt;
  gap.evidence.clear();
  gap.controls.clear();
  warned.violations = {gap};
  report.results = {
      SimplePolicy("error-rate", SampleRule("mostly-errors", "ratio",
                                            Severity::kFail, 4, 0, 3)),
      FailedPolicy(), warned,
      SimplePolicy("duration-outliers", SampleRule("slow-tool-call", "limit",
                                                   Severity::kFail, 0, 0, 3))};
  FillWaivers(&report);
  FinalizeReport(&report);
  return report;
}

namespace {

void Taint(const std::string& text, Waiver* waiver) {
  for (std::string* field : {&waiver->reason, &waiver->owner, &waiver->expires,
                             &waiver->ticket, &waiver->file, &waiver->match}) {
    *field = text;
  }
}

void Taint(const std::string& text, Violation* violation) {
  for (std::optional<SharedText>* field :
       {&violation->trigger_event, &violation->offending_event,
        &violation->expected_event, &violation->session_id,
        &violation->agent_id, &violation->timestamp, &violation->hash,
        &violation->expected_by, &violation->expected_from}) {
    *field = text;
  }
  for (SharedText* field :
       {&violation->message, &violation->detail, &violation->type,
        &violation->scope, &violation->policy_file, &violation->policy_digest,
        &violation->fingerprint}) {
    *field = text;
  }
  violation->policy_name = fmt::format("{}{}", text, violation->policy_name);
  violation->rule = fmt::format("{}{}", text, violation->rule);
  violation->controls = {text};
  for (Evidence& evidence : violation->evidence) {
    evidence = {text, text, text, evidence.sequence, text, text, text};
  }
  if (violation->waiver) {
    Waiver waiver = *violation->waiver;
    Taint(text, &waiver);
    violation->waiver = std::make_shared<const Waiver>(waiver);
  }
}

void Taint(const std::string& text, PolicyResult* result) {
  for (Violation& violation : result->violations) Taint(text, &violation);
  for (RuleResult& rule : result->rules) {
    rule.name = text + rule.name;
    rule.type = text;
    rule.description = text;
  }
  result->policy = text + result->policy;
  result->description = text;
  result->file = text;
  result->timestamp = text;
}

void TaintHead(const std::string& text, Report* report) {
  for (std::string* field : {&report->plog_version, &report->sqlite_version,
                             &report->tzdata_version, &report->re2_version}) {
    *field = text;
  }
  report->first_event = text;
  report->last_event = text;
  report->selection = {{text}, {text}, {text}, text, text};
  for (ReportPolicyFile& policy : report->policies) {
    policy.file = text;
    policy.name = text;
  }
  ChainSummary& chain = report->audit.chains[0];
  chain.agent_id = text;
  chain.hash_profile = text;
  chain.equivalent_profiles = {text};
  report->audit.anchors[0].origin = text;
  report->audit.anchors[0].key_name = text;
  report->errors = {text};
}

}  // namespace

Report HostileReport(const std::string& text) {
  Report report = RichReport();
  TaintHead(text, &report);
  for (PolicyResult& result : report.results) Taint(text, &result);
  for (auto* list : {&report.waived_violations, &report.baselined_violations,
                     &report.baseline->absent}) {
    for (Violation& violation : *list) Taint(text, &violation);
  }
  for (auto* list : {&report.expired_waivers, &report.unmatched_waivers}) {
    for (Waiver& waiver : *list) Taint(text, &waiver);
  }
  for (std::string* field : {&report.baseline->file, &report.baseline->as_of}) {
    *field = text;
  }
  FinalizeReport(&report);
  return report;
}

}  // namespace plog
