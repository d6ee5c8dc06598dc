// Intercept's own event log, <instance>.jsonl: one JSON object per line with
// ts, type and instance (internal/events of PolicyLayer/Intercept @77f0429).
//
// A tool_call is a decision of the proxy: POLICY_DECISION, outcome allow or
// deny. The log has neither arguments nor the agent: the agent is
// "intercept", the session the proxy's instance. `args_hash` keeps its name:
// Go's encoding was hashed, which is not always the canonical one, so it is no
// `arguments_hash`. A state_backend may hold a password: all but its scheme is
// dropped.

#include <array>

#include "ledger/importers/line_importer.h"

namespace plog {
namespace {

constexpr std::string_view kFormat = "intercept-log";
constexpr std::string_view kAgent = "intercept";

constexpr std::array<std::string_view, 4> kOtherTypes = {
    "startup", "config_reload", "heartbeat", "shutdown"};

struct Outcome {
  std::string_view result;
  std::string_view outcome;
};
constexpr std::array<Outcome, 2> kOutcomes = {
    {{"allowed", "allow"}, {"denied", "deny"}}};

class InterceptImporter : public LineImporter {
 public:
  explicit InterceptImporter(const SourceInfo& source)
      : LineImporter(kFormat, source) {}

 protected:
  void Record(JsonView record) override {
    const std::string_view type = TextOf(record, "type");
    if (type == "tool_call") return Decision(record);
    for (const std::string_view other : kOtherTypes) {
      if (other == type) return Other(record, type);
    }
    out().Unknown(type.empty() ? "a record without type" : type);
  }

 private:
  static ImportedEvent Begin(JsonView record, std::string_view action_type) {
    ImportedEvent event;
    event.action_type = action_type;
    event.agent_id = kAgent;
    event.session_id = TextOf(record, "instance");
    event.timestamp = TextOf(record, "ts");
    return event;
  }

  void Decision(JsonView record) {
    const std::string_view result = TextOf(record, "result");
    for (const Outcome& row : kOutcomes) {
      if (row.result != result) continue;
      ImportedEvent event = Begin(record, action::kPolicyDecision);
      event.action_name = TextOf(record, "tool");
      event.error_message = TextOf(record, "message");
      event.Meta("outcome", row.outcome);
      event.Meta("rule", TextOf(record, "rule"));
      event.Meta("args_hash", TextOf(record, "args_hash"));
      return out().Emit(event);
    }
    out().Unknown("a tool_call that was neither allowed nor denied");
  }

  void Other(JsonView record, std::string_view type) {
    ImportedEvent event = Begin(record, action::kCustom);
    event.action_name = "intercept_";
    event.action_name += type;
    for (const std::string_view name :
         {"server", "config", "fail_mode", "status", "message"}) {
      event.Meta(name, TextOf(record, name));
    }
    const std::string_view backend = TextOf(record, "state_backend");
    event.Meta("state_backend", backend.substr(0, backend.find(':')));
    event.Meta("counters", record.Find("counters"));
    out().Emit(event);
  }
};

std::optional<std::string> Detect(const InputHead& head) {
  if (!head.HasName("ts") || !head.HasName("type") ||
      !head.HasName("instance")) {
    return std::nullopt;
  }
  return "the first line has ts, type and instance";
}

}  // namespace

extern const InputFormat kInterceptLogFormat;
const InputFormat kInterceptLogFormat = {
    .name = kFormat,
    .summary = "Intercept's event log: its decisions about calls",
    .unit = InputFormat::Unit::kLines,
    .needs_digest = true,
    .stateless = false,
    .detect = &Detect,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<InterceptImporter>(source);
    }};

}  // namespace plog
