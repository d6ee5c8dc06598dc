// Claude Code hook input, collected: the JSON object that a hook command gets,
// one per line. Hooks carry no time; a collector that adds `timestamp` is
// believed.

#include <algorithm>
#include <array>

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

constexpr std::array<std::string_view, 2> kHumanWaits = {"AskUserQuestion",
                                                         "ExitPlanMode"};

class HooksImporter : public LineImporter {
 public:
  explicit HooksImporter(const SourceInfo& source)
      : LineImporter(kFormat, source) {}

 protected:
  void Record(JsonView record) override {
    const std::string_view name = TextOf(record, "hook_event_name");
    if (name == "PreToolUse") return ToolCall(record);
    if (name == "PostToolUse") return ToolResult(record, false);
    if (name == "PostToolUseFailure") return ToolResult(record, true);
    for (const HookEvent& hook : kCustomHooks) {
      if (hook.name == name) return Custom(record, hook.action_name);
    }
    out().Unknown(name.empty() ? "a record without hook_event_name" : name);
  }

 private:
  static ImportedEvent Begin(JsonView record, std::string_view action_type) {
    ImportedEvent event;
    event.action_type = action_type;
    event.agent_id = "claude-code";
    const std::string_view sub_agent = TextOf(record, "agent_id");
    if (!sub_agent.empty()) {
      event.agent_id += '/';
      event.agent_id += sub_agent;
    }
    event.session_id = TextOf(record, "session_id");
    event.timestamp = TextOf(record, "timestamp");
    event.Label("cwd", TextOf(record, "cwd"));
    event.Label("permission_mode", TextOf(record, "permission_mode"));
    event.Label("agent_type", TextOf(record, "agent_type"));
    const std::string_view tool = TextOf(record, "tool_name");
    if (std::find(kHumanWaits.begin(), kHumanWaits.end(), tool) !=
        kHumanWaits.end()) {
      event.Label("human_wait", "true");
    }
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
};

std::optional<std::string> Detect(const InputHead& head) {
  if (!head.HasName("hook_event_name")) return std::nullopt;
  return "the first line has hook_event_name";
}

}  // namespace

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
