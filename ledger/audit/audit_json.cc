#include "ledger/audit/audit_json.h"

#include "ledger/json/json_writer.h"

namespace plog {

namespace {

constexpr int kIndent = 2;

void WriteOptional(std::string_view name, const std::optional<uint64_t>& value,
                   JsonWriter* w) {
  w->Name(name);
  if (value) {
    w->Unsigned(*value);
  } else {
    w->Null();
  }
}

void WriteTool(std::string_view version, JsonWriter* w) {
  w->Name("tool");
  w->BeginObject();
  w->Member("name", "plog");
  w->Member("version", version);
  w->EndObject();
}

void WriteChain(const ChainSummary& chain, JsonWriter* w) {
  w->BeginObject();
  w->Member("agent_id", chain.agent_id);
  w->Member("kind", chain.kind == ChainKind::kRecorded ? "recorded" : "sealed");
  w->Member("hash_profile", chain.hash_profile);
  w->Name("equivalent_profiles");
  w->BeginArray();
  for (const std::string& name : chain.equivalent_profiles) w->String(name);
  w->EndArray();
  w->Member("events", chain.events);
  w->Member("first_sequence", chain.first_sequence);
  w->Member("head_sequence", chain.head_sequence);
  w->Member("head_hash", ToHex(chain.head_hash));
  w->EndObject();
}

void WriteAnchor(const Anchor& anchor, JsonWriter* w) {
  w->BeginObject();
  w->Member("origin", anchor.origin);
  w->Member("size", anchor.size);
  w->Member("verified", anchor.verified);
  w->Member("key_name", anchor.key_name);
  w->EndObject();
}

void WriteFinding(const AuditFinding& finding, JsonWriter* w) {
  w->BeginObject();
  w->Member("code", Name(finding.code));
  w->Member("severity", IsError(finding.code) ? "error" : "warn");
  w->Name("agent_id");
  if (finding.agent_id.empty()) {
    w->Null();
  } else {
    w->String(finding.agent_id);
  }
  WriteOptional("sequence", finding.sequence, w);
  w->Member("event_id", finding.event_id);
  WriteOptional("ingest_index", finding.ingest_index, w);
  w->Member("message", finding.message);
  w->Member("expected", finding.expected);
  w->Member("actual", finding.actual);
  w->EndObject();
}

template <class T>
void WriteList(std::string_view name, const std::vector<T>& list,
               void (*write)(const T&, JsonWriter*), JsonWriter* w) {
  w->Name(name);
  w->BeginArray();
  for (const T& item : list) write(item, w);
  w->EndArray();
}

}  // namespace

std::string AuditReportJson(const AuditReport& report,
                            std::string_view version) {
  std::string out;
  JsonWriter w(&out, kIndent);
  w.BeginObject();
  w.Member("schema_version", "1.0");
  WriteTool(version, &w);
  w.Member("verdict", Name(report.verdict));
  w.Member("events", report.events);
  w.Member("agents", uint64_t{report.chains.size()});
  w.Member("tree_size", report.tree_size);
  w.Member("merkle_root", ToHex(report.merkle_root));
  WriteList("chains", report.chains, WriteChain, &w);
  WriteList("anchors", report.anchors, WriteAnchor, &w);
  w.Member("unanchored_events", report.unanchored_events);
  WriteList("findings", report.findings, WriteFinding, &w);
  w.Member("finding_count", report.finding_count);
  w.Member("truncated", report.truncated);
  w.EndObject();
  out += '\n';
  return out;
}

}  // namespace plog
