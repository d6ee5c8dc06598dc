#include "ledger/importers/span_mapper.h"

#include <array>

namespace plog {
namespace {

// Spans remembered, to recognise two that tell the same call.
constexpr size_t kMaxTold = 65536;

struct Meaning {
  std::string_view attribute;
  std::string_view value;
  bool is_tool;
};
// The first that holds decides.
constexpr std::array<Meaning, 15> kMeanings = {{
    {"gen_ai.operation.name", "execute_tool", true},
    {"gen_ai.operation.name", "chat", false},
    {"gen_ai.operation.name", "generate_content", false},
    {"gen_ai.operation.name", "text_completion", false},
    {"openinference.span.kind", "TOOL", true},
    {"openinference.span.kind", "RETRIEVER", true},
    {"openinference.span.kind", "LLM", false},
    {"mcp.method.name", "tools/call", true},
    {"traceloop.span.kind", "tool", true},
    {"llm.request.type", "chat", false},
    {"llm.request.type", "completion", false},
    {"span.type", "tool", true},
    {"span.type", "llm_request", false},
    {"langfuse.observation.type", "tool", true},
    {"langfuse.observation.type", "generation", false},
}};

std::string WithoutAffixes(std::string name) {
  constexpr std::string_view kPrefix = "execute_tool ";
  constexpr std::string_view kSuffix = ".tool";
  if (name.starts_with(kPrefix)) name.erase(0, kPrefix.size());
  if (name.ends_with(kSuffix) && name.size() > kSuffix.size() &&
      name != "claude_code.tool") {
    name.resize(name.size() - kSuffix.size());
  }
  return name;
}

}  // namespace

void SpanMapper::Map(const Span& span) {
  switch (KindOf(span)) {
    case Kind::kTool:
      return Tool(span);
    case Kind::kModel:
      return Model(span);
    case Kind::kOther:
      return Other(span, false);
  }
}

SpanMapper::Kind SpanMapper::KindOf(const Span& span) {
  if (span.name == "claude_code.tool") return Kind::kTool;
  if (span.name == "claude_code.llm_request") return Kind::kModel;
  if (span.name.starts_with("claude_code.")) return Kind::kOther;
  for (const Meaning& meaning : kMeanings) {
    if (span.attributes.Text(meaning.attribute) == meaning.value) {
      return meaning.is_tool ? Kind::kTool : Kind::kModel;
    }
  }
  // Another operation, or a kind of another sort: an agent, a chain.
  if (span.attributes.Has("gen_ai.operation.name") ||
      span.attributes.Has("openinference.span.kind") ||
      span.attributes.Has("traceloop.span.kind")) {
    return Kind::kOther;
  }
  if (span.attributes.Has("gen_ai.tool.name")) return Kind::kTool;
  if (span.attributes.Has("gen_ai.request.model")) return Kind::kModel;
  return Kind::kOther;
}

std::string SpanMapper::ToolName(const Span& span) {
  std::string name = span.attributes.FirstText(
      {"gen_ai.tool.name", "tool.name", "tool_name", "traceloop.entity.name"});
  return name.empty() ? WithoutAffixes(span.name) : name;
}

ImportedEvent SpanMapper::Begin(const Span& span,
                                std::string_view action_type) const {
  ImportedEvent event;
  event.action_type = action_type;
  event.agent_id = span.attributes.FirstText(
      {"gen_ai.agent.id", "gen_ai.agent.name", "agent.name"});
  if (event.agent_id.empty()) event.agent_id = span.service;
  if (!plain_) {
    event.session_id =
        span.attributes.FirstText({"gen_ai.conversation.id", "session.id",
                                   "gcp.vertex.agent.session_id"});
  }
  if (event.session_id.empty()) event.session_id = span.trace_id;
  event.original_id = span.span_id;
  event.timestamp = span.start;
  event.Label("service", span.service);
  event.Label("scope", span.scope);
  event.Meta("trace_id", std::string_view(span.trace_id));
  event.Meta("parent_span_id", std::string_view(span.parent_id));
  event.Meta("span_name", std::string_view(span.name));
  return event;
}

// A span without a status says nothing about how it ended.
void SpanMapper::SetStatus(const Span& span, ImportedEvent* event) {
  const std::string error_type =
      span.attributes.FirstText({"error.type", "exception.type"});
  const std::string success = span.attributes.Text("success");
  const bool failed = span.status == Span::Status::kError ||
                      !error_type.empty() || success == "false";
  if (failed) {
    event->status = error_type == "timeout" ? "timeout" : "error";
    event->error_message = span.status_message;
    if (event->error_message.empty()) {
      event->error_message = span.attributes.FirstText(
          {"exception.message", "error.message", "error", "error.type"});
    }
  } else if (span.status == Span::Status::kOk || success == "true") {
    event->status = "success";
  }
}

bool SpanMapper::IsTold(const Span& span, const std::string& what,
                        const std::string& call_id) {
  if (!call_id.empty() && !call_ids_.Add(span.trace_id + '/' + call_id)) {
    return true;
  }
  const std::string self = span.trace_id + '/' + span.span_id;
  const std::string parent = span.trace_id + '/' + span.parent_id;
  const auto by_parent = told_.find(parent);
  const auto by_child = told_.find(self + "/child");
  if (!span.parent_id.empty() && by_parent != told_.end() &&
      by_parent->second == what) {
    return true;
  }
  if (by_child != told_.end() && by_child->second == what) return true;
  if (told_.size() > kMaxTold) told_.clear();
  told_[self] = what;
  if (!span.parent_id.empty()) told_[parent + "/child"] = what;
  return false;
}

void SpanMapper::Tool(const Span& span) {
  const std::string name = ToolName(span);
  const std::string call_id = span.attributes.FirstText(
      {"gen_ai.tool.call.id", "tool.id", "tool_use_id", "tool_call.id"});
  if (IsTold(span, "tool " + name, call_id)) return Other(span, true);
  std::vector<std::string_view> used;
  ImportedEvent call = Begin(span, action::kToolCall);
  call.action_name = plain_ ? span.name : name;
  call.call_id = call_id.empty() ? span.span_id : call_id;
  call.input = span.attributes.FirstPayload(
      {"gen_ai.tool.call.arguments", "input.value",
       "gcp.vertex.agent.tool_call_args", "traceloop.entity.input",
       "tool_input", "tool.parameters"},
      &used);
  ImportedEvent result = Begin(span, action::kToolResult);
  result.output = span.attributes.FirstPayload(
      {"gen_ai.tool.call.result", "output.value",
       "gcp.vertex.agent.tool_response", "traceloop.entity.output"},
      &used);
  const std::string attributes = span.attributes.ObjectWithout(used);
  if (!attributes.empty()) call.metadata.emplace_back("attributes", attributes);
  result.timestamp = span.end;
  result.duration_ms = span.duration_ms;
  SetStatus(span, &result);
  const std::string key = span.trace_id + '/' + span.span_id;
  out_->Call(key, std::move(call));
  out_->Answer(key, std::move(result));
}

void SpanMapper::Model(const Span& span) {
  const std::string model = span.attributes.FirstText(
      {"gen_ai.request.model", "gen_ai.response.model", "llm.model_name",
       "model"});
  if (IsTold(span, "model " + model, {})) return Other(span, true);
  std::vector<std::string_view> used;
  ImportedEvent call = Begin(span, action::kLlmCall);
  call.action_name = plain_ ? span.name : model;
  call.input = span.attributes.FirstPayload(
      {"gen_ai.input.messages", "input.value", "gcp.vertex.agent.llm_request"},
      &used);
  ImportedEvent response = Begin(span, action::kLlmResponse);
  response.action_name = call.action_name;
  response.output =
      span.attributes.FirstPayload({"gen_ai.output.messages", "output.value",
                                    "gcp.vertex.agent.llm_response"},
                                   &used);
  const std::string attributes = span.attributes.ObjectWithout(used);
  if (!attributes.empty()) call.metadata.emplace_back("attributes", attributes);
  call.call_id = response.call_id = span.span_id;
  response.timestamp = span.end;
  response.duration_ms = span.duration_ms;
  SetStatus(span, &response);
  out_->Emit(call);
  out_->Emit(response);
}

void SpanMapper::Other(const Span& span, bool told_already) {
  ImportedEvent event = Begin(span, action::kCustom);
  event.action_name = span.name;
  event.duration_ms = span.duration_ms;
  SetStatus(span, &event);
  if (told_already) {
    event.Meta("same_call_as", std::string_view("another span"));
  }
  const std::string attributes = span.attributes.ObjectWithout({});
  if (!attributes.empty()) {
    event.metadata.emplace_back("attributes", attributes);
  }
  out_->Emit(event);
}

}  // namespace plog
