// SWE-agent trajectories (.traj): one JSON document. The history tells calls
// and results if the model used tool calls, else the trajectory does. Neither
// has times or states; how long an action took stands in the trajectory.

#include "ledger/importers/document_importer.h"

namespace plog {
namespace {

constexpr std::string_view kFormat = "swe-agent";

// The command an action begins with: SWE-agent's commands are shell words.
std::string_view FirstWord(std::string_view action) {
  const size_t begin = action.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  const size_t end = action.find_first_of(" \t\r\n", begin);
  return action.substr(begin,
                       end == std::string_view::npos ? end : end - begin);
}

class SweAgentImporter : public DocumentImporter {
 public:
  explicit SweAgentImporter(const SourceInfo& source)
      : DocumentImporter(kFormat, source) {}

 protected:
  void Record(JsonView record, const Context& /*context*/) override {
    const JsonView history = record.Find("history");
    const JsonView steps = record.Find("trajectory");
    if (!history.is(JsonType::kArray) && !steps.is(JsonType::kArray)) {
      return out().Unknown("a value without trajectory and history");
    }
    out().ForgetCalls();
    environment_ = TextOf(record, "environment");
    bool has_calls = false;
    for (JsonView m = history.First(); m.valid(); m = history.After(m)) {
      has_calls = has_calls || m.Find("tool_calls").is(JsonType::kArray);
    }
    if (has_calls) {
      History(history, steps);
    } else {
      Trajectory(steps);
    }
    ImportedEvent event = Begin("main", action::kCustom);
    event.action_name = "submission";
    event.output = Payload::Of(record.Find("info"));
    if (event.output.present()) out().Emit(event);
  }

 private:
  ImportedEvent Begin(std::string_view agent,
                      std::string_view action_type) const {
    ImportedEvent event;
    event.action_type = action_type;
    event.agent_id = agent.empty() ? "main" : agent;
    event.session_id = session_;
    event.Label("environment", environment_);
    return event;
  }

  void History(JsonView history, JsonView steps) {
    step_ = steps.First();
    for (JsonView m = history.First(); m.valid(); m = history.After(m)) {
      if (IsTrue(m, "is_demo") ||
          TextOf(m, "message_type") == "demonstration") {
        out().NotAnAction("demonstration");
      } else if (TextOf(m, "role") == "assistant") {
        Assistant(m);
        // One step of the trajectory for every action of the model.
        TakeDuration(steps);
      } else if (m.Find("tool_call_ids").is(JsonType::kArray)) {
        Results(m);
      } else {
        Prompt(m);
      }
    }
  }

  void TakeDuration(JsonView steps) {
    duration_.reset();
    if (!step_.valid()) return;
    duration_ = MillisecondsOfSeconds(step_.Find("execution_time"));
    step_ = steps.After(step_);
  }

  void Prompt(JsonView message) {
    ImportedEvent event = Begin(TextOf(message, "agent"), action::kCustom);
    const bool user = TextOf(message, "role") == "user";
    event.action_name = user ? "user_prompt" : "system_prompt";
    event.input =
        Payload::Member("prompt", TextOfBlocks(message.Find("content")));
    out().Emit(event);
  }

  void Assistant(JsonView message) {
    const std::string_view agent = TextOf(message, "agent");
    ImportedEvent response = Begin(agent, action::kLlmResponse);
    response.output =
        Payload::Member("text", TextOfBlocks(message.Find("content")));
    out().Emit(response);
    const JsonView calls = message.Find("tool_calls");
    for (JsonView c = calls.First(); calls.is(JsonType::kArray) && c.valid();
         c = calls.After(c)) {
      const JsonView function = c.Find("function");
      ImportedEvent call = Begin(agent, action::kToolCall);
      const std::string_view command = FirstWord(TextOf(message, "action"));
      // With several calls the action is all of them; then the function names.
      call.action_name = calls.size() == 1 && !command.empty()
                             ? command
                             : TextOf(function, "name");
      call.input = Payload::Of(function.Find("arguments"));
      call.call_id = TextOf(c, "id");
      call.Meta("function", TextOf(function, "name"));
      call.Meta("command", TextOf(message, "action"));
      const std::string key = call.call_id;
      out().Call(key, std::move(call));
    }
  }

  void Results(JsonView message) {
    const JsonView ids = message.Find("tool_call_ids");
    for (JsonView id = ids.First(); id.valid(); id = ids.After(id)) {
      ImportedEvent event =
          Begin(TextOf(message, "agent"), action::kToolResult);
      event.output = Payload::Of(TextOfBlocks(message.Find("content")));
      if (ids.size() == 1) event.duration_ms = duration_;
      event.call_id = ScalarText(id);
      const std::string key = event.call_id;
      out().Answer(key, std::move(event));
    }
  }

  void Trajectory(JsonView steps) {
    for (JsonView s = steps.First(); s.valid(); s = steps.After(s)) {
      if (!TextOf(s, "response").empty()) {
        ImportedEvent response = Begin({}, action::kLlmResponse);
        response.output = Payload::Member("text", TextOf(s, "response"));
        out().Emit(response);
      }
      const std::string_view action = TextOf(s, "action");
      ImportedEvent call = Begin({}, action::kToolCall);
      call.action_name = FirstWord(action);
      if (call.action_name.empty()) call.action_name = "shell";
      call.input = Payload::Member("command", action);
      out().Call("", std::move(call));
      ImportedEvent result = Begin({}, action::kToolResult);
      result.output = Payload::Of(TextOf(s, "observation"));
      result.duration_ms = MillisecondsOfSeconds(s.Find("execution_time"));
      out().Answer("", std::move(result));
    }
  }

  std::string session_ = out().SourceFileName();
  std::string environment_;
  JsonView step_;
  std::optional<int64_t> duration_;
};

std::optional<std::string> Detect(const InputHead& head) {
  if (head.HasName("trajectory") &&
      (head.HasName("history") || head.HasName("environment"))) {
    return "an object with trajectory and history or environment";
  }
  return std::nullopt;
}

}  // namespace

extern const InputFormat kSweAgentFormat;
const InputFormat kSweAgentFormat = {
    .name = kFormat,
    .summary = "SWE-agent trajectories (.traj)",
    .unit = InputFormat::Unit::kBytes,
    .needs_digest = true,
    .stateless = false,
    .detect = &Detect,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<SweAgentImporter>(source);
    }};

}  // namespace plog
