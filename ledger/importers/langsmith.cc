// LangSmith runs, one per line, in an array or under `runs`. What a run stands
// for is said by its run_type; runs come out by time, up to max_record bytes of
// them together, for their order in a file means nothing.
//
// A run's `session_id` is its project, not a session. Times without a zone are
// UTC; metadata says where that was assumed.

#include <algorithm>
#include <array>

#include "ledger/base/instant.h"
#include "ledger/importers/document_importer.h"
#include "ledger/importers/head_inspection.h"

namespace plog {
namespace {

constexpr std::string_view kFormat = "langsmith";

struct RunType {
  std::string_view name;
  std::string_view call;
  std::string_view result;  // empty: one event tells all
};
constexpr std::array<RunType, 7> kRunTypes = {{
    {"tool", action::kToolCall, action::kToolResult},
    {"retriever", action::kToolCall, action::kToolResult},
    {"llm", action::kLlmCall, action::kLlmResponse},
    {"chain", action::kCustom, {}},
    {"embedding", action::kCustom, {}},
    {"prompt", action::kCustom, {}},
    {"parser", action::kCustom, {}},
}};

class LangSmithImporter : public DocumentImporter {
 public:
  explicit LangSmithImporter(const SourceInfo& source)
      : DocumentImporter(kFormat, source, {"runs"}) {}

 protected:
  void Record(JsonView record, const Context& /*context*/) override {
    if (held_bytes_ == 0) out().BeginSorting();
    held_bytes_ += out().place().raw.size();
    const std::string_view type = TextOf(record, "run_type");
    if (type.empty() && record.Find("runs").valid()) return;
    const auto found =
        std::find_if(kRunTypes.begin(), kRunTypes.end(),
                     [type](const RunType& t) { return t.name == type; });
    if (found == kRunTypes.end()) {
      out().Unknown(type.empty() ? "a value without run_type" : type);
    } else {
      Run(record, *found);
    }
    if (held_bytes_ > out().source().max_record) Release();
  }
  void End() override { Release(); }

 private:
  void Release() {
    out().EndSorting();
    held_bytes_ = 0;
  }

  // Appends the zone that is meant.
  static void SetTime(std::string_view time, ImportedEvent* event) {
    event->timestamp = time;
    if (time.empty() || ParseRfc3339(time)) return;
    const std::string with_zone = std::string(time) + 'Z';
    if (!ParseRfc3339(with_zone)) return;
    event->timestamp = with_zone;
    event->Meta("time_zone", std::string_view("assumed UTC"));
  }

  static ImportedEvent Begin(JsonView run, std::string_view action_type) {
    const JsonView metadata = run.Find("extra").Find("metadata");
    ImportedEvent event;
    event.action_type = action_type;
    event.action_name = TextOf(run, "name");
    event.agent_id = FirstTextOf(metadata, {"agent_id", "agent_name", "agent"});
    if (event.agent_id.empty()) event.agent_id = TextOf(run, "session_name");
    event.session_id =
        FirstTextOf(metadata, {"session_id", "thread_id", "conversation_id"});
    if (event.session_id.empty()) event.session_id = TextOf(run, "trace_id");
    event.original_id = TextOf(run, "id");
    event.call_id = event.original_id;
    event.Label("run_type", TextOf(run, "run_type"));
    event.Meta("trace_id", TextOf(run, "trace_id"));
    event.Meta("parent_run_id", TextOf(run, "parent_run_id"));
    event.Meta("dotted_order", TextOf(run, "dotted_order"));
    event.Meta("project_id", TextOf(run, "session_id"));
    return event;
  }

  static void SetOutcome(JsonView run, ImportedEvent* event) {
    event->output = Payload::Of(run.Find("outputs"));
    const std::string_view status = TextOf(run, "status");
    const std::string_view error = TextOf(run, "error");
    if (!error.empty() || status == "error") {
      event->status = "error";
      event->error_message = error;
    } else if (status == "success" || run.Find("error").is_null()) {
      event->status = "success";
    }
  }

  void Run(JsonView run, const RunType& type) {
    ImportedEvent call = Begin(run, type.call);
    SetTime(TextOf(run, "start_time"), &call);
    call.input = Payload::Of(run.Find("inputs"));
    const std::string_view end = TextOf(run, "end_time");
    if (type.result.empty()) {
      SetOutcome(run, &call);
      ImportedEvent ended;
      SetTime(end, &ended);
      call.duration_ms = MillisecondsBetween(call.timestamp, ended.timestamp);
      return out().Emit(call);
    }
    const std::string key = call.original_id;
    out().Call(key, std::move(call));
    const bool still_runs = end.empty() && !run.Find("outputs").present() &&
                            !run.Find("error").present();
    if (still_runs) return;
    ImportedEvent result = Begin(run, type.result);
    SetTime(end, &result);
    SetOutcome(run, &result);
    out().Answer(key, std::move(result));
  }

  size_t held_bytes_ = 0;
};

std::optional<std::string> Detect(const InputHead& head) {
  const InputHead first = FirstObject(head);
  const bool run = first.HasName("run_type") &&
                   (first.HasName("dotted_order") ||
                    first.HasName("trace_id") || first.HasName("inputs"));
  if (run) return "it has run_type and dotted_order, trace_id or inputs";
  if (first.HasName("runs") &&
      head.bytes.find("\"run_type\"") != std::string_view::npos) {
    return "an object with runs that have run_type";
  }
  return std::nullopt;
}

}  // namespace

extern const InputFormat kLangSmithFormat;
const InputFormat kLangSmithFormat = {
    .name = kFormat,
    .summary = "LangSmith runs",
    .unit = InputFormat::Unit::kBytes,
    .needs_digest = true,
    .stateless = false,
    .holds_back = true,
    .detect = &Detect,
    .make = [](const SourceInfo& source) -> std::unique_ptr<InputDecoder> {
      return std::make_unique<LangSmithImporter>(source);
    }};

}  // namespace plog
