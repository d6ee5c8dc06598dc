// Real files of the formats, with what an import must find in them. The files
// belong to others and are not part of this project: without them the tests
// are skipped, visibly.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>

#include "ledger/base/instant.h"
#include "tests/ledger/importer_harness.h"

namespace plog {
namespace {

std::string NativeFolder() {
  const char* folder = std::getenv("PLOG_NATIVE");
  return folder != nullptr ? folder
                           : std::string(PLOG_SOURCE_DIR) + "/../shared/native";
}

std::vector<std::string> NativeFiles() {
  std::vector<std::string> files;
  JsonParser parser;
  JsonDocument expected;
  if (parser.Parse(SlurpFile(NativeFolder() + "/EXPECTED.json"), {},
                   &expected)) {
    return files;
  }
  const JsonView all = expected.root();
  for (JsonView k = all.First(); k.valid(); k = all.After(k.Value())) {
    files.emplace_back(k.AsString());
  }
  return files;
}

// The folders are named by format.
const std::map<std::string, std::string> kFormatOfFolder = {
    {"claude_code", "claude-code"}, {"codex_rollout", "codex"},
    {"inspect_ai_log", "inspect"},  {"jaeger_json", "jaeger"},
    {"mcp_jsonrpc", "mcp"},         {"openai_chat", "openai-chat"},
    {"otlp_json", "otlp"},          {"pi_session", "pi-session"},
    {"swe_agent_traj", "swe-agent"}};

// The same members as EXPECTED.json has for a file, as found in the events.
struct Counts {
  int64_t tool_calls = 0, tool_results = 0, error_results = 0;
  std::set<std::string> sessions, spans, gen_ai_spans;
  std::map<std::string, int64_t> tools;
  std::string first, last;
  std::optional<Instant> first_at, last_at;

  void Add(JsonView event) {
    const std::string_view type = event.Find("action_type").AsString();
    if (type == "TOOL_CALL") {
      ++tool_calls;
      ++tools[std::string(event.Find("action_name").AsString())];
    }
    if (type == "TOOL_RESULT") ++tool_results;
    const JsonView status = event.Find("action_status");
    if (type == "TOOL_RESULT" && status.is_string() &&
        status.AsString() == "error") {
      ++error_results;
    }
    sessions.emplace(event.Find("session_id").AsString());
    AddSpan(event);
    AddTime(event.Find("timestamp"));
  }

  void AddSpan(JsonView event) {
    const JsonView metadata = event.Find("metadata");
    const JsonView id = metadata.Find("import").Find("id");
    if (!id.is_string()) return;
    spans.emplace(id.AsString());
    const JsonView attributes = metadata.Find("attributes");
    for (JsonView k = attributes.First(); k.valid();
         k = attributes.After(k.Value())) {
      if (k.AsString().starts_with("gen_ai.")) {
        gen_ai_spans.emplace(id.AsString());
      }
    }
  }

  void AddTime(JsonView time) {
    if (!time.is_string()) return;
    const std::optional<Instant> at = ParseRfc3339(time.AsString());
    if (!first_at || *at < *first_at) {
      first_at = at;
      first = time.AsString();
    }
    if (!last_at || *at > *last_at) {
      last_at = at;
      last = time.AsString();
    }
  }
};

int64_t Number(JsonView value) { return value.AsInteger(); }

void ExpectCounts(JsonView expected, const Counts& counts) {
  EXPECT_EQ(counts.tool_calls, Number(expected.Find("tool_calls")));
  EXPECT_EQ(counts.tool_results, Number(expected.Find("tool_results")));
  EXPECT_EQ(counts.error_results, Number(expected.Find("error_results")));
  EXPECT_EQ(static_cast<int64_t>(counts.sessions.size()),
            Number(expected.Find("sessions")));
  const JsonView first = expected.Find("first");
  EXPECT_EQ(counts.first, first.is_null() ? "" : first.AsString());
  const JsonView last = expected.Find("last");
  EXPECT_EQ(counts.last, last.is_null() ? "" : last.AsString());
  std::map<std::string, int64_t> tools;
  const JsonView all = expected.Find("tools");
  for (JsonView k = all.First(); k.valid(); k = all.After(k.Value())) {
    tools[std::string(k.AsString())] = Number(k.Value());
  }
  EXPECT_EQ(counts.tools, tools);
}

void ExpectSpans(JsonView expected, const Counts& counts) {
  EXPECT_EQ(static_cast<int64_t>(counts.spans.size()),
            Number(expected.Find("spans")));
  EXPECT_EQ(static_cast<int64_t>(counts.gen_ai_spans.size()),
            Number(expected.Find("gen_ai_spans")));
  EXPECT_EQ(counts.tool_calls, Number(expected.Find("tool_spans")));
  EXPECT_EQ(counts.tool_results, counts.tool_calls);
  const JsonView tools = expected.Find("tools");
  EXPECT_EQ(counts.tools.size(), tools.size());
  for (JsonView t = tools.First(); t.valid(); t = tools.After(t)) {
    EXPECT_TRUE(counts.tools.contains(std::string(t.AsString())));
  }
}

class NativeFile : public testing::TestWithParam<std::string> {};

TEST_P(NativeFile, IsImportedWithExactlyWhatItHolds) {
  const std::string path = NativeFolder() + "/" + GetParam();
  const std::string bytes = SlurpFile(path);
  JsonParser parser;
  JsonDocument document;
  ASSERT_FALSE(parser.Parse(SlurpFile(NativeFolder() + "/EXPECTED.json"), {},
                            &document));
  const JsonView expected = document.root().Find(GetParam());
  const std::string folder = GetParam().substr(0, GetParam().find('/'));

  ASSERT_EQ(FormatOf(bytes), kFormatOfFolder.at(folder));
  const Imported imported = ImportAs("", bytes, path);

  Counts counts;
  imported.Each([&counts](JsonView event) { counts.Add(event); });
  if (expected.Find("spans").valid()) return ExpectSpans(expected, counts);
  ExpectCounts(expected, counts);
  EXPECT_EQ(static_cast<int64_t>(imported.rejects.size()),
            Number(expected.Find("unparsable_lines")));
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(NativeFile);
INSTANTIATE_TEST_SUITE_P(Each, NativeFile, testing::ValuesIn(NativeFiles()),
                         [](const auto& test) {
                           std::string name = test.param;
                           for (char& c : name) {
                             if (isalnum(static_cast<unsigned char>(c)) == 0) {
                               c = '_';
                             }
                           }
                           return name;
                         });

TEST(NativeFiles, AreThere) {
  if (NativeFiles().empty()) {
    GTEST_SKIP() << "no native traces at " << NativeFolder();
  }
  EXPECT_GE(NativeFiles().size(), kFormatOfFolder.size());
}

}  // namespace
}  // namespace plog
