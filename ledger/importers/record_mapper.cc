#include "ledger/importers/record_mapper.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "ledger/importers/foreign_json.h"

namespace plog {
namespace {

// Of a scalar, null included; nullopt for an object, an array or nothing.
std::optional<std::string> TextOfScalar(JsonView value) {
  if (value.is_null()) return "null";
  if (value.is(JsonType::kBool)) return value.AsBool() ? "true" : "false";
  if (value.is_string() || value.is_number()) return ScalarText(value);
  return std::nullopt;
}

bool IsCall(std::string_view action_type) {
  return action_type == action::kToolCall || action_type == action::kLlmCall;
}

std::string_view ResultOf(std::string_view call) {
  return call == action::kToolCall ? action::kToolResult : action::kLlmResponse;
}

bool IsResult(std::string_view action_type) {
  return action_type == action::kToolResult ||
         action_type == action::kLlmResponse;
}

}  // namespace

RecordMapper::RecordMapper(const RecordMapping* mapping, EventEmitter* out)
    : mapping_(*mapping),
      out_(out),
      matched_(mapping->pointers.size(), false) {}

JsonView RecordMapper::At(size_t pointer) {
  const JsonView value = mapping_.pointers[pointer].Resolve(record_);
  if (value.valid()) matched_[pointer] = true;
  return value;
}

bool RecordMapper::Passes(const RecordFilter& filter) {
  const JsonView value = At(filter.pointer);
  using Kind = RecordFilter::Kind;
  if (filter.kind == Kind::kExists) return value.present();
  if (filter.kind == Kind::kAbsent) return !value.present();
  const std::optional<std::string> text = TextOfScalar(value);
  const bool among = text && std::find(filter.texts.begin(), filter.texts.end(),
                                       *text) != filter.texts.end();
  return among == (filter.kind == Kind::kOneOf);
}

RecordMapper::Found RecordMapper::Find(const MappedValue& member) {
  Found found;
  for (const MappedValue::Place& place : member.places) {
    if (!place.pointer) {
      found.text = place.text;
      found.json = &place.json;
      break;
    }
    found.value = At(*place.pointer);
    if (found.value.present()) break;
    found.value = {};
  }
  return Translated(member, std::move(found));
}

RecordMapper::Found RecordMapper::Translated(const MappedValue& member,
                                             Found found) {
  if (!member.translated || found.json != nullptr) return found;
  if (!found.value.present()) return {{}, member.otherwise, nullptr};
  const std::optional<std::string> text = TextOfScalar(found.value);
  const auto known = text ? member.values.find(*text) : member.values.end();
  if (known != member.values.end()) return {{}, known->second, nullptr};
  if (!member.otherwise) {
    out_->Note("unmapped-value", text.value_or("an object or array"));
  }
  return {{}, member.otherwise, nullptr};
}

std::string RecordMapper::Text(const MappedValue& member,
                               std::string_view name) {
  const Found found = Find(member);
  if (found.text) return *found.text;
  if (!found.value.valid()) return {};
  const std::optional<std::string> text = TextOfScalar(found.value);
  if (!text) out_->Note("unusable-value", fmt::format("{} is no text", name));
  return text.value_or("");
}

Payload RecordMapper::Value(const MappedValue& member) {
  const Found found = Find(member);
  if (found.value.valid()) return Payload::Of(found.value);
  if (found.json != nullptr) return {*found.json, {}};
  return found.text ? Payload::Said(*found.text) : Payload();
}

std::optional<std::string> RecordMapper::Time(const MappedTime& member) {
  std::string text = Text(member.value, "a time");
  if (text.empty() || member.reader == nullptr) return text;
  if (const std::optional<Instant> time = member.reader->Read(text)) {
    return FormatRfc3339(*time);
  }
  out_->Refuse({RejectCode::kBadTimestamp, 1,
                fmt::format("the time `{}` of this record does not fit the "
                            "format {}",
                            text, member.format)});
  return std::nullopt;
}

std::optional<int64_t> RecordMapper::Milliseconds() {
  const std::string text = Text(mapping_.duration, "duration");
  if (text.empty()) return std::nullopt;
  char* end = nullptr;
  const double value =
      std::strtod(text.c_str(), &end) * mapping_.milliseconds_per_unit;
  if (*end == '\0' && value >= 0 && value < 9e15) return std::llround(value);
  out_->Note("unusable-value", "duration is no number of that unit");
  return std::nullopt;
}

void RecordMapper::Map(JsonView record) {
  record_ = record;
  for (const RecordFilter& filter : mapping_.filters) {
    if (Passes(filter)) continue;
    return out_->Note("filtered-record", mapping_.name);
  }
  const std::optional<std::string> time = Time(mapping_.timestamp);
  if (!time) return;
  const std::optional<std::string> end = Time(mapping_.end);
  if (!end) return;
  const std::string type = Text(mapping_.action_type, "action_type");
  if (type.empty()) {
    return out_->Unknown("a record without action_type");
  }
  ImportedEvent event;
  event.action_type = type;
  event.timestamp = *time;
  event.agent_id = Text(mapping_.agent_id, "agent_id");
  event.session_id = Text(mapping_.session_id, "session_id");
  event.action_name = Text(mapping_.action_name, "action_name");
  event.call_id = Text(mapping_.call_id, "call_id");
  event.original_id = Text(mapping_.id, "id");
  event.input = Value(mapping_.input);
  for (const auto& [name, value] : mapping_.labels) {
    event.Label(name, Text(value, name));
  }
  for (const auto& [name, value] : mapping_.metadata) {
    Payload payload = Value(value);
    if (payload.present()) event.metadata.emplace_back(name, payload.json);
  }
  if (mapping_.split && IsCall(type)) return EmitSplit(std::move(event), *end);
  AddResult(&event);
  Emit(std::move(event));
}

void RecordMapper::AddResult(ImportedEvent* event) {
  event->output = Value(mapping_.output);
  event->status = Text(mapping_.status, "status");
  event->error_message = Text(mapping_.error_message, "error_message");
  event->duration_ms = Milliseconds();
}

void RecordMapper::Emit(ImportedEvent event) {
  const std::string key = event.session_id + '\n' + event.call_id;
  if (event.call_id.empty()) return out_->Emit(event);
  if (IsCall(event.action_type)) return out_->Call(key, std::move(event));
  if (IsResult(event.action_type)) return out_->Answer(key, std::move(event));
  out_->Emit(event);
}

// A record in which nothing tells of a result is a call that has none.
void RecordMapper::EmitSplit(ImportedEvent call, const std::string& end) {
  ImportedEvent result = call;
  result.input = {};
  result.action_type = ResultOf(call.action_type);
  AddResult(&result);
  const std::string key = call.session_id + '\n' + call.call_id;
  out_->Call(key, std::move(call));
  const bool answered = result.output.present() || !result.status.empty() ||
                        !result.error_message.empty() || result.duration_ms ||
                        !end.empty();
  if (!answered) return;
  if (end.empty()) return out_->AnswerUntimed(key, std::move(result));
  result.timestamp = end;
  out_->Answer(key, std::move(result));
}

void RecordMapper::CountUnmatched() {
  for (size_t i = 0; i < matched_.size(); ++i) {
    if (matched_[i]) continue;
    const std::string& text = mapping_.pointers[i].text();
    out_->Note("pointer-never-matched", text);
  }
}

}  // namespace plog
