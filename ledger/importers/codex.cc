// OpenAI Codex rollouts (~/.codex/sessions): one JSON object per line, in the
// envelope form {timestamp, type, payload} or the older bare form, where only
// the first line has a time.
//
// event_msg records repeat what response items say: they are not counted twice.
// The agent is `codex/SESSION`, with the role of a sub-agent behind it.

#include <algorithm>
#include <array>
#include <span>

#include "ledger/importers/line_importer.h"

namespace plog {
namespace {

constexpr std::string_view kFormat = "codex";

// event_msg types that are events of their own.
constexpr std::array<std::string_view, 3> kSessionEvents = {
    "turn_aborted", "task_complete", "error"};

constexpr std::array<std::string_view, 6> kEnvelopeTypes = {
    "session_meta", "turn_context", "response_item",
    "event_msg",    "compacted",    "world_state"};

bool Contains(std::span<const std::string_view> list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

class CodexImporter : public LineImporter {
 public:
  explicit CodexImporter(const SourceInfo& source)
      : LineImporter(kFormat, source) {}

 protected:
  void Record(JsonView record) override {
    const JsonView payload = record.Find("payload");
    const std::string_view type = TextOf(record, "type");
    if (!payload.is(JsonType::kObject)) return Bare(record, type);
    time_ = TextOf(record, "timestamp");
    if (type == "session_meta") return SessionMeta(payload);
    if (type == "turn_context") return TurnContext(payload);
    if (type == "response_item") return Item(payload);
    if (type == "event_msg") return EventMessage(payload);
    if (type == "compacted") {
      ImportedEvent event = Begin(payload, action::kCustom);
      event.action_name = "compacted";
      event.output = Payload::Of(payload.Find("message"));
      return out().Emit(event);
    }
    out().Unknown(type);
  }

 private:
  // The old form: a header, items without a time, and states of the client.
  void Bare(JsonView record, std::string_view type) {
    time_.clear();
    if (record.Find("record_type").valid()) {
      return out().NotAnAction("record_type " +
                               ScalarText(record.Find("record_type")));
    }
    if (!type.empty()) return Item(record);
    if (record.Find("id").is_string()) {
      time_ = TextOf(record, "timestamp");
      return SessionMeta(record);
    }
    out().Unknown("a record without a type");
  }

  ImportedEvent Begin(JsonView item, std::string_view action_type) const {
    ImportedEvent event;
    event.action_type = action_type;
    event.agent_id = agent_;
    event.session_id = session_;
    event.timestamp = time_;
    event.original_id = TextOf(item, "id");
    event.labels = labels_;
    return event;
  }

  void SessionMeta(JsonView meta) {
    session_ = FirstTextOf(meta, {"session_id", "id"});
    const JsonView sub_agent = meta.Find("source").Find("subagent");
    std::string_view role;
    if (sub_agent.present()) {
      role = sub_agent.is_string() ? sub_agent.AsString() : "subagent";
    }
    agent_ = AgentOfSession(kFormat, session_, role);
    cwd_ = TextOf(meta, "cwd");
    SetLabels({});
    ImportedEvent event = Begin(meta, action::kCustom);
    event.action_name = "session_start";
    event.input = Payload::Members({{"cwd", meta.Find("cwd")},
                                    {"originator", meta.Find("originator")},
                                    {"cli_version", meta.Find("cli_version")},
                                    {"git", meta.Find("git")}});
    out().Emit(event);
  }

  void TurnContext(JsonView context) {
    if (!TextOf(context, "cwd").empty()) cwd_ = TextOf(context, "cwd");
    SetLabels(context);
    out().NotAnAction("turn_context");
  }

  void SetLabels(JsonView context) {
    const JsonView sandbox = context.Find("sandbox_policy");
    ImportedEvent labels;
    labels.Label("cwd", cwd_);
    labels.Label("model", TextOf(context, "model"));
    labels.Label("approval_policy", TextOf(context, "approval_policy"));
    labels.Label("sandbox", FirstTextOf(sandbox, {"mode", "type"}));
    labels_ = std::move(labels.labels);
  }

  void Item(JsonView item) {
    const std::string_view type = TextOf(item, "type");
    if (type == "message") return Message(item);
    if (type.ends_with("_output")) return Output(item);
    if (type.ends_with("_call")) return Call(item, type);
    if (type == "reasoning" || type.starts_with("compaction")) {
      return out().NotAnAction(type);
    }
    out().Unknown(type);
  }

  void Message(JsonView item) {
    const std::string_view role = TextOf(item, "role");
    const std::string text = TextOfBlocks(item.Find("content"));
    const bool response = role == "assistant";
    ImportedEvent event =
        Begin(item, response ? action::kLlmResponse : action::kCustom);
    if (response) {
      event.output = Payload::Member("text", text);
    } else {
      event.action_name = role == "user" ? "user_prompt" : "system_message";
      event.input = Payload::Member("prompt", text);
    }
    out().Emit(event);
  }

  // function_call and custom_tool_call name their tool; local_shell_call,
  // web_search_call and the like are named by their type.
  void Call(JsonView item, std::string_view type) {
    ImportedEvent event = Begin(item, action::kToolCall);
    event.action_name = TextOf(item, "name");
    if (event.action_name.empty()) {
      event.action_name = type.substr(0, type.size() - 5);  // "_call"
    }
    for (const std::string_view name : {"arguments", "input", "action"}) {
      if (!event.input.present()) event.input = Payload::Of(item.Find(name));
    }
    event.call_id = FirstTextOf(item, {"call_id", "id"});
    event.Meta("item_type", type);
    event.Meta("item_status", item.Find("status"));
    // The service runs these itself and no output follows.
    if (type == "web_search_call" || type == "image_generation_call") {
      event.output = Payload::Members({{"status", item.Find("status")}});
      return out().Emit(event);
    }
    const std::string key = event.call_id;
    out().Call(key, std::move(event));
  }

  void Output(JsonView item) {
    ImportedEvent event = Begin(item, action::kToolResult);
    const JsonView output = item.Find("output");
    event.output = Payload::Of(output);
    event.call_id = TextOf(item, "call_id");
    ReadOutcome(output, &event);
    const std::string key = event.call_id;
    out().AnswerUntimed(key, std::move(event));
  }

  // Call and output carry the same time: how long it took, and how it ended,
  // is said in the output, if anywhere. Plain text has no status.
  static void ReadOutcome(JsonView output, ImportedEvent* event) {
    JsonParser parser;
    JsonDocument inner;
    if (output.is_string() &&
        !parser.Parse(output.AsString(), JsonLimits{}, &inner)) {
      output = inner.root();
    }
    const JsonView success = output.Find("success");
    if (success.is(JsonType::kBool)) {
      event->status = success.AsBool() ? "success" : "error";
    }
    const JsonView metadata = output.Find("metadata");
    event->duration_ms =
        MillisecondsOfSeconds(metadata.Find("duration_seconds"));
    const std::optional<int64_t> exit_code =
        IntegerOf(metadata.Find("exit_code"));
    if (!exit_code) return;
    event->status = *exit_code == 0 ? "success" : "error";
    if (*exit_code != 0) {
      event->error_message = "exit code " + std::to_string(*exit_code);
    }
  }

  void EventMessage(JsonView message) {
    const std::string_view type = TextOf(message, "type");
    if (!Contains(kSessionEvents, type)) {
      return out().NotAnAction("event_msg " + std::string(type));
    }
    ImportedEvent event = Begin(message, action::kCustom);
    event.action_name = type;
    event.output = Payload::Of(message);
    event.duration_ms = CountOf(message.Find("duration_ms"));
    out().Emit(event);
  }

  std::string agent_ = std::string(kFormat);
  std::string session_;
  std::string time_;
  std::string cwd_;
  std::vector<std::pair<std::string, std::string>> labels_;
};

std::optional<std::string> Detect(const InputHead& head) {
  if (head.HasName("type") && head.HasName("payload") &&
      head.HasName("timestamp") &&
      (!head.first.valid() ||
       Contains(kEnvelopeTypes, TextOf(head.first, "type")))) {
    return "the first line has timestamp, type and payload";
  }
  if (head.HasName("id") && head.HasName("timestamp") &&
      head.HasName("instructions") && !head.HasName("type")) {
    return "the first line has id, timestamp and instructions";
  }
  return std::nullopt;
}

}  // namespace

extern const InputFormat kCodexFormat;
const InputFormat kCodexFormat = {
    .name = kFormat,
    .summary = "OpenAI Codex rollouts (~/.codex/sessions)",
    .unit = InputFormat::Unit::kLines,
    .needs_digest = true,
    .stateless = false,
    .detect = &Detect,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<CodexImporter>(source);
    }};

}  // namespace plog
