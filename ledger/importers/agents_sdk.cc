// OpenAI Agents SDK traces: {"object":"trace"} and {"object":"trace.span"}, one
// per line or in an array.
//
// Spans are exported when they end, so children stand before their parents, and
// which agent acted is said by an ancestor. A span is therefore held until the
// span of its agent has come (or of a root that is no agent), and the record of
// its trace, which names the session; what one record settles comes out by
// time. At the end of the source, and when more than max_record bytes have been
// read since all was let go, the rest comes out without its agent: a source
// that is ingested while a trace is still being written keeps those spans so.

#include <iterator>
#include <map>
#include <unordered_map>

#include "ledger/importers/document_importer.h"
#include "ledger/importers/head_inspection.h"

namespace plog {
namespace {

constexpr std::string_view kFormat = "agents-sdk";

class AgentsSdkImporter : public DocumentImporter {
 public:
  explicit AgentsSdkImporter(const SourceInfo& source)
      : DocumentImporter(kFormat, source, {"data"}) {}

 protected:
  void Record(JsonView record, const Context& /*context*/) override {
    const std::string_view object = TextOf(record, "object");
    if (object == "trace") {
      Trace(record);
    } else if (object == "trace.span") {
      Span(record);
    } else if (!record.Find("data").valid()) {
      out().Unknown(object.empty() ? "a value without object" : object);
    }
    held_bytes_ += out().place().raw.size();
    if (held_bytes_ <= out().source().max_record) return;
    Release();
    agents_.clear();
    held_bytes_ = 0;
  }
  void End() override { Release(); }

 private:
  // A span that is held, as the events that it becomes.
  struct Held {
    std::string span;
    std::string trace;
    std::string agent;  // once it is known
    RecordPlace place;
    std::vector<ImportedEvent> events;
  };

  void Trace(JsonView record) {
    const std::string id(TextOf(record, "id"));
    const std::string_view group = TextOf(record, "group_id");
    sessions_[id] = group.empty() ? id : group;
    ImportedEvent event;
    event.action_type = action::kCustom;
    event.action_name = "trace";
    event.original_id = id;
    event.input =
        Payload::Members({{"workflow_name", record.Find("workflow_name")},
                          {"metadata", record.Find("metadata")}});
    event.agent_id = kFormat;
    event.session_id = sessions_[id];
    out().Emit(event);
    const auto waiting = settled_.find(id);
    if (waiting == settled_.end()) return;
    const std::vector<Held> spans = std::move(waiting->second);
    settled_.erase(waiting);
    Emit(spans);
  }

  void Span(JsonView record) {
    const JsonView data = record.Find("span_data");
    const std::string_view type = TextOf(data, "type");
    Held held{std::string(TextOf(record, "id")),
              std::string(TextOf(record, "trace_id")),
              {},
              out().place(),
              {}};
    held.place.raw = {};  // gone by then
    if (type == "function") {
      held.events = Pair(record, data, action::kToolCall, action::kToolResult);
    } else if (type == "generation" || type == "response") {
      held.events = Pair(record, data, action::kLlmCall, action::kLlmResponse);
    } else {
      ImportedEvent event = Begin(record, action::kCustom);
      event.action_name = type == "custom" ? TextOf(data, "name") : type;
      event.input = Payload::Of(data);
      event.duration_ms = Duration(record);
      SetStatus(record, &event);
      held.events.push_back(std::move(event));
    }
    const std::string parent(TextOf(record, "parent_id"));
    const auto above = agents_.find(parent);
    if (type == "agent" && !TextOf(data, "name").empty()) {
      Settle(std::move(held), std::string(TextOf(data, "name")));
    } else if (above != agents_.end()) {
      Settle(std::move(held), above->second);
    } else if (parent.empty()) {
      Settle(std::move(held), std::string(kFormat));
    } else {
      children_[parent].push_back(std::move(held));
    }
  }

  // The call at the start of the span, the result at its end.
  static std::vector<ImportedEvent> Pair(JsonView record, JsonView data,
                                         std::string_view call_type,
                                         std::string_view result_type) {
    ImportedEvent call = Begin(record, call_type);
    const bool tool = call_type == action::kToolCall;
    call.action_name = TextOf(data, tool ? "name" : "model");
    call.input = Payload::Of(data.Find("input"));
    call.call_id = TextOf(record, "id");
    call.Meta("mcp_data", data.Find("mcp_data"));
    ImportedEvent result = Begin(record, result_type);
    result.action_name = call.action_name;
    result.call_id = call.call_id;
    result.output = Payload::Of(data.Find("output"));
    result.Meta("response_id", TextOf(data, "response_id"));
    result.Meta("usage", data.Find("usage"));
    result.timestamp = TextOf(record, "ended_at");
    result.duration_ms = Duration(record);
    SetStatus(record, &result);
    return {std::move(call), std::move(result)};
  }

  static ImportedEvent Begin(JsonView record, std::string_view action_type) {
    ImportedEvent event;
    event.action_type = action_type;
    event.original_id = TextOf(record, "id");
    event.timestamp = TextOf(record, "started_at");
    event.Meta("parent_id", TextOf(record, "parent_id"));
    event.Meta("trace_id", TextOf(record, "trace_id"));
    return event;
  }

  static std::optional<int64_t> Duration(JsonView record) {
    return MillisecondsBetween(TextOf(record, "started_at"),
                               TextOf(record, "ended_at"));
  }

  static void SetStatus(JsonView record, ImportedEvent* event) {
    const JsonView error = record.Find("error");
    if (!error.valid()) return;
    event->status = error.is_null() ? "success" : "error";
    if (error.present()) {
      event->error_message = TextOf(error, "message");
      event->Meta("error", error);
    }
  }

  // The agent of a span is known, and so is that of all that hang on it.
  void Settle(Held first, const std::string& agent) {
    const std::string trace = first.trace;
    std::vector<Held> all;
    all.push_back(std::move(first));
    for (size_t i = 0; i < all.size(); ++i) {
      all[i].agent = agent;
      agents_[all[i].span] = agent;
      const auto hanging = children_.find(all[i].span);
      if (hanging == children_.end()) continue;
      std::move(hanging->second.begin(), hanging->second.end(),
                std::back_inserter(all));
      children_.erase(hanging);
    }
    if (sessions_.contains(trace)) return Emit(all);
    std::vector<Held>& waiting = settled_[trace];
    std::move(all.begin(), all.end(), std::back_inserter(waiting));
  }

  const std::string& SessionOf(const Held& held) const {
    const auto found = sessions_.find(held.trace);
    return found == sessions_.end() ? held.trace : found->second;
  }

  void Emit(const std::vector<Held>& spans) {
    const RecordPlace now = out().place();
    out().BeginSorting();
    for (const Held& held : spans) {
      out().SetPlace(held.place);
      for (ImportedEvent event : held.events) {
        event.agent_id = held.agent.empty() ? std::string(kFormat) : held.agent;
        event.session_id = SessionOf(held);
        out().Emit(event);
      }
    }
    out().SetPlace(now);
    out().EndSorting();
  }

  void Release() {
    std::vector<Held> rest;
    for (auto* map : {&settled_, &children_}) {
      for (auto& [key, spans] : *map) {
        std::move(spans.begin(), spans.end(), std::back_inserter(rest));
      }
      map->clear();
    }
    Emit(rest);
  }

  std::unordered_map<std::string, std::string> sessions_;  // by trace
  std::unordered_map<std::string, std::string> agents_;    // by settled span
  std::map<std::string, std::vector<Held>> children_;      // by parent
  std::map<std::string, std::vector<Held>> settled_;  // by trace, which is not
                                                      // known yet
  size_t held_bytes_ = 0;  // of records since agents_ was cleared
};

std::optional<std::string> Detect(const InputHead& head) {
  const InputHead first = FirstObject(head);
  const std::string_view object = TextOf(first.first, "object");
  const bool spaced = first.HasName("object") && first.HasName("span_data");
  const bool trace = first.HasName("object") && first.HasName("workflow_name");
  if (object == "trace" || object == "trace.span" || spaced || trace) {
    return "its object is trace or trace.span";
  }
  return std::nullopt;
}

}  // namespace

extern const InputFormat kAgentsSdkFormat;
const InputFormat kAgentsSdkFormat = {
    .name = kFormat,
    .summary = "OpenAI Agents SDK traces",
    .unit = InputFormat::Unit::kBytes,
    .needs_digest = true,
    .stateless = false,
    .holds_back = true,
    .detect = &Detect,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<AgentsSdkImporter>(source);
    }};

}  // namespace plog
