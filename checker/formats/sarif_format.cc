// SARIF 2.1.0 (OASIS), within what GitHub code scanning accepts: every result
// has a physical location, no string is empty, 25,000 results at most.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "checker/formats/escape.h"
#include "checker/formats/prose.h"
#include "checker/formats/writers.h"
#include "ledger/crypto/sha256.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

constexpr size_t kMaxResults = 25000;
constexpr std::string_view kBuiltinPrefix = "builtin:";
constexpr std::string_view kAbsent = "absent";  // a baselineState

std::string_view LevelOf(Severity severity) {
  return severity == Severity::kFail ? "error" : "warning";
}

class SarifReport {
 public:
  SarifReport(const Report& report, std::optional<int> exit_code,
              std::string* out)
      : report_(report), exit_code_(exit_code), json_(out, 1) {}

  void Write() {
    json_.BeginObject();
    json_.Member("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_.Member("version", "2.1.0");
    BeginArray("runs");
    json_.BeginObject();
    WriteTool();
    WriteAutomation();
    json_.Member("columnKind", "unicodeCodePoints");
    WriteInvocation();
    WriteArtifacts();
    WriteResults();
    WriteRunProperties();
    json_.EndObject();
    json_.EndArray();
    json_.EndObject();
  }

 private:
  void BeginObject(std::string_view name) {
    json_.Name(name);
    json_.BeginObject();
  }
  void BeginArray(std::string_view name) {
    json_.Name(name);
    json_.BeginArray();
  }

  void Text(std::string_view name, std::string_view text) {
    BeginObject(name);
    json_.Member("text", text.empty() ? std::string("-") : SarifText(text));
    json_.EndObject();
  }

  void WriteTool() {
    BeginObject("tool");
    BeginObject("driver");
    json_.Member("name", "plog");
    json_.Member("version", report_.plog_version);
    BeginArray("rules");
    for (const PolicyResult& result : report_.results) {
      for (const RuleResult& rule : result.rules) WriteRule(result, rule);
    }
    json_.EndArray();
    json_.EndObject();
    json_.EndObject();
  }

  void WriteRule(const PolicyResult& result, const RuleResult& rule) {
    const std::string id = RuleId(result.policy, rule.name);
    rule_index_.emplace(id, rule_index_.size());
    const std::string summary = rule.description.empty()
                                    ? fmt::format("{} rule {}", rule.type, id)
                                    : rule.description;
    json_.BeginObject();
    json_.Member("id", id);
    Text("shortDescription", summary);
    Text("fullDescription",
         result.description.empty() ? summary : result.description);
    Text("help", fmt::format("{} Rule {} in {}, line {}.", summary, rule.name,
                             result.file, rule.line));
    BeginObject("defaultConfiguration");
    json_.Member("level", LevelOf(rule.severity));
    json_.EndObject();
    BeginObject("properties");
    BeginArray("tags");
    json_.String("audit");
    if (rule.type != "audit" && !rule.type.empty()) json_.String(rule.type);
    json_.EndArray();
    json_.Member("problem.severity", LevelOf(rule.severity));
    json_.Member("security-severity",
                 rule.severity == Severity::kFail ? "7.5" : "5.0");
    json_.Member("precision", "very-high");
    json_.Member("plog.status", Name(rule.status));
    json_.Member("plog.activations", rule.activations);
    json_.Member("plog.violation_count", rule.violation_count);
    json_.Member("plog.pending", rule.pending);
    json_.EndObject();
    json_.EndObject();
  }

  // The part before the last slash is what GitHub calls the category.
  void WriteAutomation() {
    BeginObject("automationDetails");
    json_.Member("id",
                 "plog/policy-check/" + SarifText(report_.as_of.substr(0, 10)));
    json_.EndObject();
  }

  void WriteInvocation() {
    BeginArray("invocations");
    json_.BeginObject();
    json_.Member("executionSuccessful", report_.errors.empty());
    if (exit_code_) {
      json_.Name("exitCode");
      json_.Unsigned(static_cast<uint64_t>(*exit_code_));
    }
    // The instant that was judged, not that of the clock: same ledger, same
    // bytes.
    json_.Member("startTimeUtc", SarifText(report_.as_of));
    json_.Member("endTimeUtc", SarifText(report_.as_of));
    BeginArray("toolExecutionNotifications");
    Notify(report_.status == ResultStatus::kPass ? "note" : "warning",
           VerdictLine(report_));
    for (const std::string& text : Announcements(report_)) {
      Notify("warning", text);
    }
    json_.EndArray();
    json_.EndObject();
    json_.EndArray();
  }

  void Notify(std::string_view level, std::string_view text) {
    json_.BeginObject();
    json_.Member("level", level);
    Text("message", text);
    json_.EndObject();
  }

  // The policy files of the run, each once.
  void WriteArtifacts() {
    std::map<std::string, std::string> files;
    for (const ReportPolicyFile& policy : report_.policies) {
      files.emplace(PathUri(policy.file), policy.sha256);
    }
    BeginArray("artifacts");
    for (const auto& [uri, digest] : files) {
      json_.BeginObject();
      BeginObject("location");
      json_.Member("uri", uri);
      json_.EndObject();
      BeginObject("hashes");
      json_.Member("sha-256", digest);
      json_.EndObject();
      json_.EndObject();
    }
    json_.EndArray();
  }

  void WriteResults() {
    BeginArray("results");
    const size_t all = CountAll();
    // Room is left for the note that says what is missing.
    room_ = all > kMaxResults ? kMaxResults - 1 : all;
    const std::string_view state = report_.baseline ? "new" : "";
    for (const PolicyResult& result : report_.results) {
      WriteList(result.violations, state);
    }
    WriteList(report_.waived_violations, state);
    WriteList(report_.baselined_violations, "unchanged");
    if (report_.baseline) WriteList(report_.baseline->absent, kAbsent);
    if (all > kMaxResults) WriteNote(all - (kMaxResults - 1));
    json_.EndArray();
  }

  size_t CountAll() const {
    size_t all =
        report_.waived_violations.size() + report_.baselined_violations.size();
    for (const PolicyResult& result : report_.results) {
      all += result.violations.size();
    }
    if (report_.baseline) all += report_.baseline->absent.size();
    return all;
  }

  void WriteList(const std::vector<Violation>& violations,
                 std::string_view state) {
    for (const Violation& violation : violations) {
      if (room_ == 0) return;
      --room_;
      WriteResult(violation, state);
    }
  }

  void WriteResult(const Violation& violation, std::string_view state) {
    const std::string id = RuleId(violation.policy_name, violation.rule);
    json_.BeginObject();
    json_.Member("ruleId", id);
    const auto index = rule_index_.find(id);
    if (index != rule_index_.end()) {
      json_.Member("ruleIndex", uint64_t{index->second});
    }
    // What is gone fails no longer: a consumer that does not know
    // baselineState must not open an alert for it.
    const bool absent = state == kAbsent;
    json_.Member("kind", absent ? "pass" : "fail");
    json_.Member("level", absent ? "none" : LevelOf(violation.severity));
    Text("message", FaultLine(violation));
    WriteLocation(violation);
    WriteRelated(violation);
    BeginObject("partialFingerprints");
    json_.Member("primaryLocationLineHash", violation.fingerprint);
    json_.Member("plogViolation/v1", violation.fingerprint);
    json_.EndObject();
    if (violation.waiver) WriteSuppression(*violation.waiver);
    if (!state.empty()) json_.Member("baselineState", state);
    WriteProperties(violation);
    json_.EndObject();
  }

  void WriteLocation(const Violation& violation) {
    const auto& event = violation.offending_event ? violation.offending_event
                                                  : violation.trigger_event;
    BeginArray("locations");
    json_.BeginObject();
    WritePlace(violation, LogicalName(violation.agent_id.value_or("-"),
                                      violation.session_id.value_or("-"),
                                      event.value_or("-")));
    json_.EndObject();
    json_.EndArray();
  }

  // The policy's line, as GitHub wants it, and the event's name.
  void WritePlace(const Violation& violation, std::string_view event) {
    const bool builtin =
        violation.policy_file.view().starts_with(kBuiltinPrefix) ||
        violation.policy_file.empty();
    WriteAnchor(builtin ? RunFile() : violation.policy_file,
                builtin ? 1 : violation.policy_line);
    BeginArray("logicalLocations");
    json_.BeginObject();
    json_.Member("fullyQualifiedName", event);
    json_.Member("kind", "event");
    json_.EndObject();
    json_.EndArray();
  }

  // The events that prove it.
  void WriteRelated(const Violation& violation) {
    if (violation.evidence.empty()) return;
    BeginArray("relatedLocations");
    uint64_t id = 0;
    for (const Evidence& evidence : violation.evidence) {
      json_.BeginObject();
      json_.Member("id", ++id);
      WritePlace(violation,
                 LogicalName(evidence.agent_id,
                             violation.session_id.value_or("-"), evidence.id));
      Text("message",
           fmt::format("{}: {}{}{} #{} {}", evidence.role, evidence.id,
                       evidence.action && !evidence.action->empty() ? " " : "",
                       evidence.action.value_or(""), evidence.sequence,
                       evidence.time.value_or("")));
      json_.EndObject();
    }
    json_.EndArray();
  }

  void WriteAnchor(std::string_view file, size_t line) {
    BeginObject("physicalLocation");
    BeginObject("artifactLocation");
    json_.Member("uri", PathUri(file));
    json_.EndObject();
    BeginObject("region");
    json_.Member("startLine", uint64_t{std::max<size_t>(line, 1)});
    json_.Member("startColumn", uint64_t{1});
    json_.Member("endLine", uint64_t{std::max<size_t>(line, 1)});
    json_.Member("endColumn", uint64_t{2});
    json_.EndObject();
    json_.EndObject();
  }

  // A built-in policy has no file in the repository: its results are shown at
  // a file of the run, or at the configuration file.
  std::string RunFile() const {
    for (const ReportPolicyFile& policy : report_.policies) {
      if (!policy.file.starts_with(kBuiltinPrefix) && !policy.file.empty()) {
        return policy.file;
      }
    }
    return "plog.yaml";
  }

  static std::string LogicalName(std::string_view agent,
                                 std::string_view session,
                                 std::string_view event) {
    return fmt::format("agent/{}/session/{}/event/{}", PathUri(agent),
                       PathUri(session), PathUri(event));
  }

  void WriteSuppression(const Waiver& waiver) {
    BeginArray("suppressions");
    json_.BeginObject();
    json_.Member("kind", "external");
    json_.Member("status", "accepted");
    json_.Member(
        "justification",
        SarifText(fmt::format(
            "{} (owner {}, expires {}{}{})", waiver.reason, waiver.owner,
            waiver.expires, waiver.ticket.empty() ? "" : ", ", waiver.ticket)));
    json_.EndObject();
    json_.EndArray();
  }

  void WriteProperties(const Violation& violation) {
    BeginObject("properties");
    json_.Member("session_id", violation.session_id);
    json_.Member("agent_id", violation.agent_id);
    json_.Member("trigger_event", violation.trigger_event);
    json_.Member("offending_event", violation.offending_event);
    json_.Member("expected_event", violation.expected_event);
    json_.Member("timestamp", violation.timestamp);
    if (violation.sequence) json_.Member("sequence", *violation.sequence);
    json_.Member("hash", violation.hash);
    json_.Member("vouched", violation.vouched);
    json_.Member("policy_file", violation.policy_file);
    json_.Member("policy_line", uint64_t{violation.policy_line});
    json_.Member("recent_violations", violation.recent_violations);
    json_.EndObject();
  }

  void WriteNote(size_t missing) {
    json_.BeginObject();
    json_.Member("ruleId", "plog/truncated");
    json_.Member("kind", "fail");
    json_.Member("level", "note");
    Text("message",
         fmt::format("{} not in this file: it holds {} results "
                     "at most",
                     Counted(missing, "more violation"), kMaxResults));
    BeginArray("locations");
    json_.BeginObject();
    WriteAnchor(RunFile(), 1);
    json_.EndObject();
    json_.EndArray();
    BeginObject("partialFingerprints");
    json_.Member("plogViolation/v1", "truncated");
    json_.EndObject();
    json_.EndObject();
  }

  void WriteRunProperties() {
    BeginObject("properties");
    json_.Member("plog.status", Name(report_.status));
    json_.Member("plog.integrity", Name(report_.audit.verdict));
    json_.Member("plog.merkle_root", ToHex(report_.audit.merkle_root));
    json_.Member("plog.tree_size", report_.audit.tree_size);
    json_.Member("plog.events_evaluated", report_.events_evaluated);
    json_.Member("plog.violations", report_.violations);
    json_.EndObject();
  }

  const Report& report_;
  std::optional<int> exit_code_;
  JsonWriter json_;
  std::map<std::string, size_t> rule_index_;
  size_t room_ = 0;
};

}  // namespace

void WriteSarif(const Report& report, const FormatOptions& options,
                std::string* out) {
  SarifReport(report, options.exit_code, out).Write();
  *out += '\n';
}

}  // namespace plog
