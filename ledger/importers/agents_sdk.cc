// OpenAI Agents SDK traces: {"object":"trace"} and {"object":"trace.span"}, one
// per line or in an array.
//
// Spans are exported when they end, so children stand before their parents, and
// which agent acted is said by an ancestor. Records are therefore held until
// the end of the source (up to max_record bytes at a time) and come out by
// time. Of a source that was ingested while a trace was still being written,
// the spans of that first part lack the agent that a later parent names.

#include <unordered_map>

#include "ledger/importers/document_importer.h"
#include "ledger/importers/head_inspection.h"

namespace plog {
namespace {

constexpr std::string_view kFormat = "agents-sdk";
constexpr int kMaxAncestors = 64;

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
    if (held_bytes_ > out().source().max_record) Release();
  }
  void End() override { Release(); }

 private:
  struct Relation {
    std::string parent;
    std::string agent;  // of an agent span
  };
  struct Pending {
    ImportedEvent event;
    RecordPlace place;
    std::string span;
    std::string trace;
  };

  void Trace(JsonView record) {
    const std::string id(TextOf(record, "id"));
    groups_[id] = TextOf(record, "group_id");
    ImportedEvent event;
    event.action_type = action::kCustom;
    event.action_name = "trace";
    event.original_id = id;
    event.input =
        Payload::Members({{"workflow_name", record.Find("workflow_name")},
                          {"metadata", record.Find("metadata")}});
    Hold(std::move(event), "", id);
  }

  void Span(JsonView record) {
    const JsonView data = record.Find("span_data");
    const std::string_view type = TextOf(data, "type");
    const std::string id(TextOf(record, "id"));
    relations_[id] = {std::string(TextOf(record, "parent_id")),
                      type == "agent" ? std::string(TextOf(data, "name")) : ""};
    if (type == "function") {
      Pair(record, data, action::kToolCall, action::kToolResult);
    } else if (type == "generation" || type == "response") {
      Pair(record, data, action::kLlmCall, action::kLlmResponse);
    } else {
      ImportedEvent event = Begin(record, action::kCustom);
      event.action_name = type == "custom" ? TextOf(data, "name") : type;
      event.input = Payload::Of(data);
      event.duration_ms = Duration(record);
      SetStatus(record, &event);
      Hold(std::move(event), id, TextOf(record, "trace_id"));
    }
  }

  // The call at the start of the span, the result at its end.
  void Pair(JsonView record, JsonView data, std::string_view call_type,
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
    const std::string id = call.call_id;
    Hold(std::move(call), id, TextOf(record, "trace_id"));
    Hold(std::move(result), id, TextOf(record, "trace_id"));
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

  void Hold(ImportedEvent event, std::string_view span,
            std::string_view trace) {
    RecordPlace place = out().place();
    place.raw = {};  // gone by then
    pending_.push_back(
        {std::move(event), place, std::string(span), std::string(trace)});
  }

  std::string AgentOf(std::string span) const {
    for (int i = 0; i < kMaxAncestors && !span.empty(); ++i) {
      const auto found = relations_.find(span);
      if (found == relations_.end()) break;
      if (!found->second.agent.empty()) return found->second.agent;
      span = found->second.parent;
    }
    return std::string(kFormat);
  }

  void Release() {
    const RecordPlace last = out().place();
    out().BeginSorting();
    for (Pending& pending : pending_) {
      pending.event.agent_id = AgentOf(pending.span);
      const auto group = groups_.find(pending.trace);
      pending.event.session_id = group == groups_.end() || group->second.empty()
                                     ? pending.trace
                                     : group->second;
      out().SetPlace(pending.place);
      out().Emit(pending.event);
    }
    out().SetPlace(last);
    out().EndSorting();
    pending_.clear();
    relations_.clear();
    held_bytes_ = 0;
  }

  std::unordered_map<std::string, std::string> groups_;
  std::unordered_map<std::string, Relation> relations_;
  std::vector<Pending> pending_;
  size_t held_bytes_ = 0;
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
    .detect = &Detect,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<AgentsSdkImporter>(source);
    }};

}  // namespace plog
