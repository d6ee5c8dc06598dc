#include "ledger/importers/event_emitter.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace plog {
namespace {

void MemberIf(std::string_view name, std::string_view text,
              JsonWriter* writer) {
  if (!text.empty()) writer->Member(name, text);
}

void RawIf(std::string_view name, const std::string& json, JsonWriter* writer) {
  if (json.empty()) return;
  writer->Name(name);
  writer->Raw(json);
}

}  // namespace

std::string EventEmitter::SourceFileName() const {
  const size_t slash = source_.name.rfind('/');
  return slash == std::string::npos ? source_.name
                                    : source_.name.substr(slash + 1);
}

void EventEmitter::Note(std::string_view code, std::string_view detail) {
  sink_->Note(code, detail);
}

void EventEmitter::NotAnAction(std::string_view kind) {
  Note("not-an-action", kind);
}

void EventEmitter::Unknown(std::string_view kind) {
  Note("unknown-record", kind);
}

void EventEmitter::Refuse(const Reject& reject) {
  sink_->Refuse({place_.raw, place_.record, place_.line, place_.column},
                reject);
}

void EventEmitter::Call(const std::string& key, ImportedEvent event) {
  if (event.call_id.empty()) {
    event.call_id = fmt::format("#{}", calls_.opened() + 1);
    event.call_id_made_up = true;
  }
  calls_.Open(key, {event.action_name, event.timestamp, event.call_id,
                    event.action_type == action::kToolCall, event.agent_id,
                    event.call_id_made_up});
  Emit(event);
}

std::optional<OpenCall> EventEmitter::CloseFor(const std::string& key,
                                               ImportedEvent* event) {
  std::optional<OpenCall> call = calls_.Close(key);
  if (!call && search_) call = search_(*event);
  if (!call) {
    Note("result-without-call", format_);
    return call;
  }
  if (event->action_name.empty()) event->action_name = call->name;
  if (!call->agent.empty()) event->agent_id = call->agent;
  event->call_id = call->call_id;
  event->call_id_made_up = call->id_made_up;
  return call;
}

void EventEmitter::Answer(const std::string& key, ImportedEvent event) {
  const std::optional<OpenCall> call = CloseFor(key, &event);
  if (call && !event.duration_ms) {
    event.duration_ms = MillisecondsBetween(call->time, event.timestamp);
    event.duration_from_times = event.duration_ms.has_value();
  }
  Emit(event);
}

void EventEmitter::AnswerUntimed(const std::string& key, ImportedEvent event) {
  CloseFor(key, &event);
  Emit(event);
}

void EventEmitter::CountUnanswered() {
  for (uint64_t i = 0; i < calls_.unanswered(); ++i) {
    Note("call-without-result", format_);
  }
}

void EventEmitter::Emit(const ImportedEvent& event) {
  if (!sorting_) return Write(event, place_);
  held_.push_back({event, place_, ParseRfc3339(event.timestamp)});
  held_.back().place.raw = {};  // may be gone when it is written
}

void EventEmitter::EndSorting() {
  sorting_ = false;
  std::optional<Instant> last;
  for (Held& held : held_) {
    if (!held.time) held.time = last;
    last = held.time;
  }
  std::stable_sort(
      held_.begin(), held_.end(),
      [](const Held& a, const Held& b) { return a.time < b.time; });
  for (const Held& held : held_) Write(held.event, held.place);
  held_.clear();
}

bool EventEmitter::SettleTime(const ImportedEvent& event,
                              const RecordPlace& origin, std::string* time,
                              bool* from_previous) {
  if (event.timestamp.empty()) {
    *time = last_time_;
    *from_previous = !time->empty();
    Note(*from_previous ? "time-of-previous-record" : "no-time", format_);
    return true;
  }
  const std::optional<Instant> instant = ParseRfc3339(event.timestamp);
  if (!instant) {
    sink_->Refuse({origin.raw, place_.record, origin.line, origin.column},
                  {RejectCode::kBadTimestamp, 1,
                   fmt::format("the time `{}` of this record is not RFC 3339",
                               event.timestamp)});
    return false;
  }
  if (last_instant_ && *instant < *last_instant_) {
    Note("time-goes-back", format_);
  }
  last_instant_ = instant;
  last_time_ = event.timestamp;
  *time = event.timestamp;
  return true;
}

void EventEmitter::Write(const ImportedEvent& event,
                         const RecordPlace& origin) {
  std::string time;
  bool from_previous = false;
  if (!SettleTime(event, origin, &time, &from_previous)) return;
  json_.clear();
  JsonWriter w(&json_);
  w.BeginObject();
  w.Member("agent_id", event.agent_id.empty() ? format_ : event.agent_id);
  MemberIf("session_id", event.session_id, &w);
  w.Member("action_type", event.action_type);
  MemberIf("action_name", event.action_name, &w);
  RawIf("action_input", event.input.json, &w);
  RawIf("action_output", event.output.json, &w);
  MemberIf("action_status", event.status, &w);
  MemberIf("error_message", event.error_message, &w);
  MemberIf("timestamp", time, &w);
  if (event.duration_ms) {
    w.Name("duration_ms");
    w.Integer(*event.duration_ms);
  }
  WriteLabels(event, &w);
  w.Name("metadata");
  w.BeginObject();
  MemberIf("call_id", event.call_id, &w);
  for (const auto& [name, json] : event.metadata) RawIf(name, json, &w);
  w.Name("import");
  WriteProvenance(event, origin, from_previous, &w);
  w.EndObject();
  w.EndObject();
  sink_->Event({json_, place_.record, origin.line, origin.column});
}

void EventEmitter::WriteLabels(const ImportedEvent& event,
                               JsonWriter* writer) const {
  if (event.labels.empty()) return;
  writer->Name("labels");
  writer->BeginObject();
  for (const auto& [name, value] : event.labels) writer->Member(name, value);
  writer->EndObject();
}

void EventEmitter::WriteProvenance(const ImportedEvent& event,
                                   const RecordPlace& origin,
                                   bool from_previous,
                                   JsonWriter* writer) const {
  JsonWriter& w = *writer;
  w.BeginObject();
  w.Member("format", format_);
  MemberIf("source_sha256", source_.sha256_hex, &w);
  w.Member("line", origin.line);
  if (origin.record != origin.line) w.Member("record", origin.record);
  MemberIf("id", event.original_id, &w);
  MemberIf(provenance_.first, provenance_.second, &w);
  if (from_previous) w.Member("time_from", "previous");
  if (event.duration_from_times) w.Member("duration_from", "timestamps");
  if (event.call_id_made_up) w.Member("call_id_from", "position");
  MemberIf("action_input", event.input.form, &w);
  MemberIf("action_output", event.output.form, &w);
  w.EndObject();
}

}  // namespace plog
