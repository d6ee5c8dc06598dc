#include "ledger/audit/audit_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "ledger/json/json.h"

namespace plog {
namespace {

AuditReport SampleReport() {
  AuditReport report;
  report.verdict = Verdict::kTampered;
  report.events = 2;
  report.tree_size = 2;
  ChainSummary chain;
  chain.agent_id = "a";
  chain.kind = ChainKind::kRecorded;
  chain.hash_profile = "jcs";
  chain.equivalent_profiles = {"go"};
  chain.events = 2;
  chain.first_sequence = 1;
  chain.head_sequence = 2;
  report.chains = {chain};
  report.anchors = {{"audit.example", 1, true, "key"}};
  report.unanchored_events = 1;
  AuditFinding about_ledger;
  about_ledger.code = FindingCode::kRewritten;
  about_ledger.message = "quotes \" and \x1b";
  AuditFinding about_event;
  about_event.code = FindingCode::kUnhashedField;
  about_event.agent_id = "a";
  about_event.sequence = 2;
  about_event.event_id = "e";
  about_event.ingest_index = 2;
  report.findings = {about_ledger, about_event};
  report.finding_count = 3;
  report.truncated = true;
  return report;
}

std::vector<std::string> NamesOf(JsonView object) {
  std::vector<std::string> names;
  for (JsonView k = object.First(); k.valid(); k = object.After(k.Value())) {
    names.emplace_back(k.AsString());
  }
  return names;
}

JsonDocument Parsed(const std::string& text) {
  JsonDocument document;
  const auto fault = JsonParser().Parse(text, {}, &document);
  EXPECT_FALSE(fault) << (fault ? fault->message : "");
  return document;
}

TEST(AuditJson, MembersComeInTheDocumentedOrder) {
  const std::string text = AuditReportJson(SampleReport(), "1.2.3");
  EXPECT_TRUE(text.ends_with("}\n"));
  const JsonDocument document = Parsed(text);
  const JsonView root = document.root();
  EXPECT_THAT(NamesOf(root), testing::ElementsAre(
                                 "schema_version", "tool", "verdict", "events",
                                 "agents", "tree_size", "merkle_root", "chains",
                                 "anchors", "unanchored_events", "findings",
                                 "finding_count", "truncated"));
  EXPECT_THAT(NamesOf(root.Find("chains").At(0)),
              testing::ElementsAre(
                  "agent_id", "kind", "hash_profile", "equivalent_profiles",
                  "events", "first_sequence", "head_sequence", "head_hash"));
  EXPECT_THAT(NamesOf(root.Find("anchors").At(0)),
              testing::ElementsAre("origin", "size", "verified", "key_name"));
  const JsonView ledger = root.Find("findings").At(0);
  EXPECT_THAT(NamesOf(ledger),
              testing::ElementsAre("code", "severity", "agent_id", "sequence",
                                   "event_id", "ingest_index", "message",
                                   "expected", "actual"));
  EXPECT_TRUE(ledger.Find("agent_id").is_null());
  EXPECT_TRUE(ledger.Find("sequence").is_null());
  EXPECT_EQ(ledger.Find("severity").AsString(), "error");
  const JsonView event = root.Find("findings").At(1);
  EXPECT_EQ(event.Find("severity").AsString(), "warn");
  EXPECT_EQ(event.Find("ingest_index").AsInteger(), 2);
}

TEST(AuditJson, SchemaNamesEveryCodeAndVerdict) {
  const JsonDocument document = Parsed(AuditReportSchema());
  const JsonView properties = document.root().Find("properties");
  EXPECT_EQ(properties.Find("verdict").Find("enum").size(),
            AllVerdicts().size());
  EXPECT_EQ(properties.Find("findings")
                .Find("items")
                .Find("properties")
                .Find("code")
                .Find("enum")
                .size(),
            AllFindingCodes().size());
}

// An independent validator, where there is one.
TEST(AuditJson, ReportIsValidUnderItsSchema) {
  if (std::system("python3 -c 'import jsonschema' 2>/dev/null") != 0) {
    GTEST_SKIP() << "python3-jsonschema is not installed";
  }
  const std::string folder = testing::TempDir() + "plog-audit-json";
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/schema") << AuditReportSchema();
  std::ofstream(folder + "/report") << AuditReportJson(SampleReport(), "1");
  const std::string command =
      "python3 -c \"import json,jsonschema,sys;"
      "s=json.load(open(sys.argv[1]));"
      "jsonschema.Draft7Validator.check_schema(s);"
      "jsonschema.validate(json.load(open(sys.argv[2])),s)\" " +
      folder + "/schema " + folder + "/report";
  EXPECT_EQ(std::system(command.c_str()), 0);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace plog
