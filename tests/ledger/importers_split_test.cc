// A source that grows between two runs gives the ledger that it gives whole,
// wherever it was split.

#include <algorithm>
#include <cstdlib>

#include "ledger/json/json_writer.h"
#include "tests/ledger/importer_harness.h"
#include "tests/ledger/importer_samples.h"
#include "tests/ledger/ingest_fixture.h"

namespace plog {
namespace {

// What rules see of an event, without the id that sealing draws, the time it
// sets where the source has none, and the digest of the source, which is
// another one once the source has grown.
std::string Seen(const std::string& content) {
  JsonParser parser;
  JsonDocument document;
  EXPECT_FALSE(parser.Parse(content, {}, &document));
  std::string text;
  for (JsonView k = document.root().First(); k.valid();
       k = document.root().After(k.Value())) {
    if (k.AsString() == "id") continue;
    std::string value;
    JsonWriter(&value).Value(k.Value());
    const size_t digest = value.find("\"source_sha256\":\"");
    if (digest != std::string::npos) value.erase(digest, 17 + 64 + 2);
    text += std::string(k.AsString()) + '=' + value + ' ';
  }
  return text;
}

class Split : public IngestFixture {
 protected:
  std::vector<std::string> Events() {
    std::vector<std::string> events;
    for (const Row& row : Rows()) events.push_back(Seen(row.content));
    return events;
  }

  // Imports `whole` in one piece, and in two for up to `most` line ends.
  void ExpectTheSameWhereverSplit(const std::string& format,
                                  const std::string& whole, size_t most) {
    options_.format = FindInputFormat(format);
    Ingest(Write("part", whole));  // some sessions bear the file's name
    const std::vector<std::string> expected = Events();
    ASSERT_FALSE(expected.empty());
    std::vector<size_t> ends;
    for (size_t at = whole.find('\n'); at < whole.size() - 1;
         at = whole.find('\n', at + 1)) {
      ends.push_back(at + 1);
    }
    const size_t step = std::max<size_t>(1, ends.size() / most);
    for (size_t i = 0; i < ends.size(); i += step) {
      std::filesystem::remove(db_);
      Ingest(Write("part", whole.substr(0, ends[i])));
      const SourceSummary second = Ingest(Write("part", whole));
      EXPECT_TRUE(last_);
      EXPECT_FALSE(second.rewritten);
      EXPECT_EQ(Events(), expected) << "split at byte " << ends[i];
    }
  }
};

class SplitSample : public Split,
                    public testing::WithParamInterface<Mapping> {};

TEST_P(SplitSample, GivesTheSameLedger) {
  ExpectTheSameWhereverSplit(GetParam().format, GetParam().source, 100);
}

std::vector<Mapping> LineSources() {
  std::vector<Mapping> found;
  for (const Mapping& sample : Mappings()) {
    const bool lines = sample.source.find('\n') < sample.source.size() - 1;
    const bool document = sample.source.starts_with("[{") ||
                          sample.source.starts_with("{\"Records");
    // Spans come before their parents: of a trace that is cut, nobody knows yet
    // which agent it is.
    const bool cut_trace = sample.format == "agents-sdk";
    if (lines && !document && !cut_trace) found.push_back(sample);
  }
  return found;
}

INSTANTIATE_TEST_SUITE_P(Each, SplitSample, testing::ValuesIn(LineSources()),
                         [](const auto& test) { return test.param.name; });

// Real transcripts, which are not part of this project.
struct RealSource {
  std::string name, format, path;
};

class SplitReal : public Split,
                  public testing::WithParamInterface<RealSource> {};

TEST_P(SplitReal, GivesTheSameLedger) {
  const char* folder = std::getenv("PLOG_NATIVE");
  const std::string path =
      (folder != nullptr ? folder
                         : std::string(PLOG_SOURCE_DIR) + "/../shared/native") +
      '/' + GetParam().path;
  const std::string whole = SlurpFile(path);
  if (whole.empty()) GTEST_SKIP() << "there is no " << path;
  ExpectTheSameWhereverSplit(GetParam().format, whole, 5);
}

INSTANTIATE_TEST_SUITE_P(
    Each, SplitReal,
    testing::Values(
        RealSource{"ClaudeCode", "claude-code",
                   "claude_code/full-session-four.jsonl"},
        RealSource{"Codex", "codex",
                   "codex_rollout/rollout-2025-09-25T15-12-14-019982b8-3422-"
                   "79e0-8b3b-05abaf4f3c3e.jsonl"},
        RealSource{"Mcp", "mcp", "mcp_jsonrpc/mcp_compliance_golden_17.jsonl"},
        RealSource{"Chat", "openai-chat",
                   "openai_chat/invariant_sample_data.jsonl"},
        RealSource{"Otlp", "otlp", "otlp_json/agento_file_exporter.ndjson"},
        RealSource{"Pi", "pi-session",
                   "pi_session/gjc_awesome-agent-ide.jsonl"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace plog
