// Claude Code hook input, collected: the JSON object that a hook command gets,
// one per line. Hooks carry no time; a collector that adds `timestamp` is
// believed. `plog hook` is one: its spool is such a file, in which what was no
// JSON stands as {"hook_input_base64": …}.
//
// Agents are named as in transcripts, `claude-code/SESSION`.

#include "ledger/importers/claude_code_hooks.h"

#include <array>

#include "ledger/anchor/base64.h"
#include "ledger/importers/human_wait.h"
#include "ledger/importers/line_importer.h"

namespace plog {
namespace {

constexpr std::string_view kFormat = "claude-code-hooks";

struct HookEvent {
  std::string_view name;
  std::string_view action_name;  // of the CUSTOM event
};
constexpr std::array<HookEvent, 10> kCustomHooks = {{
    {"PermissionRequest", "permission_request"},
    {"PermissionDenied", "permission_denied"},
    {"SubagentStart", "subagent_start"},
    {"SubagentStop", "subagent_stop"},
    {"Stop", "stop"},
    {"Notification", "notification"},
    {"PreCompact", "pre_compact"},
    {"SessionStart", "session_start"},
    {"SessionEnd", "session_end"},
    {"UserPromptSubmit", "user_prompt"},
}};

class HooksImporter : public LineImporter {
 public:
  explicit HooksImporter(const SourceInfo& source)
      : LineImporter(kFormat, source) {}
  HooksImporter(const SourceInfo& source, EventEmitter::CallSearch search)
      : LineImporter(kFormat, source), alone_(true) {
    out().SetCallSearch(std::move(search));
  }

 protected:
  void Record(JsonView record) override {
    const std::string_view name = TextOf(record, "hook_event_name");
    if (name == "PreToolUse") return ToolCall(record);
    if (name == "PostToolUse") return ToolResult(record, false);
    if (name == "PostToolUseFailure") return ToolResult(record, true);
    for (const HookEvent& hook : kCustomHooks) {
      if (hook.name == name) return Custom(record, hook.action_name);
    }
    if (record.Find(kUnreadableHook).is_string()) return Unreadable(record);
    constexpr std::string_view kNameless = "a record without hook_event_name";
    out().Unknown(name.empty() ? kNameless : name);
    // Kept whole: on the next day it may be a known one.
    if (!name.empty()) return Custom(record, name);
    if (alone_) out().Refuse({RejectCode::kWrongType, 1, "no hook_event_name"});
  }

 private:
  static ImportedEvent Begin(JsonView record, std::string_view action_type) {
    ImportedEvent event;
    event.action_type = action_type;
    event.session_id = TextOf(record, "session_id");
    event.agent_id = AgentOfSession("claude-code", event.session_id,
                                    TextOf(record, "agent_id"));
    event.timestamp = TextOf(record, "timestamp");
    event.Label("cwd", TextOf(record, "cwd"));
    event.Label("permission_mode", TextOf(record, "permission_mode"));
    event.Label("agent_type", TextOf(record, "agent_type"));
    LabelHumanWait(TextOf(record, "tool_name"), &event);
    return event;
  }

  // Sessions are interleaved, and old versions give no id.
  static std::string KeyOf(JsonView record) {
    const std::string_view id = TextOf(record, "tool_use_id");
    std::string key(TextOf(record, "session_id"));
    key += '\n';
    key += id.empty() ? TextOf(record, "tool_name") : id;
    return key;
  }

  void ToolCall(JsonView record) {
    ImportedEvent event = Begin(record, action::kToolCall);
    event.action_name = TextOf(record, "tool_name");
    event.input = Payload::Of(record.Find("tool_input"));
    event.call_id = TextOf(record, "tool_use_id");
    if (alone_ && event.call_id.empty()) return out().Emit(event);
    out().Call(KeyOf(record), std::move(event));
  }

  void ToolResult(JsonView record, bool failed) {
    ImportedEvent event = Begin(record, action::kToolResult);
    event.action_name = TextOf(record, "tool_name");
    event.call_id = TextOf(record, "tool_use_id");
    event.duration_ms = CountOf(record.Find("duration_ms"));
    const JsonView response = record.Find("tool_response");
    event.output =
        Payload::Of(response.valid() ? response : record.Find("tool_result"));
    event.status = failed ? "error" : "success";
    if (failed) {
      event.error_message = TextOf(record, "error");
      event.Meta("is_interrupt", record.Find("is_interrupt"));
    }
    if (alone_ && event.call_id.empty()) return out().Emit(event);
    out().Answer(KeyOf(record), std::move(event));
  }

  void Custom(JsonView record, std::string_view action_name) {
    ImportedEvent event = Begin(record, action::kCustom);
    event.action_name = action_name;
    if (action_name == "user_prompt") {
      event.input = Payload::Member(
          "prompt", FirstTextOf(record, {"prompt", "user_prompt"}));
    } else {
      event.input = Payload::Of(record);
    }
    out().Emit(event);
  }

  void Unreadable(JsonView record) {
    const auto bytes = FromBase64(TextOf(record, kUnreadableHook));
    RecordPlace place = out().place();
    if (bytes) place.raw = *bytes;
    out().SetPlace(place);
    out().Refuse({RejectCode::kNotJson, 1,
                  "what the hook was given is not a JSON object"});
  }

  // The source is one record: a position in it would be no call id.
  bool alone_ = false;
};

std::optional<std::string> Detect(const InputHead& head) {
  for (const std::string_view name :
       {std::string_view("hook_event_name"), kUnreadableHook}) {
    if (head.HasName(name)) return "the first line has " + std::string(name);
  }
  return std::nullopt;
}

}  // namespace

std::unique_ptr<InputDecoder> MakeHookDecoder(const SourceInfo& source,
                                              EventEmitter::CallSearch search) {
  return std::make_unique<HooksImporter>(source, std::move(search));
}

extern const InputFormat kClaudeCodeHooksFormat;
const InputFormat kClaudeCodeHooksFormat = {
    .name = kFormat,
    .summary = "Claude Code hook input, one JSON object per line",
    .unit = InputFormat::Unit::kLines,
    .needs_digest = true,
    .stateless = false,
    .detect = &Detect,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<HooksImporter>(source);
    }};

}  // namespace plog
