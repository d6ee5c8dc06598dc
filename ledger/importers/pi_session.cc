// Pi coding agent sessions (badlogic/pi-mono): one JSON object per line, a
// `session` record first. The agent is `pi/SESSION`.

#include <algorithm>
#include <array>

#include "ledger/importers/line_importer.h"

namespace plog {
namespace {

constexpr std::string_view kFormat = "pi-session";

constexpr std::array<std::string_view, 7> kNotActions = {
    "session",   "model_change", "thinking_level_change",
    "custom",    "label",        "custom_message",
    "compaction"};

class PiSessionImporter : public LineImporter {
 public:
  explicit PiSessionImporter(const SourceInfo& source)
      : LineImporter(kFormat, source) {}

 protected:
  void Record(JsonView record) override {
    const std::string_view type = TextOf(record, "type");
    if (type == "session") {
      session_ = TextOf(record, "id");
      cwd_ = TextOf(record, "cwd");
    }
    if (std::find(kNotActions.begin(), kNotActions.end(), type) !=
        kNotActions.end()) {
      return out().NotAnAction(type);
    }
    if (type != "message") {
      return out().Unknown(type.empty() ? "a record without a type" : type);
    }
    const std::string_view role = TextOf(record.Find("message"), "role");
    if (role == "user") return User(record);
    if (role == "assistant") return Assistant(record);
    if (role == "toolResult") return ToolResult(record);
    out().Unknown("message of " + std::string(role));
  }

 private:
  ImportedEvent Begin(JsonView record, std::string_view action_type) const {
    ImportedEvent event;
    event.action_type = action_type;
    event.agent_id = AgentOfSession("pi", session_);
    event.session_id = session_;
    event.timestamp = TextOf(record, "timestamp");
    event.original_id = TextOf(record, "id");
    event.Label("cwd", cwd_);
    event.Label("model", TextOf(record.Find("message"), "model"));
    return event;
  }

  void User(JsonView record) {
    ImportedEvent event = Begin(record, action::kCustom);
    event.action_name = "user_prompt";
    event.input = Payload::Member(
        "prompt", TextOfBlocks(record.Find("message").Find("content")));
    out().Emit(event);
  }

  void Assistant(JsonView record) {
    const JsonView message = record.Find("message");
    const JsonView content = message.Find("content");
    ImportedEvent response = Begin(record, action::kLlmResponse);
    response.action_name = TextOf(message, "model");
    response.output = Payload::Member("text", TextOfBlocks(content));
    response.duration_ms = CountOf(message.Find("duration"));
    response.Meta("provider", TextOf(message, "provider"));
    response.Meta("stop_reason", TextOf(message, "stopReason"));
    response.Meta("usage", message.Find("usage"));
    out().Emit(response);
    for (JsonView b = content.First();
         content.is(JsonType::kArray) && b.valid(); b = content.After(b)) {
      if (TextOf(b, "type") != "toolCall") continue;
      ImportedEvent call = Begin(record, action::kToolCall);
      call.action_name = TextOf(b, "name");
      call.input = Payload::Of(b.Find("arguments"));
      call.call_id = TextOf(b, "id");
      const std::string key = call.call_id;
      out().Call(key, std::move(call));
    }
  }

  void ToolResult(JsonView record) {
    const JsonView message = record.Find("message");
    ImportedEvent event = Begin(record, action::kToolResult);
    event.action_name = TextOf(message, "toolName");
    const std::string text = TextOfBlocks(message.Find("content"));
    event.output = Payload::Members({{"content", message.Find("content")},
                                     {"details", message.Find("details")}});
    const JsonView error = message.Find("isError");
    if (error.is(JsonType::kBool)) {
      event.status = error.AsBool() ? "error" : "success";
      if (error.AsBool()) event.error_message = text;
    }
    event.call_id = TextOf(message, "toolCallId");
    const std::string key = event.call_id;
    out().Answer(key, std::move(event));
  }

  std::string session_;
  std::string cwd_;
};

std::optional<std::string> Detect(const InputHead& head) {
  if (TextOf(head.first, "type") == "session" && head.HasName("version") &&
      head.HasName("cwd")) {
    return "the first line is a session record with version and cwd";
  }
  return std::nullopt;
}

}  // namespace

extern const InputFormat kPiSessionFormat;
const InputFormat kPiSessionFormat = {
    .name = kFormat,
    .summary = "Pi coding agent sessions",
    .unit = InputFormat::Unit::kLines,
    .needs_digest = true,
    .stateless = false,
    .detect = &Detect,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<PiSessionImporter>(source);
    }};

}  // namespace plog
