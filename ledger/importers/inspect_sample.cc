#include "ledger/importers/inspect_sample.h"

#include <fmt/format.h>

#include <array>

#include "ledger/base/instant.h"
#include "ledger/importers/foreign_json.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

constexpr std::string_view kReference = "attachment://";

// Kinds of events that happened to the session, besides tools and models.
constexpr std::array<std::string_view, 5> kSessionEvents = {
    "error", "approval", "input", "sample_limit", "interrupt"};

JsonView Last(JsonView list) {
  JsonView last;
  for (JsonView v = list.First(); list.is(JsonType::kArray) && v.valid();
       v = list.After(v)) {
    last = v;
  }
  return last;
}

std::string Later(const std::string& a, std::string_view b) {
  const std::optional<Instant> b_time = ParseRfc3339(b);
  return b_time && (a.empty() || ParseRfc3339(a) < b_time) ? std::string(b) : a;
}

// Copies a value and asks `text` for every string in it.
template <class Text>
void WriteWith(JsonView value, const Text& text, JsonWriter* writer) {
  if (value.is_string()) return writer->String(text(value.AsString()));
  if (value.is(JsonType::kArray)) {
    writer->BeginArray();
    for (JsonView v = value.First(); v.valid(); v = value.After(v)) {
      WriteWith(v, text, writer);
    }
    return writer->EndArray();
  }
  if (value.is(JsonType::kObject)) {
    writer->BeginObject();
    for (JsonView k = value.First(); k.valid(); k = value.After(k.Value())) {
      writer->Name(k.AsString());
      WriteWith(k.Value(), text, writer);
    }
    return writer->EndObject();
  }
  writer->Value(value);
}

}  // namespace

bool InspectSampleMapper::SetLog(JsonView log) {
  const JsonView eval = log.Find("eval");
  if (!eval.is(JsonType::kObject)) return false;
  run_id_ = FirstTextOf(eval, {"run_id", "eval_id"});
  task_ = TextOf(eval, "task");
  model_ = TextOf(eval, "model");
  return true;
}

void InspectSampleMapper::Map(JsonView sample) {
  const JsonView id = sample.Find("id");
  session_ = fmt::format("{}/{}/{}", run_id_, ScalarText(id),
                         ScalarText(sample.Find("epoch")));
  ReadAttachments(sample);
  out_->ForgetCalls();
  JsonView events = sample.Find("events");
  if (!events.is(JsonType::kArray)) {
    events = sample.Find("transcript").Find("events");
  }
  if (events.is(JsonType::kArray) && events.size() > 0) {
    out_->BeginSorting();
    MapEvents(sample, events);
    out_->EndSorting();
  } else {
    MapMessages(sample.Find("messages"));
  }
}

void InspectSampleMapper::ReadAttachments(JsonView sample) {
  attachments_.clear();
  const JsonView all = sample.Find("attachments");
  if (!all.is(JsonType::kObject)) return;
  for (JsonView k = all.First(); k.valid(); k = all.After(k.Value())) {
    if (k.Value().is_string()) {
      attachments_[k.AsString()] = k.Value().AsString();
    }
  }
}

ImportedEvent InspectSampleMapper::Begin(JsonView event,
                                         std::string_view action_type) const {
  ImportedEvent made;
  made.action_type = action_type;
  made.agent_id = AgentOfSession(task_, session_);
  made.session_id = session_;
  made.timestamp = TextOf(event, "timestamp");
  made.original_id = FirstTextOf(event, {"uuid", "id"});
  made.Label("task", task_);
  made.Label("model", model_);
  made.Label("agent", TextOf(event, "agent"));
  return made;
}

void InspectSampleMapper::MapEvents(JsonView sample, JsonView events) {
  ImportedEvent start = Begin(events.First(), action::kCustom);
  start.action_name = "sample_start";
  start.original_id = ScalarText(sample.Find("uuid"));
  start.input = Resolved(sample.Find("input"));
  out_->Emit(start);
  ImportedEvent end = Begin({}, action::kCustom);
  for (JsonView e = events.First(); e.valid(); e = events.After(e)) {
    MapEvent(e);
    end.timestamp = Later(end.timestamp, TextOf(e, "timestamp"));
    end.timestamp = Later(end.timestamp, TextOf(e, "completed"));
  }
  end.action_name = "sample_end";
  end.original_id = ScalarText(sample.Find("uuid"));
  end.output = Resolved(sample.Find("scores"));
  end.duration_ms = MillisecondsOfSeconds(sample.Find("total_time"));
  SetError(sample.Find("error"), &end);
  out_->Emit(end);
}

void InspectSampleMapper::MapEvent(JsonView event) {
  const std::string_view kind = TextOf(event, "event");
  if (kind == "tool") return Tool(event);
  if (kind == "model") return Model(event);
  for (const std::string_view name : kSessionEvents) {
    if (kind == name) return Other(event, kind);
  }
  out_->NotAnAction(kind.empty() ? "an event without a kind" : kind);
}

void InspectSampleMapper::SetError(JsonView error, ImportedEvent* event) {
  if (!error.present()) return;
  event->status = TextOf(error, "type") == "timeout" ? "timeout" : "error";
  event->error_message = error.is_string()
                             ? std::string(error.AsString())
                             : std::string(TextOf(error, "message"));
}

void InspectSampleMapper::Tool(JsonView event) {
  ImportedEvent call = Begin(event, action::kToolCall);
  call.action_name = TextOf(event, "function");
  call.input = Resolved(event.Find("arguments"));
  call.call_id = TextOf(event, "id");
  const std::string key = call.call_id;
  out_->Call(key, std::move(call));
  const std::string_view completed = TextOf(event, "completed");
  if (IsTrue(event, "pending")) return;
  ImportedEvent result = Begin(event, action::kToolResult);
  if (!completed.empty()) result.timestamp = completed;
  result.output = Resolved(event.Find("result"));
  result.duration_ms = MillisecondsOfSeconds(event.Find("working_time"));
  if (event.Find("error").is_null()) result.status = "success";
  SetError(event.Find("error"), &result);
  out_->Answer(key, std::move(result));
}

void InspectSampleMapper::Model(JsonView event) {
  ImportedEvent call = Begin(event, action::kLlmCall);
  call.action_name = TextOf(event, "model");
  call.input = Resolved(Last(event.Find("input")));
  out_->Emit(call);
  if (IsTrue(event, "pending")) return;
  const JsonView output = event.Find("output");
  ImportedEvent response = Begin(event, action::kLlmResponse);
  response.action_name = call.action_name;
  const std::string_view completed = TextOf(event, "completed");
  if (!completed.empty()) response.timestamp = completed;
  response.output = Resolved(output.Find("choices").At(0).Find("message"));
  response.duration_ms = MillisecondsOfSeconds(event.Find("working_time"));
  response.Meta("usage", output.Find("usage"));
  SetError(event.Find("error"), &response);
  out_->Emit(response);
}

void InspectSampleMapper::Other(JsonView event, std::string_view kind) {
  ImportedEvent made = Begin(event, action::kCustom);
  made.action_name = kind;
  made.output = Resolved(event);
  if (kind == "error") SetError(event.Find("error"), &made);
  out_->Emit(made);
}

void InspectSampleMapper::MapMessages(JsonView messages) {
  for (JsonView m = messages.First();
       messages.is(JsonType::kArray) && m.valid(); m = messages.After(m)) {
    const std::string_view role = TextOf(m, "role");
    if (role == "assistant") {
      AssistantMessage(m);
    } else if (role == "tool") {
      ToolMessage(m);
    } else {
      ImportedEvent event = Begin(m, action::kCustom);
      event.action_name = role == "user" ? "user_prompt" : "system_prompt";
      event.input = Payload::Member(
          "prompt", ResolvedText(TextOfBlocks(m.Find("content"))));
      out_->Emit(event);
    }
  }
}

void InspectSampleMapper::AssistantMessage(JsonView message) {
  ImportedEvent response = Begin(message, action::kLlmResponse);
  response.action_name = TextOf(message, "model");
  response.output = Payload::Member(
      "text", ResolvedText(TextOfBlocks(message.Find("content"))));
  out_->Emit(response);
  const JsonView calls = message.Find("tool_calls");
  for (JsonView c = calls.First(); calls.is(JsonType::kArray) && c.valid();
       c = calls.After(c)) {
    ImportedEvent call = Begin(message, action::kToolCall);
    call.action_name = TextOf(c, "function");
    call.input = Resolved(c.Find("arguments"));
    call.call_id = TextOf(c, "id");
    const std::string key = call.call_id;
    out_->Call(key, std::move(call));
  }
}

void InspectSampleMapper::ToolMessage(JsonView message) {
  ImportedEvent result = Begin(message, action::kToolResult);
  result.action_name = TextOf(message, "function");
  result.output =
      Payload::Of(ResolvedText(TextOfBlocks(message.Find("content"))));
  result.call_id = TextOf(message, "tool_call_id");
  SetError(message.Find("error"), &result);
  const std::string key = result.call_id;
  out_->Answer(key, std::move(result));
}

std::string InspectSampleMapper::ResolvedText(std::string_view text) const {
  if (!text.starts_with(kReference)) return std::string(text);
  const auto found = attachments_.find(text.substr(kReference.size()));
  if (found == attachments_.end()) {
    out_->Note("attachment-missing", text.substr(0, 64));
    return std::string(text);
  }
  return std::string(found->second);
}

// What is put back is bounded, so that a few references to one huge text do not
// multiply it.
Payload InspectSampleMapper::Resolved(JsonView value) const {
  if (!value.valid()) return {};
  size_t left = out_->source().max_record;
  const auto text = [this, &left](std::string_view given) {
    std::string resolved = ResolvedText(given);
    if (resolved.size() > left) {
      out_->Note("attachment-left-out", "the event would be too large");
      return std::string(given);
    }
    left -= resolved.size();
    return resolved;
  };
  if (value.is_string()) return Payload::Of(text(value.AsString()));
  std::string json;
  JsonWriter writer(&json);
  WriteWith(value, text, &writer);
  JsonParser parser;
  JsonDocument resolved;
  if (parser.Parse(json, JsonLimits{ForeignJson::kMaxDepth}, &resolved)) {
    return Payload::Of(value);
  }
  return Payload::Of(resolved.root());
}

}  // namespace plog
