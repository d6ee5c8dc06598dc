#include "ledger/importers/span_attributes.h"

#include <algorithm>

#include "ledger/importers/foreign_json.h"
#include "ledger/json/json_writer.h"

namespace plog {
namespace {

// AnyValue wraps every level; what is deeper stays as it is, as text.
constexpr size_t kMaxLevels = 40;
constexpr int64_t kMaxExact = (int64_t{1} << 53) - 1;

JsonView FindEither(JsonView object, std::string_view camel,
                    std::string_view snake) {
  const JsonView value = object.Find(camel);
  return value.valid() ? value : object.Find(snake);
}

void WriteText(JsonView value, JsonWriter* writer) {
  std::string text;
  JsonWriter(&text).Value(value);
  writer->String(text);
}

void WriteAnyValue(JsonView value, size_t level, JsonWriter* writer);

void WriteList(JsonView list, size_t level, JsonWriter* writer) {
  writer->BeginArray();
  for (JsonView v = list.First(); list.is(JsonType::kArray) && v.valid();
       v = list.After(v)) {
    WriteAnyValue(v, level + 1, writer);
  }
  writer->EndArray();
}

void WriteMembers(JsonView members, size_t level, JsonWriter* writer) {
  writer->BeginObject();
  std::vector<std::string_view> names;
  for (JsonView m = members.First(); members.is(JsonType::kArray) && m.valid();
       m = members.After(m)) {
    const std::string_view name = TextOf(m, "key");
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    names.push_back(name);
    writer->Name(name);
    WriteAnyValue(m.Find("value"), level + 1, writer);
  }
  writer->EndObject();
}

void WriteAnyValue(JsonView value, size_t level, JsonWriter* writer) {
  if (!value.is(JsonType::kObject) || value.size() == 0) {
    return writer->Null();
  }
  if (level > kMaxLevels) return WriteText(value, writer);
  const JsonView integer = FindEither(value, "intValue", "int_value");
  if (integer.valid()) {
    const std::optional<int64_t> number = IntegerOf(integer);
    if (number && *number <= kMaxExact && *number >= -kMaxExact) {
      return writer->Integer(*number);
    }
    return writer->String(ScalarText(integer));
  }
  const JsonView list = FindEither(value, "arrayValue", "array_value");
  if (list.valid()) return WriteList(list.Find("values"), level, writer);
  const JsonView members = FindEither(value, "kvlistValue", "kvlist_value");
  if (members.valid()) {
    return WriteMembers(members.Find("values"), level, writer);
  }
  const JsonView scalar = value.First().Value();  // string, bool, double, bytes
  if (scalar.is(JsonType::kArray) || scalar.is(JsonType::kObject)) {
    return WriteText(scalar, writer);
  }
  writer->Value(scalar);
}

}  // namespace

SpanAttributes SpanAttributes::OfOtlp(JsonView list) {
  SpanAttributes attributes;
  for (JsonView a = list.First(); list.is(JsonType::kArray) && a.valid();
       a = list.After(a)) {
    attributes.AddAnyValue(TextOf(a, "key"), a.Find("value"));
  }
  return attributes;
}

SpanAttributes SpanAttributes::OfTags(JsonView list) {
  SpanAttributes attributes;
  for (JsonView a = list.First(); list.is(JsonType::kArray) && a.valid();
       a = list.After(a)) {
    attributes.Add(TextOf(a, "key"), a.Find("value"));
  }
  return attributes;
}

SpanAttributes SpanAttributes::OfObject(JsonView object) {
  SpanAttributes attributes;
  if (!object.is(JsonType::kObject)) return attributes;
  for (JsonView k = object.First(); k.valid(); k = object.After(k.Value())) {
    attributes.Add(k.AsString(), k.Value());
  }
  return attributes;
}

// Of a repeated name the first counts, as it does for most collectors.
void SpanAttributes::Add(std::string_view name, JsonView value) {
  if (name.empty() || !value.valid() || Has(name)) return;
  Attribute attribute;
  attribute.name = name;
  attribute.is_string = value.is_string();
  attribute.text = ScalarText(value);
  if (value.is(JsonType::kBool)) {
    attribute.text = value.AsBool() ? "true" : "false";
  }
  attribute.json = value.is_string() ? Payload::Said(value.AsString()).json
                                     : Payload::Of(value).json;
  attributes_.push_back(std::move(attribute));
}

void SpanAttributes::AddAnyValue(std::string_view name, JsonView value) {
  if (name.empty() || !value.valid() || Has(name)) return;
  Attribute attribute;
  attribute.name = name;
  JsonWriter writer(&attribute.json);
  WriteAnyValue(value, 1, &writer);
  const JsonView inner = value.is(JsonType::kObject) && value.size() > 0
                             ? value.First().Value()
                             : JsonView();
  const bool text = FindEither(value, "stringValue", "string_value").valid();
  attribute.is_string = text;
  attribute.text = ScalarText(inner);
  if (inner.is(JsonType::kBool)) {
    attribute.text = inner.AsBool() ? "true" : "false";
  }
  attributes_.push_back(std::move(attribute));
}

const SpanAttributes::Attribute* SpanAttributes::Find(
    std::string_view name) const {
  for (const Attribute& attribute : attributes_) {
    if (attribute.name == name) return &attribute;
  }
  return nullptr;
}

std::string SpanAttributes::Text(std::string_view name) const {
  const Attribute* attribute = Find(name);
  return attribute == nullptr ? std::string() : attribute->text;
}

std::string SpanAttributes::FirstText(
    std::initializer_list<std::string_view> names) const {
  for (const std::string_view name : names) {
    std::string text = Text(name);
    if (!text.empty()) return text;
  }
  return {};
}

Payload SpanAttributes::FirstPayload(
    std::initializer_list<std::string_view> names,
    std::vector<std::string_view>* used) const {
  for (const std::string_view name : names) {
    const Attribute* attribute = Find(name);
    if (attribute == nullptr) continue;
    used->push_back(name);
    if (attribute->is_string) return Payload::Of(attribute->text);
    return Payload{attribute->json, {}};
  }
  return {};
}

std::string SpanAttributes::ObjectWithout(
    const std::vector<std::string_view>& names) const {
  std::string json;
  JsonWriter writer(&json);
  writer.BeginObject();
  for (const Attribute& attribute : attributes_) {
    if (std::find(names.begin(), names.end(), attribute.name) != names.end()) {
      continue;
    }
    writer.Name(attribute.name);
    writer.Raw(attribute.json);
  }
  writer.EndObject();
  return json == "{}" ? std::string() : json;
}

}  // namespace plog
