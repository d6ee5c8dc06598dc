#include "rules/policy/schema.h"

#include <fmt/format.h>

#include <vector>

#include "ledger/event/members.h"
#include "ledger/json/json_writer.h"
#include "rules/matcher/condition.h"
#include "rules/policy/keys.h"
#include "rules/types/field_lister.h"

namespace plog {
namespace {

constexpr std::string_view kDefinitions = "#/definitions/";

// What a key outside the rule types' fields takes: a piece of schema.
struct KeySchema {
  std::string_view key;
  std::string_view schema;
};

constexpr std::string_view kText = R"({"type": "string", "minLength": 1})";
constexpr std::string_view kTexts =
    R"({"type": "array", "items": {"type": "string", "minLength": 1}})";

// By key: a key means the same wherever it appears.
constexpr KeySchema kKeySchemas[] = {
    {"policies", R"({"type": "array", "minItems": 1, )"
                 R"("items": {"$ref": "#/definitions/policy"}})"},
    {"tests", R"({"type": "array", "items": {"$ref": "#/definitions/test"}})"},
    {"rules", R"({"type": "array", "minItems": 1, )"
              R"("items": {"$ref": "#/definitions/rule"}})"},
    {"severity", R"({"enum": ["fail", "warn"]})"},
    {"scope", R"({"enum": ["session", "agent", "ledger"]})"},
    {"label_filter", R"({"type": "object", "additionalProperties": )"
                     R"({"$ref": "#/definitions/values"}})"},
    {"controls", kTexts},
    {"tags", kTexts},
    {"enabled", R"({"type": "boolean"})"},
    {"defaults", R"({"$ref": "#/definitions/event"})"},
    {"events", R"({"type": "array", )"
               R"("items": {"$ref": "#/definitions/test-event"}})"},
    {"expect", R"({"oneOf": [{"const": "pass"}, {"type": "array", )"
               R"("items": {"$ref": "#/definitions/expected-violation"}}]})"},
};

std::string_view SchemaOfKey(std::string_view key) {
  for (const KeySchema& row : kKeySchemas) {
    if (row.key == key) return row.schema;
  }
  return kText;
}

std::string_view SchemaOfKind(FieldKind kind) {
  switch (kind) {
    case FieldKind::kMatcher:
      return R"({"$ref": "#/definitions/matcher"})";
    case FieldKind::kDuration:
      return R"({"$ref": "#/definitions/duration"})";
    case FieldKind::kCount:
      return R"({"type": "integer", "minimum": 0})";
    case FieldKind::kNumber:
      return R"({"type": "number"})";
    case FieldKind::kField:
      return R"({"$ref": "#/definitions/field"})";
    case FieldKind::kFieldPairs:
      return R"({"type": "array", "minItems": 1, )"
             R"("items": {"$ref": "#/definitions/field-pair"}})";
    case FieldKind::kComparisons:
      return R"({"type": "array", "minItems": 1, )"
             R"("items": {"$ref": "#/definitions/comparison"}})";
    case FieldKind::kNames:
      return kTexts;
    case FieldKind::kRegex:
      return R"({"type": "string", "format": "regex"})";
    case FieldKind::kBool:
      return R"({"type": "boolean"})";
    case FieldKind::kHours:
      return R"({"$ref": "#/definitions/hours"})";
    case FieldKind::kDays:
      return R"({"$ref": "#/definitions/days"})";
    case FieldKind::kZone:
    case FieldKind::kChoice:
      break;
  }
  return kText;
}

// Definitions that no declaration knows more about.
constexpr KeySchema kSharedDefinitions[] = {
    {"duration",
     R"({"type": "string", "pattern": "^([0-9]+(ms|s|m|h|d|w))+$", )"
     R"("examples": ["60s", "1h30m"]})"},
    {"scalar", R"({"type": ["string", "number", "boolean", "null"]})"},
    {"scalars", R"({"type": "array", "minItems": 1, )"
                R"("items": {"$ref": "#/definitions/scalar"}})"},
    {"values", R"({"anyOf": [{"$ref": "#/definitions/scalar"}, )"
               R"({"$ref": "#/definitions/scalars"}]})"},
    {"field-pair",
     R"({"oneOf": [{"$ref": "#/definitions/field"}, {"type": "object", )"
     R"("required": ["x", "y"], "additionalProperties": false, )"
     R"("properties": {"x": {"$ref": "#/definitions/field"}, )"
     R"("y": {"$ref": "#/definitions/field"}}}]})"},
    {"comparison",
     R"({"type": "object", "required": ["x", "op", "y"], )"
     R"("additionalProperties": false, "properties": )"
     R"({"x": {"$ref": "#/definitions/field"}, "op": {"enum": ["eq", "ne", )"
     R"("lt", "lte", "gt", "gte", "digest_of", "not_digest_of"]}, )"
     R"("y": {"$ref": "#/definitions/field"}}})"},
    {"hours",
     R"({"type": "array", "minItems": 2, "maxItems": 2, "items": {"oneOf": [)"
     R"({"type": "integer", "minimum": 0, "maximum": 24}, {"type": "string", )"
     R"("pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$"}]}})"},
    {"days",
     R"({"type": "array", "minItems": 1, "items": {"enum": )"
     R"([0, 1, 2, 3, 4, 5, 6, "sun", "mon", "tue", "wed", "thu", "fri", )"
     R"("sat"]}})"},
    {"matchers", R"({"type": "array", "minItems": 1, )"
                 R"("items": {"$ref": "#/definitions/matcher"}})"},
};

// Writes `schema` (an object) with a description put before its members.
void Described(std::string_view schema, std::string_view doc, JsonWriter* w) {
  std::string text = "{";
  if (!doc.empty()) {
    std::string quoted;
    JsonWriter(&quoted).String(doc);
    text += fmt::format("\"description\": {}", quoted);
    if (schema != "{}") text += ", ";
  }
  w->Raw(text.append(schema.substr(1)));
}

void WriteKeyProperties(std::span<const KeyInfo> keys, JsonWriter* w) {
  for (const KeyInfo& key : keys) {
    w->Name(key.name);
    Described(SchemaOfKey(key.name), key.doc, w);
  }
}

void WriteRequired(const std::vector<std::string_view>& names, JsonWriter* w) {
  if (names.empty()) return;
  w->Name("required");
  w->BeginArray();
  for (const std::string_view name : names) w->String(name);
  w->EndArray();
}

void WriteKeyObject(std::span<const KeyInfo> keys, JsonWriter* w) {
  w->BeginObject();
  w->Member("type", "object");
  std::vector<std::string_view> required;
  for (const KeyInfo& key : keys) {
    if (key.required) required.push_back(key.name);
  }
  WriteRequired(required, w);
  w->Member("additionalProperties", false);
  w->Name("properties");
  w->BeginObject();
  WriteKeyProperties(keys, w);
  w->EndObject();
  w->EndObject();
}

void WriteField(const FieldInfo& field, JsonWriter* w) {
  w->Name(field.name);
  if (field.kind != FieldKind::kChoice) {
    Described(SchemaOfKind(field.kind), field.doc, w);
    return;
  }
  w->BeginObject();
  w->Member("description", field.doc);
  w->Name("enum");
  w->BeginArray();
  for (const std::string_view choice : field.choices) w->String(choice);
  w->EndArray();
  w->EndObject();
}

std::string DefinitionOf(const RuleType& type) {
  return fmt::format("{}-rule", type.name);
}

void WriteRuleType(const RuleType& type, JsonWriter* w) {
  const std::vector<FieldInfo> fields = ListFields(type);
  std::vector<std::string_view> required;
  for (const KeyInfo& key : CommonRuleKeys()) {
    if (key.required) required.push_back(key.name);
  }
  for (const FieldInfo& field : fields) {
    if (field.required) required.push_back(field.name);
  }
  w->Name(DefinitionOf(type));
  w->BeginObject();
  w->Member("description", type.summary);
  w->Member("type", "object");
  WriteRequired(required, w);
  w->Member("additionalProperties", false);
  w->Name("properties");
  w->BeginObject();
  std::vector<KeyInfo> common;
  const bool scoped = type.make()->IsScoped();
  for (const KeyInfo& key : CommonRuleKeys()) {
    const bool scope = key.name == "scope" || key.name == "label_filter";
    if (scoped || !scope) common.push_back(key);
  }
  WriteKeyProperties(common, w);
  for (const FieldInfo& field : fields) WriteField(field, w);
  w->EndObject();
  w->EndObject();
}

// A rule is known by its `type`: so that an editor complains about the type
// that is meant, and not about all of them.
void WriteRule(JsonWriter* w) {
  w->Name("rule");
  w->BeginObject();
  w->Member("type", "object");
  WriteRequired({"name", "type"}, w);
  w->Name("properties");
  w->BeginObject();
  w->Name("type");
  w->BeginObject();
  w->Name("enum");
  w->BeginArray();
  for (const RuleType& type : RuleTypes()) w->String(type.name);
  w->EndArray();
  w->EndObject();
  w->EndObject();
  w->Name("allOf");
  w->BeginArray();
  for (const RuleType& type : RuleTypes()) {
    w->Raw(fmt::format(R"({{"if": {{"required": ["type"], )"
                       R"("properties": {{"type": {{"const": "{}"}}}}}}, )"
                       R"("then": {{"$ref": "{}{}"}}}})",
                       type.name, kDefinitions, DefinitionOf(type)));
  }
  w->EndArray();
  w->EndObject();
}

std::string_view SchemaOfOperand(Operand operand) {
  switch (operand) {
    case Operand::kScalar:
      return R"({"$ref": "#/definitions/scalar"})";
    case Operand::kScalars:
      return R"({"$ref": "#/definitions/scalars"})";
    case Operand::kOrdered:
      return R"({"type": ["number", "string"]})";
    case Operand::kRegex:
      return R"({"type": "string", "format": "regex"})";
    case Operand::kText:
    case Operand::kGlob:
      return kText;
    case Operand::kBool:
      break;
  }
  return R"({"type": "boolean"})";
}

// Members by name, and paths: dots into the four that hold values, or a JSON
// Pointer.
std::string FieldPattern() {
  std::string plain;
  std::string holders;
  for (size_t i = 0; i < kHashedMembers; ++i) {
    const MemberInfo& member = kMembers[i];
    const bool holds = member.type == MemberType::kAny ||
                       member.type == MemberType::kObjectOrNull;
    std::string& list = holds ? holders : plain;
    if (!list.empty()) list += '|';
    list += member.name;
  }
  return fmt::format("^(/?({})|({})([.][^.]+)*|/({})(/.*)?)$", plain, holders,
                     holders);
}

void WriteMatcher(JsonWriter* w) {
  std::string pattern;
  JsonWriter(&pattern).String(FieldPattern());
  w->Name("field");
  Described(fmt::format(R"({{"type": "string", "pattern": {}}})", pattern),
            "A hashed member, a path into it, or a JSON Pointer.", w);
  w->Name("condition");
  w->BeginObject();
  w->Name("anyOf");
  w->BeginArray();
  w->Raw(R"({"$ref": "#/definitions/values"})");
  w->BeginObject();
  w->Member("type", "object");
  w->Name("minProperties");
  w->Integer(1);
  w->Member("additionalProperties", false);
  w->Name("properties");
  w->BeginObject();
  for (const OperatorInfo& info : MatcherOperators()) {
    w->Name(info.name);
    Described(SchemaOfOperand(info.operand), info.doc, w);
  }
  w->EndObject();
  w->EndObject();
  w->EndArray();
  w->EndObject();
  w->Name("matcher");
  Described(fmt::format(R"({{"type": "object", "properties": {{)"
                        R"("any": {{"$ref": "#/definitions/matchers"}}, )"
                        R"("all": {{"$ref": "#/definitions/matchers"}}, )"
                        R"("not": {{"$ref": "#/definitions/matcher"}}}}, )"
                        R"("patternProperties": )"
                        R"({{{}: {{"$ref": "#/definitions/condition"}}}}, )"
                        R"("additionalProperties": false}})",
                        pattern),
            "Conditions on an event's fields; all must hold.", w);
}

std::string_view SchemaOfMember(MemberType type) {
  switch (type) {
    case MemberType::kAny:
      return "{}";
    case MemberType::kStringOrNull:
      return R"({"type": ["string", "null"]})";
    case MemberType::kObjectOrNull:
      return R"({"type": ["object", "null"]})";
    case MemberType::kNonNegativeIntegerOrNull:
      return R"({"type": ["integer", "null"], "minimum": 0})";
    default:
      return R"({"type": "string"})";
  }
}

void WriteEvent(bool with_at, JsonWriter* w) {
  w->Name(with_at ? "test-event" : "event");
  w->BeginObject();
  w->Member("type", "object");
  w->Member("additionalProperties", false);
  w->Name("properties");
  w->BeginObject();
  if (with_at) {
    w->Name("at");
    Described(R"({"$ref": "#/definitions/duration"})",
              "When it happens, counted from `start`.", w);
  }
  for (size_t i = 0; i < kHashedMembers; ++i) {
    w->Name(kMembers[i].name);
    w->Raw(SchemaOfMember(kMembers[i].type));
  }
  w->EndObject();
  w->EndObject();
}

void WriteDefinitions(JsonWriter* w) {
  w->Name("definitions");
  w->BeginObject();
  w->Name("policy");
  WriteKeyObject(PolicyKeys(), w);
  WriteRule(w);
  for (const RuleType& type : RuleTypes()) WriteRuleType(type, w);
  WriteMatcher(w);
  for (const KeySchema& row : kSharedDefinitions) {
    w->Name(row.key);
    w->Raw(row.schema);
  }
  w->Name("test");
  WriteKeyObject(TestKeys(), w);
  w->Name("expected-violation");
  WriteKeyObject(ExpectKeys(), w);
  WriteEvent(false, w);
  WriteEvent(true, w);
  w->EndObject();
}

}  // namespace

std::string PolicySchema() {
  std::string out;
  JsonWriter w(&out, 2);
  w.BeginObject();
  w.Member("$schema", "http://json-schema.org/draft-07/schema#");
  w.Member("title", "plog policies");
  w.Member("type", "object");
  w.Member("additionalProperties", false);
  w.Name("anyOf");
  w.Raw(R"([{"required": ["policies"]}, {"required": ["tests"]}])");
  w.Name("properties");
  w.BeginObject();
  WriteKeyProperties(FileKeys(), &w);
  w.EndObject();
  WriteDefinitions(&w);
  w.EndObject();
  return out + "\n";
}

}  // namespace plog
