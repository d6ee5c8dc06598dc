#include "ledger/importers/imported_event.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "ledger/base/instant.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

// An event is nested at most 64 deep; its members begin at depth 2, members of
// metadata and of composed payloads at 3.
constexpr size_t kMaxPayloadDepth = 60;

size_t DepthOf(JsonView value) {
  size_t deepest = 0;
  if (value.is(JsonType::kArray)) {
    for (JsonView v = value.First(); v.valid(); v = value.After(v)) {
      deepest = std::max(deepest, DepthOf(v));
    }
  } else if (value.is(JsonType::kObject)) {
    for (JsonView k = value.First(); k.valid(); k = value.After(k.Value())) {
      deepest = std::max(deepest, DepthOf(k.Value()));
    }
  } else {
    return 0;
  }
  return deepest + 1;
}

// True if the value had to become text.
bool WriteBounded(JsonView value, JsonWriter* writer) {
  if (DepthOf(value) <= kMaxPayloadDepth) {
    writer->Value(value);
    return false;
  }
  std::string text;
  JsonWriter(&text).Value(value);
  writer->String(text);
  return true;
}

bool LooksLikeContainer(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos &&
         (text[begin] == '{' || text[begin] == '[');
}

}  // namespace

Payload Payload::Of(JsonView value) {
  if (!value.valid()) return {};
  if (value.is_string()) return Of(value.AsString());
  Payload payload;
  JsonWriter writer(&payload.json);
  if (WriteBounded(value, &writer)) payload.form = "too-deep";
  return payload;
}

// A scalar in a string stays text: "1.0" and 1 are not the same to a reader.
Payload Payload::Of(std::string_view text) {
  Payload payload = Said(text);
  payload.form = "string";
  if (!LooksLikeContainer(text)) return payload;
  JsonParser parser;
  JsonDocument document;
  if (parser.Parse(text, JsonLimits{kMaxPayloadDepth}, &document)) {
    return payload;
  }
  payload.json.clear();
  JsonWriter(&payload.json).Value(document.root());
  payload.form = "json-string";
  return payload;
}

Payload Payload::Said(std::string_view text) {
  Payload payload;
  JsonWriter(&payload.json).String(text);
  return payload;
}

Payload Payload::Member(std::string_view name, std::string_view text) {
  Payload payload;
  JsonWriter writer(&payload.json);
  writer.BeginObject();
  writer.Member(name, text);
  writer.EndObject();
  return payload;
}

Payload Payload::Members(
    std::initializer_list<std::pair<std::string_view, JsonView>> members) {
  Payload payload;
  JsonWriter writer(&payload.json);
  writer.BeginObject();
  for (const auto& [name, value] : members) {
    if (!value.valid()) continue;
    writer.Name(name);
    if (WriteBounded(value, &writer)) payload.form = "too-deep";
  }
  writer.EndObject();
  return payload;
}

void ImportedEvent::Label(std::string_view name, std::string_view value) {
  if (!value.empty()) labels.emplace_back(name, value);
}

void ImportedEvent::Meta(std::string_view name, std::string_view text) {
  if (text.empty()) return;
  std::string json;
  JsonWriter(&json).String(text);
  metadata.emplace_back(name, std::move(json));
}

void ImportedEvent::Meta(std::string_view name, JsonView value) {
  if (!value.present()) return;
  std::string json;
  JsonWriter writer(&json);
  WriteBounded(value, &writer);
  metadata.emplace_back(name, std::move(json));
}

std::string AgentOfSession(std::string_view agent, std::string_view session,
                           std::string_view sub_agent) {
  std::string id(agent);
  for (const std::string_view part : {session, sub_agent}) {
    if (part.empty()) continue;
    if (!id.empty()) id += '/';
    id += part;
  }
  return id;
}

std::optional<int64_t> MillisecondsBetween(std::string_view begin,
                                           std::string_view end) {
  const std::optional<Instant> from = ParseRfc3339(begin);
  const std::optional<Instant> to = ParseRfc3339(end);
  if (!from || !to || *to < *from) return std::nullopt;
  const Duration length = *to - *from;
  return length.seconds * 1000 + length.nanos / 1000000;
}

std::optional<int64_t> MillisecondsOfSeconds(JsonView seconds) {
  if (!seconds.is_number()) return std::nullopt;
  const double value = seconds.AsDouble() * 1000;
  if (!(value >= 0) || value > 9e15) return std::nullopt;
  return std::llround(value);
}

std::string TimeOfCount(std::string_view count, int64_t per_second) {
  int64_t value = 0;
  const auto [end, error] =
      std::from_chars(count.data(), count.data() + count.size(), value);
  if (error != std::errc() || end != count.data() + count.size() || value < 0) {
    return {};
  }
  const Instant instant{
      value / per_second,
      static_cast<int32_t>(value % per_second * (1000000000 / per_second))};
  constexpr int64_t kYear10000 = 253402300800;
  if (instant.seconds >= kYear10000) return {};
  return FormatRfc3339(instant);
}

}  // namespace plog
