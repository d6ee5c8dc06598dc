#include "ledger/importers/claude_code_telemetry.h"

#include <charconv>

namespace plog {
namespace {

constexpr std::string_view kPrefix = "claude_code.";

std::optional<int64_t> DurationOf(const SpanAttributes& attributes) {
  const std::string text = attributes.Text("duration_ms");
  int64_t value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || value < 0) return std::nullopt;
  return value;
}

ImportedEvent Begin(const LogRecord& record, std::string_view action_type) {
  ImportedEvent event;
  event.action_type = action_type;
  event.agent_id = record.attributes.FirstText(
      {"gen_ai.agent.id", "gen_ai.agent.name", "agent.name"});
  if (event.agent_id.empty()) event.agent_id = record.service;
  event.session_id =
      record.attributes.FirstText({"gen_ai.conversation.id", "session.id"});
  if (event.session_id.empty()) event.session_id = record.trace_id;
  event.timestamp = record.time;
  event.original_id = record.attributes.Text("event.sequence");
  event.Label("service", record.service);
  event.Label("scope", record.scope);
  return event;
}

void KeepAttributes(const LogRecord& record,
                    const std::vector<std::string_view>& without,
                    ImportedEvent* event) {
  const std::string attributes = record.attributes.ObjectWithout(without);
  if (!attributes.empty()) {
    event->metadata.emplace_back("attributes", attributes);
  }
}

void ToolResult(const LogRecord& record, EventEmitter* out) {
  std::vector<std::string_view> used;
  ImportedEvent call = Begin(record, action::kToolCall);
  call.action_name = record.attributes.Text("tool_name");
  call.call_id = record.attributes.Text("tool_use_id");
  call.input =
      record.attributes.FirstPayload({"tool_input", "tool_parameters"}, &used);
  KeepAttributes(record, used, &call);
  ImportedEvent result = Begin(record, action::kToolResult);
  result.call_id = call.call_id;
  result.duration_ms = DurationOf(record.attributes);
  const std::string success = record.attributes.Text("success");
  if (success == "true") result.status = "success";
  if (success == "false") {
    result.status = "error";
    result.error_message =
        record.attributes.FirstText({"error", "error_message"});
  }
  const std::string key = call.call_id;
  out->Call(key, std::move(call));
  out->Answer(key, std::move(result));
}

void ModelRequest(const LogRecord& record, bool failed, EventEmitter* out) {
  ImportedEvent call = Begin(record, action::kLlmCall);
  call.action_name = record.attributes.Text("model");
  KeepAttributes(record, {}, &call);
  ImportedEvent response = Begin(record, action::kLlmResponse);
  response.action_name = call.action_name;
  response.duration_ms = DurationOf(record.attributes);
  response.status = failed ? "error" : "success";
  if (failed) response.error_message = record.attributes.Text("error");
  out->Emit(call);
  out->Emit(response);
}

void Other(const LogRecord& record, std::string_view name, EventEmitter* out) {
  std::vector<std::string_view> used;
  ImportedEvent event = Begin(record, action::kCustom);
  event.action_name = name;
  event.duration_ms = DurationOf(record.attributes);
  if (record.attributes.Has("prompt")) {
    event.input = Payload::Member("prompt", record.attributes.Text("prompt"));
    used.push_back("prompt");
  }
  KeepAttributes(record, used, &event);
  out->Emit(event);
}

}  // namespace

void MapLogRecord(const LogRecord& record, EventEmitter* out) {
  std::string name = record.event_name;
  if (name.empty() && record.body.starts_with(kPrefix)) name = record.body;
  if (name.empty()) return out->NotAnAction("log record without an event name");
  const bool claude_code =
      record.body.starts_with(kPrefix) || name.starts_with(kPrefix) ||
      record.scope.starts_with("com.anthropic.claude_code");
  if (name.starts_with(kPrefix)) name.erase(0, kPrefix.size());
  if (!claude_code) return Other(record, name, out);
  if (name == "tool_result") return ToolResult(record, out);
  if (name == "api_request") return ModelRequest(record, false, out);
  if (name == "api_error") return ModelRequest(record, true, out);
  if (name == "tool_decision" &&
      record.attributes.Text("decision") == "accept") {
    return out->NotAnAction("tool_decision accept");
  }
  Other(record, name, out);
}

}  // namespace plog
