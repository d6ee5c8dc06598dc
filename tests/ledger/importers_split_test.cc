// A source that grows between two runs gives the ledger that it gives whole,
// wherever it was split.

#include <algorithm>
#include <cstdlib>

#include "tests/ledger/importer_harness.h"
#include "tests/ledger/importer_samples.h"
#include "tests/ledger/ingest_fixture.h"

namespace plog {
namespace {

// An event without the digest of the source, which is another one once the
// source has grown. Ids are drawn in order, so they are equal as well.
std::string Seen(std::string_view content) {
  constexpr std::string_view kDigest = "\"source_sha256\":\"";
  std::string text(content);
  const size_t digest = text.find(kDigest);
  if (digest != std::string::npos) text.erase(digest + kDigest.size(), 64);
  return text;
}

// Scratch ledgers: a source is ingested twice for every line that it has.
class Split : public IngestFixture {
 protected:
  using Ledger = std::unique_ptr<LedgerWriter>;

  Ledger NewLedger() {
    uuids_ = 0;
    return LedgerWriter::OpenScratch(testing::TempDir());
  }
  SourceSummary IngestInto(const Ledger& ledger, const std::string& path) {
    Ingestor ingestor(ledger.get(), options_);
    const Status done = ingestor.Ingest(path);
    EXPECT_TRUE(done) << (done ? "" : done.error().message);
    return ingestor.summary().sources.at(0);
  }
  static std::vector<std::string> EventsOf(const Ledger& ledger) {
    std::vector<std::string> events;
    const LedgerReader& reader = ledger->reader();
    if (reader.event_count() == 0) return events;
    auto cursor = reader.Scan(1, reader.event_count());
    StoredEvent event;
    while (*cursor->Next(&event)) {
      events.push_back(Seen(event.content));
    }
    return events;
  }

  // Imports `whole` in one piece, and in two: split behind every `step`th line,
  // and inside every `torn_step`th, as a writer leaves it that was interrupted.
  void ExpectTheSameWhereverSplit(const std::string& format,
                                  const std::string& whole, size_t step,
                                  size_t torn_step) {
    options_.format = FindInputFormat(format);
    const Ledger at_once = NewLedger();
    // Some sessions bear the file's name.
    IngestInto(at_once, Write("part", whole));
    const std::vector<std::string> expected = EventsOf(at_once);
    ASSERT_FALSE(expected.empty());
    size_t begin = 0;
    for (size_t line = 1; begin < whole.size(); ++line) {
      const size_t end =
          std::min(whole.find('\n', begin), whole.size() - 1) + 1;
      if (line % step == 0 && end < whole.size()) {
        ExpectTheSameSplitAt(end, whole, expected);
      }
      if (line % torn_step == 0) {
        ExpectTheSameSplitAt((begin + end) / 2, whole, expected);
      }
      begin = end;
    }
  }

 private:
  void ExpectTheSameSplitAt(size_t byte, const std::string& whole,
                            const std::vector<std::string>& expected) {
    const Ledger ledger = NewLedger();
    IngestInto(ledger, Write("part", whole.substr(0, byte)));
    const SourceSummary second = IngestInto(ledger, Write("part", whole));
    EXPECT_FALSE(second.rewritten);
    EXPECT_EQ(EventsOf(ledger), expected) << "split at byte " << byte;
  }
};

class SplitSample : public Split,
                    public testing::WithParamInterface<Mapping> {};

TEST_P(SplitSample, GivesTheSameLedger) {
  ExpectTheSameWhereverSplit(GetParam().format, GetParam().source, 1, 1);
}

bool HoldsBack(const std::string& format) {
  return FindInputFormat(format)->holds_back;
}

std::vector<Mapping> LineSources() {
  std::vector<Mapping> found;
  for (const Mapping& sample : Mappings()) {
    const bool lines = sample.source.find('\n') < sample.source.size() - 1;
    const bool document = sample.source.starts_with("[{") ||
                          sample.source.starts_with("{\"Records");
    if (lines && !document && !HoldsBack(sample.format))
      found.push_back(sample);
  }
  return found;
}

INSTANTIATE_TEST_SUITE_P(Each, SplitSample, testing::ValuesIn(LineSources()),
                         [](const auto& test) { return test.param.name; });

// Two traces of the Agents SDK: agents that hand over, one inside the other, a
// span whose trace comes late, and one whose agent never ends.
std::string AgentTraces() {
  const auto span = [](const char* id, const char* trace, const char* parent,
                       int second, const char* data) {
    return fmt::format(
        R"({{"object":"trace.span","id":"{}","trace_id":"{}","parent_id":{},)"
        R"("started_at":"2026-01-01T00:00:{:02}Z",)"
        R"("ended_at":"2026-01-01T00:00:{:02}Z","span_data":{},"error":null}})"
        "\n",
        id, trace, parent, second, second + 1, data);
  };
  const char* const tool =
      R"({"type":"function","name":"f","input":"{}","output":"x"})";
  const char* const model = R"({"type":"generation","model":"m"})";
  const auto agent = [](const char* name) {
    return fmt::format(R"({{"type":"agent","name":"{}"}})", name);
  };
  const auto trace = [](const char* id, const char* group) {
    return fmt::format(
        R"({{"object":"trace","id":"{}","workflow_name":"w","group_id":{}}})"
        "\n",
        id, group);
  };
  return trace("t1", R"("chat")") + span("a1", "t1", R"("A")", 1, model) +
         span("b1", "t1", R"("B")", 4, tool) +
         span("B", "t1", R"("a2")", 3, agent("inner").c_str()) +
         span("a2", "t1", R"("A")", 2, tool) +
         span("A", "t1", "null", 0, agent("outer").c_str()) +
         span("a3", "t1", R"("A")", 7, tool) +
         span("c1", "t2", R"("C")", 11, tool) +
         span("C", "t2", "null", 10, agent("other").c_str()) +
         trace("t2", "null") + span("r1", "t2", "null", 20, tool) +
         span("d1", "t2", R"("D")", 21, model);
}

// Runs as they end: children before their parents.
std::string EndedRuns() {
  std::string lines;
  for (int i = 9; i > 0; --i) {
    lines += fmt::format(
        R"({{"id":"r{0}","name":"f","run_type":"{1}","trace_id":"t",)"
        R"("start_time":"2026-01-01T00:00:{0:02}Z",)"
        R"("end_time":"2026-01-01T00:00:{2:02}Z","inputs":{{"n":{0}}},)"
        R"("outputs":{{}},"error":null,"dotted_order":"{0}"}})"
        "\n",
        i, i % 3 == 0 ? "chain" : "tool", 30 - i);
  }
  return lines;
}

// Formats whose first records are explained by later ones. What cannot be
// mended in an event that is sealed: its agent, and its place among others.
class SplitHeldBack : public Split {
 protected:
  static std::string Bare(std::string event) {
    for (const char* name : {"\"agent_id\":\"", "\"timestamp\":\""}) {
      const size_t at = event.find(name);
      if (at == std::string::npos) continue;
      const size_t begin = at + std::string_view(name).size();
      event.erase(begin, event.find('"', begin) - begin);
    }
    const size_t id = event.find("\"uuid-");
    if (id != std::string::npos) event.erase(id, event.find('"', id + 1) - id);
    return event;
  }
  static std::vector<std::string> Sorted(std::vector<std::string> events) {
    for (std::string& event : events) event = Bare(std::move(event));
    std::sort(events.begin(), events.end());
    return events;
  }
  // Grows by `lines` at a time.
  std::vector<std::string> Growing(const std::string& whole, int lines) {
    const Ledger ledger = NewLedger();
    size_t end = 0;
    while (end < whole.size()) {
      for (int i = 0; i < lines && end < whole.size(); ++i) {
        end = whole.find('\n', end) + 1;
      }
      IngestInto(ledger, Write("part", whole.substr(0, end)));
    }
    return EventsOf(ledger);
  }
};

TEST_F(SplitHeldBack, NothingIsLostOrDoubled) {
  const std::pair<const char*, std::string> sources[] = {
      {"agents-sdk", AgentTraces()}, {"langsmith", EndedRuns()}};
  for (const auto& [format, whole] : sources) {
    options_.format = FindInputFormat(format);
    ASSERT_TRUE(options_.format->holds_back);
    const auto at_once = Sorted(Growing(whole, 1000));
    EXPECT_GE(at_once.size(), 15U);
    for (int lines = 1; lines < 12; ++lines) {
      EXPECT_EQ(Sorted(Growing(whole, lines)), at_once)
          << format << " by " << lines;
    }
  }
}

// Split where every span has its agent, the ledger is the very same.
TEST_F(SplitHeldBack, AgentsThatHaveEndedAreKnown) {
  const std::string whole = AgentTraces();
  options_.format = FindInputFormat("agents-sdk");
  const auto at_once = Growing(whole, 1000);
  EXPECT_EQ(Growing(whole, 6), at_once);
  EXPECT_EQ(Growing(whole, 7), at_once);
  EXPECT_NE(Growing(whole, 5), at_once) << "a3 was not settled by line 5";
}

// What is durable must not end where the decoder still held something back.
TEST_F(SplitHeldBack, IsCommittedInOnePiece) {
  options_.format = FindInputFormat("agents-sdk");
  int commits = 0;
  options_.on_commit = [&commits](uint64_t) { ++commits; };
  std::string whole;
  for (int i = 0; i < 9; ++i) {
    whole += fmt::format(
        R"({{"object":"trace.span","id":"s{}","trace_id":"t","parent_id":"A",)"
        R"("span_data":{{"type":"function","name":"f","output":"{}"}}}})"
        "\n",
        i, std::string(2 << 20, 'x'));
  }
  const Ledger ledger = NewLedger();
  IngestInto(ledger, Write("part", whole));
  EXPECT_EQ(commits, 1);
  EXPECT_EQ(EventsOf(ledger).size(), 18U);
}

// Real transcripts, which are not part of this project. Every line would take
// minutes for the largest three, whose lines are therefore split at every
// third, sixth and eighth; at every one with PLOG_SPLIT_TESTS=1.
constexpr size_t kMostBytes = size_t{20} << 20;  // read for one file
struct RealSource {
  std::string name, format, path;

  // How GoogleTest names it; else it prints the bytes, pointers and all.
  friend void PrintTo(const RealSource& source, std::ostream* out) {
    *out << source.name;
  }
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
  const auto lines =
      static_cast<size_t>(std::count(whole.begin(), whole.end(), '\n'));
  const size_t step = std::getenv("PLOG_SPLIT_TESTS") != nullptr
                          ? 1
                          : 1 + lines * whole.size() / kMostBytes;
  ExpectTheSameWhereverSplit(GetParam().format, whole, step,
                             std::clamp<size_t>(lines, 1, 10 * step));
}

INSTANTIATE_TEST_SUITE_P(
    Each, SplitReal,
    testing::Values(
        RealSource{"ClaudeCodeFour", "claude-code",
                   "claude_code/full-session-four.jsonl"},
        RealSource{"ClaudeCodeFive", "claude-code",
                   "claude_code/full-session-five.jsonl"},
        RealSource{"ClaudeCodeFix", "claude-code",
                   "claude_code/coverage-test-fix.jsonl"},
        RealSource{"CodexEnvelope", "codex",
                   "codex_rollout/rollout-2025-09-25T15-12-14-019982b8-3422-"
                   "79e0-8b3b-05abaf4f3c3e.jsonl"},
        RealSource{"CodexMorning", "codex",
                   "codex_rollout/rollout-2025-09-25T08-02-05-0199812e-64f0-"
                   "7f73-91fc-095dda01c36e.jsonl"},
        RealSource{"McpFour", "mcp",
                   "mcp_jsonrpc/mcp_compliance_golden_4.jsonl"},
        RealSource{"McpSeventeen", "mcp",
                   "mcp_jsonrpc/mcp_compliance_golden_17.jsonl"},
        RealSource{"Chat", "openai-chat",
                   "openai_chat/invariant_sample_data.jsonl"},
        RealSource{"Otlp", "otlp", "otlp_json/agento_file_exporter.ndjson"},
        RealSource{"Pi", "pi-session",
                   "pi_session/gjc_awesome-agent-ide.jsonl"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace plog
