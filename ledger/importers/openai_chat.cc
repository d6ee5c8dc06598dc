// Chat-completions trajectories: messages with roles, tool calls in assistant
// messages and their results in tool messages. Bare arrays, {messages: […]},
// {traj: […]} (tau-bench), one conversation per line or per array element.
//
// The format has no times, no status and no agent. Call ids repeat inside
// conversations, so a result answers the nearest earlier open call of its id.
//
// A conversation without an id is a session named by the digest of its record
// and its number in the source: not by that of the source, which is another one
// once the source has grown. Where every message is a record, that is the
// digest of the first one and of the source's name, since first messages are
// much the same everywhere.

#include <fmt/format.h>

#include "ledger/crypto/sha256.h"
#include "ledger/importers/document_importer.h"
#include "ledger/importers/head_inspection.h"

namespace plog {
namespace {

constexpr std::string_view kFormat = "openai-chat";

class OpenaiChatImporter : public DocumentImporter {
 public:
  explicit OpenaiChatImporter(const SourceInfo& source)
      : DocumentImporter(kFormat, source) {}

 protected:
  void Record(JsonView record, const Context& /*context*/) override {
    if (record.is(JsonType::kArray)) return Conversation({}, record);
    const JsonView messages = record.Find("messages");
    if (messages.is(JsonType::kArray)) return Conversation(record, messages);
    const JsonView trajectory = record.Find("traj");
    if (trajectory.is(JsonType::kArray)) {
      return Conversation(record, trajectory);
    }
    if (record.Find("role").is_string()) {
      if (!open_) BeginConversation({}, out().source().name);
      // Messages on lines of their own are one conversation, too.
      open_ = true;
      return Message(record);
    }
    if (record.Find("metadata").valid()) {
      return out().NotAnAction("metadata of the set");
    }
    out().Unknown("a value without messages");
  }
  void ArrayEnd() override { open_ = false; }

 private:
  void Conversation(JsonView about, JsonView messages) {
    open_ = false;
    BeginConversation(about);
    for (JsonView m = messages.First(); m.valid(); m = messages.After(m)) {
      Message(m);
    }
  }

  void BeginConversation(JsonView about, std::string_view source = {}) {
    ++conversations_;
    out().ForgetCalls();
    message_ = 0;
    session_ = ScalarText(about.Find("id"));
    if (session_.empty()) {
      const std::string basis = fmt::format("{}{}", out().place().raw, source);
      session_ = fmt::format("{}-{}", ToHex(Sha256Of(basis)).substr(0, 16),
                             conversations_);
    }
    task_ = ScalarText(about.Find("task_id"));
    trial_ = ScalarText(about.Find("trial"));
  }

  ImportedEvent Begin(JsonView message, std::string_view action_type) const {
    ImportedEvent event;
    event.action_type = action_type;
    event.agent_id = TextOf(message, "name");
    if (event.agent_id.empty() || TextOf(message, "role") != "assistant") {
      event.agent_id = "assistant";
    }
    event.session_id = session_;
    event.original_id = std::to_string(message_);
    event.Label("task_id", task_);
    event.Label("trial", trial_);
    return event;
  }

  void Message(JsonView message) {
    ++message_;
    const std::string_view role = TextOf(message, "role");
    if (role == "assistant") return Assistant(message);
    if (role == "tool" || role == "function") return ToolMessage(message, role);
    const bool user = role == "user";
    if (!user && role != "system" && role != "developer") {
      return out().Unknown("message of " + std::string(role));
    }
    ImportedEvent event = Begin(message, action::kCustom);
    event.action_name = user ? "user_prompt" : "system_prompt";
    event.input =
        Payload::Member("prompt", TextOfBlocks(message.Find("content")));
    out().Emit(event);
  }

  void Assistant(JsonView message) {
    const std::string text = TextOfBlocks(message.Find("content"));
    if (!text.empty()) {
      ImportedEvent event = Begin(message, action::kLlmResponse);
      event.output = Payload::Member("text", text);
      out().Emit(event);
    }
    const JsonView calls = message.Find("tool_calls");
    for (JsonView c = calls.First(); calls.is(JsonType::kArray) && c.valid();
         c = calls.After(c)) {
      ToolCall(message, c.Find("function"), TextOf(c, "id"));
    }
    // The API before tool calls: one call, tied to its result by name.
    const JsonView call = message.Find("function_call");
    if (call.is(JsonType::kObject)) ToolCall(message, call, {});
  }

  void ToolCall(JsonView message, JsonView function, std::string_view id) {
    ImportedEvent event = Begin(message, action::kToolCall);
    event.action_name = TextOf(function, "name");
    event.input = Payload::Of(function.Find("arguments"));
    event.call_id = id;
    out().Call(std::string(id), std::move(event));
  }

  void ToolMessage(JsonView message, std::string_view role) {
    ImportedEvent event = Begin(message, action::kToolResult);
    const std::string id(role == "tool" ? TextOf(message, "tool_call_id")
                                        : std::string_view());
    const JsonView content = message.Find("content");
    event.output = content.is(JsonType::kArray)
                       ? Payload::Of(TextOfBlocks(content))
                       : Payload::Of(content);
    event.call_id = id;
    if (!out().IsOpen(id)) event.action_name = TextOf(message, "name");
    out().Answer(id, std::move(event));
  }

  uint64_t conversations_ = 0;
  uint64_t message_ = 0;
  bool open_ = false;  // messages that follow belong to the same conversation
  std::string session_;
  std::string task_;
  std::string trial_;
};

std::optional<std::string> Detect(const InputHead& head) {
  const InputHead first = FirstObject(head);
  if (first.HasName("role") &&
      (first.HasName("content") || first.HasName("tool_calls"))) {
    return "it begins with a message that has a role";
  }
  const bool about_set = first.HasName("metadata") &&
                         first.top_level_names.size() == 1 &&
                         head.bytes.find("\"messages\"") != std::string::npos;
  const bool holds_roles = head.bytes.find("\"role\"") != std::string::npos;
  if (about_set && holds_roles) {
    return "it begins with metadata, then has messages";
  }
  if (first.HasName("eval") || first.HasName("run_type") || !holds_roles) {
    return std::nullopt;
  }
  if (first.HasName("messages")) return "it begins with an object of messages";
  if (first.HasName("traj")) return "it begins with an object that has traj";
  return std::nullopt;
}

}  // namespace

extern const InputFormat kOpenaiChatFormat;
const InputFormat kOpenaiChatFormat = {
    .name = kFormat,
    .summary = "chat-completions messages with tool calls (also tau-bench)",
    .unit = InputFormat::Unit::kBytes,
    .needs_digest = true,
    .stateless = false,
    .detect = &Detect,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<OpenaiChatImporter>(source);
    }};

}  // namespace plog
