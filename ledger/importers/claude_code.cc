// Claude Code session transcripts: one JSON object per line, as the client
// writes them below ~/.claude/projects, sub-agents included.
//
// An API message is split over lines, one content block each: model calls are
// counted by message id. Files are appended to, and resumed sessions repeat
// lines: a line whose uuid was just seen is not imported again.
//
// Every session is an agent of its own, `claude-code/SESSION`, and so is every
// sub-agent, `claude-code/SESSION/SUB-AGENT`: sessions run side by side and
// their files come in any order (see AgentOfSession).

#include <algorithm>
#include <array>

#include "ledger/importers/human_wait.h"
#include "ledger/importers/line_importer.h"

namespace plog {
namespace {

constexpr std::string_view kFormat = "claude-code";
// Repetitions stand close together.
constexpr size_t kRemembered = 16384;

struct RecordKind {
  std::string_view type;
  bool action;
};
constexpr std::array<RecordKind, 9> kKinds = {{
    {"assistant", true},
    {"user", true},
    {"system", true},
    {"progress", false},
    {"queue-operation", false},
    {"file-history-snapshot", false},
    {"summary", false},
    {"turn_end", false},
    {"attachment", false},
}};

// System records that tell what happened to the session.
constexpr std::array<std::string_view, 4> kSystemEvents = {
    "turn_duration", "compact_boundary", "local_command", "api_error"};

template <size_t kSize>
bool IsOneOf(std::string_view text,
             const std::array<std::string_view, kSize>& list) {
  for (const std::string_view item : list) {
    if (item == text) return true;
  }
  return false;
}

// What some tools measured themselves.
std::optional<int64_t> MeasuredDuration(JsonView result) {
  for (const std::string_view name :
       {"durationMs", "totalDurationMs", "duration_ms"}) {
    const std::optional<int64_t> value = CountOf(result.Find(name));
    if (value) return value;
  }
  return MillisecondsOfSeconds(result.Find("durationSeconds"));
}

class ClaudeCodeImporter : public LineImporter {
 public:
  explicit ClaudeCodeImporter(const SourceInfo& source)
      : LineImporter(kFormat, source),
        lines_(kRemembered),
        messages_(kRemembered) {}

 protected:
  void Record(JsonView record) override {
    const std::string_view type = TextOf(record, "type");
    const auto kind =
        std::find_if(kKinds.begin(), kKinds.end(),
                     [type](const RecordKind& k) { return k.type == type; });
    if (kind == kKinds.end()) {
      return out().Unknown(type.empty() ? "a record without a type" : type);
    }
    if (!kind->action) return out().NotAnAction(type);
    if (TextOf(record, "agentId").starts_with("acompact")) {
      return out().NotAnAction("internal compaction run");
    }
    const std::string_view uuid = TextOf(record, "uuid");
    if (!uuid.empty() && !lines_.Add(uuid)) {
      return out().Note("duplicate-record", type);
    }
    if (type == "assistant") return Assistant(record);
    if (type == "user") return User(record);
    System(record);
  }

 private:
  ImportedEvent Begin(JsonView record, std::string_view action_type) const {
    ImportedEvent event;
    event.action_type = action_type;
    std::string_view sub_agent = TextOf(record, "agentId");
    if (sub_agent.empty() && IsTrue(record, "isSidechain")) {
      sub_agent = "sidechain";
    }
    event.session_id = TextOf(record, "sessionId");
    event.agent_id = AgentOfSession(kFormat, event.session_id, sub_agent);
    event.timestamp = TextOf(record, "timestamp");
    event.original_id = TextOf(record, "uuid");
    event.Label("cwd", TextOf(record, "cwd"));
    event.Label("git_branch", TextOf(record, "gitBranch"));
    event.Label("version", TextOf(record, "version"));
    event.Label("model", TextOf(record.Find("message"), "model"));
    return event;
  }

  void Assistant(JsonView record) {
    const JsonView message = record.Find("message");
    const std::string_view id = TextOf(message, "id");
    if (id.empty() || messages_.Add(id)) {
      ImportedEvent call = Begin(record, action::kLlmCall);
      call.action_name = TextOf(message, "model");
      call.Meta("message_id", id);
      call.Meta("request_id", TextOf(record, "requestId"));
      call.Meta("usage", message.Find("usage"));
      out().Emit(call);
    }
    const JsonView content = message.Find("content");
    if (content.is_string()) return Said(record, content.AsString());
    for (JsonView b = content.First(); b.valid(); b = content.After(b)) {
      const std::string_view type = TextOf(b, "type");
      if (type == "text") {
        Said(record, TextOf(b, "text"));
      } else if (type == "tool_use") {
        ToolUse(record, b);
      } else if (type.find("thinking") != std::string_view::npos) {
        out().NotAnAction("thinking");
      } else {
        out().Unknown(type);
      }
    }
  }

  // The first text of a message is its response; a further one, after tools
  // were called in between, must not count as another response.
  void Said(JsonView record, std::string_view text) {
    const std::string_view id = TextOf(record.Find("message"), "id");
    const bool first = id.empty() || messages_.Add("text " + std::string(id));
    ImportedEvent event =
        Begin(record, first ? action::kLlmResponse : action::kCustom);
    event.action_name =
        first ? TextOf(record.Find("message"), "model") : "response_continued";
    event.output = Payload::Member("text", text);
    event.Meta("message_id", id);
    if (IsTrue(record, "isApiErrorMessage")) {
      event.status = "error";
      event.error_message = text;
    }
    out().Emit(event);
  }

  void ToolUse(JsonView record, JsonView block) {
    ImportedEvent event = Begin(record, action::kToolCall);
    event.action_name = TextOf(block, "name");
    event.input = Payload::Of(block.Find("input"));
    event.call_id = TextOf(block, "id");
    event.Meta("message_id", TextOf(record.Find("message"), "id"));
    LabelHumanWait(event.action_name, &event);
    const std::string key = event.call_id;
    out().Call(key, std::move(event));
  }

  void User(JsonView record) {
    const JsonView content = record.Find("message").Find("content");
    if (content.is_string()) return Prompt(record, content.AsString());
    size_t results = 0;
    for (JsonView b = content.First(); b.valid(); b = content.After(b)) {
      if (TextOf(b, "type") == "tool_result") ++results;
    }
    for (JsonView b = content.First(); b.valid(); b = content.After(b)) {
      const std::string_view type = TextOf(b, "type");
      if (type == "text") {
        Prompt(record, TextOf(b, "text"));
      } else if (type == "tool_result") {
        ToolResult(record, b, results == 1);
      } else if (type == "image" || type == "document") {
        out().NotAnAction(type);
      } else {
        out().Unknown(type);
      }
    }
  }

  void Prompt(JsonView record, std::string_view text) {
    ImportedEvent event = Begin(record, action::kCustom);
    event.action_name = "user_prompt";
    if (IsTrue(record, "isSidechain")) event.action_name = "agent_prompt";
    if (IsTrue(record, "isMeta")) event.action_name = "meta_message";
    if (IsTrue(record, "isCompactSummary")) {
      event.action_name = "compact_summary";
    }
    if (text.starts_with("[Request interrupted by user")) {
      event.action_name = "interrupted";
    }
    event.input = Payload::Member("prompt", text);
    event.Meta("permission_mode", TextOf(record, "permissionMode"));
    out().Emit(event);
  }

  // The record's toolUseResult says more than the block, but which block it
  // belongs to is certain only if there is one.
  void ToolResult(JsonView record, JsonView block, bool only_one) {
    ImportedEvent event = Begin(record, action::kToolResult);
    const JsonView detail = record.Find("toolUseResult");
    const JsonView content = block.Find("content");
    const bool use_detail = only_one && detail.is(JsonType::kObject);
    event.output = Payload::Of(use_detail ? detail : content);
    if (use_detail) event.duration_ms = MeasuredDuration(detail);
    event.status = "success";
    if (IsTrue(block, "is_error")) {
      event.status = "error";
      event.error_message = TextOfBlocks(content);
    }
    const std::string key(TextOf(block, "tool_use_id"));
    event.call_id = key;
    const OpenCall* call = out().FindOpen(key);
    if (call != nullptr) LabelHumanWait(call->name, &event);
    out().Answer(key, std::move(event));
  }

  void System(JsonView record) {
    const std::string_view subtype = TextOf(record, "subtype");
    if (!IsOneOf(subtype, kSystemEvents)) {
      return out().NotAnAction("system " + std::string(subtype));
    }
    ImportedEvent event = Begin(record, action::kCustom);
    event.action_name = subtype;
    event.duration_ms = CountOf(record.Find("durationMs"));
    event.output = Payload::Of(record.Find("content"));
    out().Emit(event);
  }

  RecentTexts lines_;
  RecentTexts messages_;
};

std::optional<std::string> Detect(const InputHead& head) {
  const bool known_type = std::any_of(
      kKinds.begin(), kKinds.end(), [&head](const RecordKind& kind) {
        return TextOf(head.first, "type") == kind.type ||
               (!head.first.valid() &&
                head.bytes.find("\"type\":\"" + std::string(kind.type) + '"') !=
                    std::string_view::npos);
      });
  if (!known_type) return std::nullopt;
  if (head.HasName("sessionId") && head.HasName("uuid")) {
    return "the first line has sessionId, uuid and a type of its records";
  }
  const bool opening =
      (head.HasName("leafUuid") && head.HasName("summary")) ||
      (head.HasName("snapshot") && head.HasName("messageId")) ||
      (head.HasName("operation") && head.HasName("sessionId"));
  if (!opening) return std::nullopt;
  return "the first line is one that Claude Code puts before a session";
}

}  // namespace

extern const InputFormat kClaudeCodeFormat;
const InputFormat kClaudeCodeFormat = {
    .name = kFormat,
    .summary = "Claude Code session transcripts (~/.claude/projects)",
    .unit = InputFormat::Unit::kLines,
    .needs_digest = true,
    .stateless = false,
    .detect = &Detect,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<ClaudeCodeImporter>(source);
    }};

}  // namespace plog
