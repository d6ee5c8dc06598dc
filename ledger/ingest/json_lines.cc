// Native JSON Lines: every line is an event.

#include <algorithm>

#include "ledger/ingest/input_format.h"

namespace plog {
namespace {

class JsonLinesDecoder : public InputDecoder {
 public:
  void Line(const InputLine& line, RecordSink* sink) override {
    sink->Event({line.text, line.number, line.number, 1});
  }
};

// An object with an agent and an action is ours whatever else it carries;
// without an action, only if it carries nothing foreign.
std::optional<std::string> Detect(const InputHead& head) {
  const JsonView first = head.first;
  if (!first.Find("agent_id").is_string()) return std::nullopt;
  if (first.Find("action_type").is_string()) {
    return "the first line is an object with agent_id and action_type";
  }
  for (JsonView name = first.First(); name.valid();
       name = first.After(name.Value())) {
    if (!FindMember(name.AsString())) return std::nullopt;
  }
  return "the first line is an object with agent_id";
}

}  // namespace

extern const InputFormat kJsonLinesFormat;
const InputFormat kJsonLinesFormat = {
    .name = "jsonl",
    .summary = "events, one JSON object per line",
    .unit = InputFormat::Unit::kLines,
    .needs_digest = false,
    .stateless = true,
    .detect = &Detect,
    .make = [](const SourceInfo&) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<JsonLinesDecoder>();
    }};

}  // namespace plog
