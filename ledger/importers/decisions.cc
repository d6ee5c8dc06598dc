// Decisions of any policy enforcer, one JSON object per line, as plog documents
// them (DECISIONS in the manual):
//
//   {"time":…,"tool":…,"outcome":…,"agent":…,"session":…,"call_id":…,
//    "rule":…,"policy_digest":…,"policy_version":…,"reviewer":…,"reason":…,
//    "expires_at":…,"arguments":{…},"arguments_hash":…}
//
// Only time, tool and outcome are required. Each becomes a POLICY_DECISION.

#include <array>

#include "ledger/importers/line_importer.h"

namespace plog {
namespace {

constexpr std::string_view kFormat = "decisions";

// How enforcers call their outcomes, and what plog calls them.
struct Outcome {
  std::string_view word;
  std::string_view outcome;
};
constexpr std::array<Outcome, 13> kOutcomes = {{
    {"allow", "allow"},
    {"allowed", "allow"},
    {"deny", "deny"},
    {"denied", "deny"},
    {"reject", "deny"},
    {"block", "deny"},
    {"require_approval", "require_approval"},
    {"pending_review", "require_approval"},
    {"approved", "approved"},
    {"rejected", "rejected"},
    {"redact", "redact"},
    {"redacted", "redact"},
    {"hold", "require_approval"},
}};

constexpr std::array<std::string_view, 8> kTexts = {
    "rule",       "policy_digest",  "policy_version", "reviewer",
    "decided_at", "arguments_hash", "expires_at",     "risk"};

class DecisionsImporter : public LineImporter {
 public:
  explicit DecisionsImporter(const SourceInfo& source)
      : LineImporter(kFormat, source) {}

 protected:
  void Record(JsonView record) override {
    const std::string_view word =
        FirstTextOf(record, {"outcome", "decision", "status"});
    for (const Outcome& row : kOutcomes) {
      if (row.word == word) return Decision(record, row.outcome);
    }
    out().Unknown(word.empty() ? "a record without outcome" : word);
  }

 private:
  void Decision(JsonView record, std::string_view outcome) {
    ImportedEvent event;
    event.action_type = action::kPolicyDecision;
    event.action_name = FirstTextOf(record, {"tool", "action_name"});
    event.agent_id = FirstTextOf(record, {"agent", "agent_id"});
    if (event.agent_id.empty()) event.agent_id = kFormat;
    event.session_id = FirstTextOf(record, {"session", "session_id"});
    event.timestamp = FirstTextOf(record, {"time", "timestamp", "ts"});
    event.call_id = TextOf(record, "call_id");
    event.original_id = ScalarText(record.Find("id"));
    event.input = Payload::Of(record.Find("arguments"));
    event.error_message = FirstTextOf(record, {"reason", "message"});
    event.Meta("outcome", outcome);
    for (const std::string_view name : kTexts) {
      event.Meta(name, TextOf(record, name));
    }
    out().Emit(event);
  }
};

std::optional<std::string> Detect(const InputHead& head) {
  const bool event = head.HasName("action_type");
  if (event || !head.HasName("tool")) return std::nullopt;
  if (!head.HasName("outcome") && !head.HasName("decision")) {
    return std::nullopt;
  }
  return "the first line has tool and outcome";
}

}  // namespace

extern const InputFormat kDecisionsFormat;
const InputFormat kDecisionsFormat = {
    .name = kFormat,
    .summary = "decisions of a policy enforcer, one JSON object per line",
    .unit = InputFormat::Unit::kLines,
    .needs_digest = true,
    .stateless = false,
    .detect = &Detect,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<DecisionsImporter>(source);
    }};

}  // namespace plog
