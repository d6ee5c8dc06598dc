// ATIF trajectories (v1.0 to 1.7): one document, or one per line. Calls of a
// step come before its results; both have the time of the step, so nothing says
// how long they took. The agent is `NAME/SESSION`.

#include "ledger/importers/document_importer.h"
#include "ledger/importers/head_inspection.h"

namespace plog {
namespace {

constexpr std::string_view kFormat = "atif";
// Trajectories of sub-agents inside trajectories.
constexpr int kMaxNesting = 16;

class AtifImporter : public DocumentImporter {
 public:
  explicit AtifImporter(const SourceInfo& source)
      : DocumentImporter(kFormat, source) {}

 protected:
  void Record(JsonView record, const Context& /*context*/) override {
    Trajectory(record, out().SourceFileName(), 0);
  }

 private:
  void Trajectory(JsonView trajectory, const std::string& fallback,
                  int nesting) {
    const JsonView steps = trajectory.Find("steps");
    if (!steps.is(JsonType::kArray)) {
      return out().Unknown("a value without steps");
    }
    out().ForgetCalls();
    agent_ = TextOf(trajectory.Find("agent"), "name");
    model_ = TextOf(trajectory.Find("agent"), "model_name");
    session_ = TextOf(trajectory, "session_id");
    if (session_.empty()) session_ = fallback;
    for (JsonView s = steps.First(); s.valid(); s = steps.After(s)) Step(s);
    const JsonView inner = trajectory.Find("subagent_trajectories");
    const std::string session = session_;
    for (JsonView t = inner.First(); inner.is(JsonType::kArray) && t.valid();
         t = inner.After(t)) {
      if (nesting < kMaxNesting) Trajectory(t, session, nesting + 1);
    }
  }

  ImportedEvent Begin(JsonView step, std::string_view action_type) const {
    ImportedEvent event;
    event.action_type = action_type;
    event.agent_id =
        AgentOfSession(agent_.empty() ? kFormat : agent_, session_);
    event.session_id = session_;
    event.timestamp = TextOf(step, "timestamp");
    event.original_id = ScalarText(step.Find("step_id"));
    const std::string_view model = TextOf(step, "model_name");
    event.Label("model", model.empty() ? std::string_view(model_) : model);
    return event;
  }

  void Step(JsonView step) {
    const std::string_view from = TextOf(step, "source");
    const std::string text = TextOfBlocks(step.Find("message"));
    if (from == "agent") {
      Agent(step, text);
    } else {
      ImportedEvent event = Begin(step, action::kCustom);
      event.action_name = from == "user" ? "user_prompt" : "system_prompt";
      event.input = Payload::Member("prompt", text);
      out().Emit(event);
    }
    const JsonView results = step.Find("observation").Find("results");
    for (JsonView r = results.First();
         results.is(JsonType::kArray) && r.valid(); r = results.After(r)) {
      Result(step, r);
    }
  }

  void Agent(JsonView step, const std::string& text) {
    // A step that no model made says so.
    const std::optional<int64_t> calls = IntegerOf(step.Find("llm_call_count"));
    if (!calls || *calls > 0) {
      ImportedEvent call = Begin(step, action::kLlmCall);
      call.Meta("metrics", step.Find("metrics"));
      call.Meta("llm_call_count", step.Find("llm_call_count"));
      out().Emit(call);
      ImportedEvent response = Begin(step, action::kLlmResponse);
      response.output = Payload::Member("text", text);
      out().Emit(response);
    }
    const JsonView tools = step.Find("tool_calls");
    for (JsonView c = tools.First(); tools.is(JsonType::kArray) && c.valid();
         c = tools.After(c)) {
      ImportedEvent event = Begin(step, action::kToolCall);
      event.action_name = TextOf(c, "function_name");
      event.input = Payload::Of(c.Find("arguments"));
      event.call_id = TextOf(c, "tool_call_id");
      event.Meta("extra", c.Find("extra"));
      const std::string key = event.call_id;
      out().Call(key, std::move(event));
    }
  }

  // The times are those of the step: their difference measures nothing.
  void Result(JsonView step, JsonView result) {
    ImportedEvent event = Begin(step, action::kToolResult);
    event.output = Payload::Of(result.Find("content"));
    event.call_id = TextOf(result, "source_call_id");
    event.Meta("extra", result.Find("extra"));
    event.Meta("subagent", result.Find("subagent_trajectory_ref"));
    const std::string key = event.call_id;
    out().AnswerUntimed(key, std::move(event));
  }

  std::string agent_;
  std::string model_;
  std::string session_;
};

std::optional<std::string> Detect(const InputHead& head) {
  const InputHead first = FirstObject(head);
  if (first.HasName("schema_version") &&
      head.bytes.find("\"ATIF-v") != std::string_view::npos) {
    return "its schema_version begins with ATIF-v";
  }
  return std::nullopt;
}

}  // namespace

extern const InputFormat kAtifFormat;
const InputFormat kAtifFormat = {
    .name = kFormat,
    .summary = "ATIF agent trajectories",
    .unit = InputFormat::Unit::kBytes,
    .needs_digest = true,
    .stateless = false,
    .detect = &Detect,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<AtifImporter>(source);
    }};

}  // namespace plog
