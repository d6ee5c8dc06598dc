#include <span>

#include "ledger/audit/audit_json.h"
#include "ledger/json/hash_profile.h"
#include "ledger/json/json_writer.h"

namespace plog {

namespace {

// One member of an object in the schema. Exactly these members are allowed,
// and all are required: the order here is that of the output.
struct SchemaMember {
  std::string_view name;
  std::string_view schema;  // JSON
};

constexpr std::string_view kCount = R"({"type":"integer","minimum":0})";
constexpr std::string_view kCountOrNull =
    R"({"type":["integer","null"],"minimum":0})";
constexpr std::string_view kText = R"({"type":"string"})";
constexpr std::string_view kTextOrNull = R"({"type":["string","null"]})";
constexpr std::string_view kFlag = R"({"type":"boolean"})";
constexpr std::string_view kDigest =
    R"({"type":"string","pattern":"^[0-9a-f]{64}$"})";

void WriteObject(std::span<const SchemaMember> members, JsonWriter* w) {
  w->BeginObject();
  w->Member("type", "object");
  w->Name("required");
  w->BeginArray();
  for (const SchemaMember& member : members) w->String(member.name);
  w->EndArray();
  w->Member("additionalProperties", false);
  w->Name("properties");
  w->BeginObject();
  for (const SchemaMember& member : members) {
    w->Name(member.name);
    w->Raw(member.schema);
  }
  w->EndObject();
  w->EndObject();
}

std::string Object(std::span<const SchemaMember> members) {
  std::string out;
  JsonWriter w(&out);
  WriteObject(members, &w);
  return out;
}

std::string ListOf(std::string_view items) {
  return std::string(R"({"type":"array","items":)").append(items).append("}");
}

template <class T>
std::string OneOf(std::span<const T> values) {
  std::string out;
  JsonWriter w(&out);
  w.BeginObject();
  w.Name("enum");
  w.BeginArray();
  for (const T& value : values) w.String(Name(value));
  w.EndArray();
  w.EndObject();
  return out;
}

std::string ToolSchema() {
  const SchemaMember members[] = {{"name", R"({"const":"plog"})"},
                                  {"version", kText}};
  return Object(members);
}

std::string ChainSchema() {
  const std::string profiles = ListOf(kText);
  const SchemaMember members[] = {
      {"agent_id", kText},       {"kind", R"({"enum":["recorded","sealed"]})"},
      {"hash_profile", kText},   {"equivalent_profiles", profiles},
      {"events", kCount},        {"first_sequence", kCount},
      {"head_sequence", kCount}, {"head_hash", kDigest}};
  return Object(members);
}

std::string AnchorSchema() {
  const SchemaMember members[] = {{"origin", kText},
                                  {"size", kCount},
                                  {"verified", kFlag},
                                  {"key_name", kText}};
  return Object(members);
}

std::string FindingSchema() {
  const std::string codes = OneOf(AllFindingCodes());
  const SchemaMember members[] = {
      {"code", codes},           {"severity", R"({"enum":["error","warn"]})"},
      {"agent_id", kTextOrNull}, {"sequence", kCountOrNull},
      {"event_id", kTextOrNull}, {"ingest_index", kCountOrNull},
      {"message", kText},        {"expected", kText},
      {"actual", kText}};
  return Object(members);
}

std::string ReportSchema() {
  const std::string tool = ToolSchema();
  const std::string verdicts = OneOf(AllVerdicts());
  const std::string chains = ListOf(ChainSchema());
  const std::string anchors = ListOf(AnchorSchema());
  const std::string findings = ListOf(FindingSchema());
  const SchemaMember members[] = {{"schema_version", R"({"const":"1.0"})"},
                                  {"tool", tool},
                                  {"verdict", verdicts},
                                  {"events", kCount},
                                  {"agents", kCount},
                                  {"tree_size", kCount},
                                  {"merkle_root", kDigest},
                                  {"chains", chains},
                                  {"anchors", anchors},
                                  {"unanchored_events", kCount},
                                  {"findings", findings},
                                  {"finding_count", kCount},
                                  {"truncated", kFlag}};
  return Object(members);
}

}  // namespace

std::string AuditReportSchema() {
  const std::string report = ReportSchema();
  JsonDocument document;
  std::string text = R"({"$schema":"http://json-schema.org/draft-07/schema#",)"
                     R"("title":"plog verify report",)";
  text.append(report, 1);  // its members follow ours
  if (JsonParser().Parse(text, {}, &document)) return text;
  std::string out;
  JsonWriter w(&out, 2);
  w.Value(document.root());
  out += '\n';
  return out;
}

}  // namespace plog
