#include "checker/formats/violation_json.h"

namespace plog {
namespace {

void WriteEvidence(const Evidence& evidence, JsonWriter* json) {
  json->BeginObject();
  json->Member("role", evidence.role);
  json->Member("id", evidence.id);
  json->Member("agent_id", evidence.agent_id);
  json->Member("sequence", evidence.sequence);
  json->Member("hash", evidence.hash);
  if (evidence.time) json->Member("time", *evidence.time);
  if (evidence.action) json->Member("action", *evidence.action);
  json->EndObject();
}

void WriteEvidence(const std::vector<Evidence>& evidence, JsonWriter* json) {
  json->Name("evidence");
  json->BeginArray();
  for (const Evidence& event : evidence) WriteEvidence(event, json);
  json->EndArray();
}

void WriteSequence(const Violation& violation, JsonWriter* json) {
  json->Name("sequence");
  if (violation.sequence) {
    json->Unsigned(*violation.sequence);
  } else {
    json->Null();
  }
}

void WriteRule(const RuleResult& rule, JsonWriter* json) {
  json->BeginObject();
  json->Member("name", rule.name);
  json->Member("type", rule.type);
  json->Member("severity", Name(rule.severity));
  json->Member("status", Name(rule.status));
  json->Member("activations", rule.activations);
  json->Member("fulfilled", rule.fulfilled);
  json->Member("violation_count", rule.violation_count);
  json->Member("pending", rule.pending);
  json->Member("not_evaluated", rule.not_evaluated);
  json->Member("line", uint64_t{rule.line});
  json->Member("waived", rule.waived);
  json->Member("baselined", rule.baselined);
  json->Member("description", rule.description);
  json->EndObject();
}

}  // namespace

void WriteStrings(std::string_view name, const std::vector<std::string>& texts,
                  JsonWriter* json) {
  json->Name(name);
  json->BeginArray();
  for (const std::string& text : texts) json->String(text);
  json->EndArray();
}

void WriteWaiver(const Waiver& waiver, JsonWriter* json) {
  json->BeginObject();
  json->Member("match", waiver.match);
  json->Member("reason", waiver.reason);
  json->Member("owner", waiver.owner);
  json->Member("expires", waiver.expires);
  json->Member("ticket", waiver.ticket);
  json->Member("file", waiver.file);
  json->Member("line", uint64_t{waiver.line});
  json->EndObject();
}

void WriteViolationMembers(const Violation& violation, JsonWriter* json) {
  json->Member("policy_name", violation.policy_name);
  json->Member("rule", violation.rule);
  json->Member("trigger_event", violation.trigger_event);
  json->Member("expected_event", violation.expected_event);
  json->Member("session_id", violation.session_id);
  json->Member("agent_id", violation.agent_id);
  json->Member("timestamp", violation.timestamp);
  json->Member("message", violation.message);
  json->Member("detail", violation.detail);
  json->Member("severity", Name(violation.severity));
  json->Member("type", violation.type);
  json->Member("scope", violation.scope);
  json->Member("offending_event", violation.offending_event);
  WriteSequence(violation, json);
  json->Member("hash", violation.hash);
  WriteEvidence(violation.evidence, json);
  json->Member("vouched", violation.vouched);
  json->Member("policy_file", violation.policy_file);
  json->Member("policy_line", uint64_t{violation.policy_line});
  json->Member("policy_digest", violation.policy_digest);
  json->Member("fingerprint", violation.fingerprint);
  json->Member("recent_violations", violation.recent_violations);
  WriteStrings("controls", violation.controls, json);
  if (violation.expected_order) {
    json->Member("expected_order", Name(*violation.expected_order));
  }
  if (violation.expected_by) {
    json->Member("expected_by", *violation.expected_by);
  }
  if (violation.expected_from) {
    json->Member("expected_from", *violation.expected_from);
  }
  if (violation.waiver) {
    json->Name("waiver");
    WriteWaiver(*violation.waiver, json);
  }
}

void WriteViolation(const Violation& violation, JsonWriter* json) {
  json->BeginObject();
  WriteViolationMembers(violation, json);
  json->EndObject();
}

void WritePolicyResult(const PolicyResult& result, JsonWriter* json,
                       const std::function<void()>& violations) {
  json->BeginObject();
  json->Member("policy", result.policy);
  json->Member("status", Name(result.status));
  json->Name("violations");
  json->BeginArray();
  violations();
  json->EndArray();
  json->Member("events_evaluated", result.events_evaluated);
  json->Member("timestamp", result.timestamp);
  json->Name("rules");
  json->BeginArray();
  for (const RuleResult& rule : result.rules) WriteRule(rule, json);
  json->EndArray();
  json->Member("violation_count", result.violation_count);
  json->Member("truncated", result.truncated);
  json->Member("file", result.file);
  json->Member("description", result.description);
  json->EndObject();
}

}  // namespace plog
