// Importers inside ingest: sources that grow, come again, or are hostile.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <thread>

#include "ledger/json/json_writer.h"
#include "tests/ledger/importer_harness.h"
#include "tests/ledger/ingest_fixture.h"

namespace plog {
namespace {

// A transcript of `calls` calls, four lines each: an API message on two lines,
// its result, and noise.
std::string Transcript(int calls) {
  std::string text;
  for (int i = 0; i < calls; ++i) {
    const std::string head = fmt::format(
        R"("sessionId":"S","timestamp":"2026-03-01T08:{:02}:{:02}.000Z",)",
        i / 60, i % 60);
    text += fmt::format(
        R"({{"type":"assistant","uuid":"t{0}",{1}"message":{{"id":"m{0}","model":"o","content":[{{"type":"text","text":"say {0}"}}]}}}})"
        "\n"
        R"({{"type":"assistant","uuid":"u{0}",{1}"message":{{"id":"m{0}","model":"o","content":[{{"type":"tool_use","id":"c{0}","name":"Bash","input":{{"n":{0}}}}}]}}}})"
        "\n"
        R"({{"type":"user","uuid":"r{0}",{1}"message":{{"role":"user","content":[{{"type":"tool_result","tool_use_id":"c{0}","content":"ok"}}]}}}})"
        "\n"
        R"({{"type":"progress","uuid":"p{0}",{1}"data":{{}}}})"
        "\n",
        i, head);
  }
  return text;
}

// A ZIP archive whose members are stored, not compressed.
std::string StoredZip(
    const std::vector<std::pair<std::string, std::string>>& members) {
  const auto number = [](uint64_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) {
      text += i < 8 ? static_cast<char>(value >> (8 * i) & 0xff) : '\0';
    }
    return text;
  };
  std::string body, directory;
  for (const auto& [name, bytes] : members) {
    uint32_t crc = 0xffffffff;
    for (const char c : bytes) {
      crc ^= static_cast<unsigned char>(c);
      for (int k = 0; k < 8; ++k) crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    const std::string sizes = number(~crc, 4) + number(bytes.size(), 4) +
                              number(bytes.size(), 4) + number(name.size(), 2) +
                              number(0, 2);
    const std::string common = number(20, 2) + number(0, 8) + sizes;
    directory += "PK\x01\x02" + number(20, 2) + common + number(0, 10) +
                 number(body.size(), 4) + name;
    body += "PK\x03\x04" + common + name + bytes;
  }
  return body + directory + "PK\x05\x06" + number(0, 4) +
         number(members.size(), 2) + number(members.size(), 2) +
         number(directory.size(), 4) + number(body.size(), 4) + number(0, 2);
}

const char* const kSample =
    R"({"id":7,"epoch":1,"events":[{"event":"tool","id":"c","function":"f","arguments":{},"result":"r","error":null,"timestamp":"2026-03-01T08:00:00Z","completed":"2026-03-01T08:00:01Z"}]})";

class ImporterIngest : public IngestFixture {
 protected:
  // What rules see, without the ids that sealing draws and the digest of the
  // source, which is another one once the source has grown.
  std::vector<std::string> Seen() {
    std::vector<std::string> seen;
    JsonParser parser;
    JsonDocument document;
    for (const Row& row : Rows()) {
      EXPECT_FALSE(parser.Parse(row.content, {}, &document));
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
      seen.push_back(std::move(text));
    }
    return seen;
  }
};

TEST_F(ImporterIngest, SplitAtAnyLineGivesTheSameEvents) {
  const std::string whole = Transcript(3);
  Ingest(Write("whole.jsonl", whole));
  const std::vector<std::string> expected = Seen();
  ASSERT_EQ(expected.size(), 12U);
  for (size_t at = whole.find('\n'); at != std::string::npos;
       at = whole.find('\n', at + 1)) {
    std::filesystem::remove(db_);
    const std::string path = Write("part.jsonl", whole.substr(0, at + 1));
    Ingest(path);
    Write("part.jsonl", whole);
    const SourceSummary second = Ingest(path);
    EXPECT_EQ(second.rejected, 0U);
    EXPECT_EQ(Seen(), expected) << "split at byte " << at;
  }
}

TEST_F(ImporterIngest, TornLastLineIsTakenUpWhenItIsWhole) {
  const std::string whole = Transcript(2);
  const std::string path = Write("log.jsonl", whole.substr(0, 700));
  EXPECT_EQ(Ingest(path).rejected, 1U);
  ASSERT_FALSE(rejects_.empty());
  EXPECT_EQ(rejects_[0].code, "torn-line");
  Write("log.jsonl", whole);
  Ingest(path);
  EXPECT_EQ(Rows().size(), 8U);
}

TEST_F(ImporterIngest, TheSameSourceAgainAddsNothing) {
  const std::string path = Write("log.jsonl", Transcript(3));
  EXPECT_EQ(Ingest(path).committed, 12U);
  const SourceSummary again = Ingest(path);
  EXPECT_EQ(again.committed, 0U);
  EXPECT_EQ(again.already_present, 12U);
  const SourceSummary copy = Ingest(Write("copy.jsonl", Transcript(3)));
  EXPECT_EQ(copy.committed, 0U);
}

TEST_F(ImporterIngest, DocumentAgainAddsNothing) {
  const std::string path = Write(
      "trail.json",
      R"({"Records":[{"eventTime":"2026-03-01T08:00:00Z","eventSource":"s3","eventName":"Get","userIdentity":{"arn":"a"},"eventID":"e"}]})");
  EXPECT_EQ(Ingest(path).committed, 1U);
  EXPECT_EQ(Ingest(path).committed, 0U);
  EXPECT_EQ(Rows().size(), 1U);
}

TEST_F(ImporterIngest, SaysWhichFormatAndWhy) {
  const SourceSummary source = IngestText(Transcript(1));
  EXPECT_EQ(source.format, "claude-code");
  EXPECT_NE(source.format_reason, "");
}

// A pipe cannot be read twice, and the digest needs a first pass.
TEST_F(ImporterIngest, PipeIsIngestedWhole) {
  const std::string text = Transcript(400);
  ASSERT_GT(text.size(), size_t{2} * InputHead::kBytes);
  const std::string path = Write("log.jsonl", text);
  const std::string fifo = folder_ + "/fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  std::thread feeder([&] { std::ofstream(fifo) << text; });
  const SourceSummary source = Ingest(fifo);
  feeder.join();
  EXPECT_EQ(source.rejected, 0U);
  EXPECT_EQ(Rows().size(), 1600U);
}

TEST_F(ImporterIngest, ArchiveReachesItsImporter) {
  const SourceSummary source = Ingest(
      Write("run.eval",
            StoredZip({{"header.json", R"({"eval":{"run_id":"R","task":"T"}})"},
                       {"samples/7_epoch_1.json", kSample}})));
  EXPECT_EQ(source.format, "inspect-eval");
  EXPECT_EQ(Rows().size(), 4U);
}

// Folders of agents hold other files, too.
TEST_F(ImporterIngest, FileFoundInAFolderThatIsNoLogIsLeftOut) {
  const auto ingest = [this](const std::string& path, bool found) {
    auto writer = LedgerWriter::Open(db_);
    Ingestor ingestor(writer->get(), options_);
    EXPECT_TRUE(ingestor.Ingest(path, found));
    return ingestor.summary();
  };
  const std::string note = Write("note.txt", "not a log\n");
  EXPECT_TRUE(ingest(note, true).sources[0].left_out);
  EXPECT_EQ(ingest(note, true).rejected, 0U);
  EXPECT_EQ(ingest(note, false).rejected, 1U);
  const std::string damaged =
      Write("damaged.jsonl", "{\"agent\n{\"agent_id\":\"a\"}\n");
  const IngestSummary summary = ingest(damaged, true);
  EXPECT_EQ(summary.committed, 1U);
  EXPECT_EQ(summary.rejected, 1U);
}

TEST(ImporterHostile, DuplicatedLinesCountOnce) {
  const std::string once = Transcript(2);
  EXPECT_EQ(ImportAs("claude-code", once + once).events.size(),
            ImportAs("claude-code", once).events.size());
}

TEST(ImporterHostile, ResultsBeforeTheirCallsAreKeptAndCounted) {
  std::istringstream lines(Transcript(1));
  std::string reversed;
  for (std::string line; std::getline(lines, line);) {
    reversed.insert(0, line + '\n');
  }
  const Imported imported = ImportAs("claude-code", reversed);
  EXPECT_EQ(imported.events.size(), 4U);
  EXPECT_EQ(imported.notes.at("result-without-call"), 1);
  EXPECT_EQ(imported.notes.at("call-without-result"), 1);
}

TEST(ImporterHostile, BadLineIsRefusedAtItsPlaceAndTheRestImported) {
  std::string text = Transcript(2);
  const size_t second = text.find('\n') + 1;
  text.insert(second, "{\"type\":\"user\",\"x\":\"\\q\"}\n");
  const Imported imported = ImportAs("claude-code", text);
  ASSERT_EQ(imported.rejects.size(), 1U);
  EXPECT_EQ(imported.reject_places[0].line, 2U);
  EXPECT_EQ(imported.rejects[0].column, 21U);
  EXPECT_EQ(imported.events.size(), 8U);
}

// An event is nested at most 64 deep; the payload of others may be deeper.
TEST(ImporterHostile, DeepPayloadIsKeptAsText) {
  const std::string deep = std::string(200, '[') + std::string(200, ']');
  const Imported imported = ImportAs(
      "claude-code-hooks",
      R"({"hook_event_name":"PreToolUse","tool_name":"f","tool_input":)" +
          deep + "}\n");
  ASSERT_EQ(imported.events.size(), 1U);
  imported.Each([&deep](JsonView event) {
    EXPECT_EQ(event.Find("action_input").AsString(), deep);
    const JsonView import = event.Find("metadata").Find("import");
    EXPECT_EQ(import.Find("action_input").AsString(), "too-deep");
  });
}

TEST(ImporterHostile, BottomlessNestingIsRefused) {
  const Imported imported =
      ImportAs("claude-code-hooks",
               R"({"hook_event_name":"Stop","x":)" + std::string(100000, '['));
  EXPECT_TRUE(imported.events.empty());
  EXPECT_EQ(imported.rejects.size(), 1U);
}

TEST(ImporterHostile, BigNumbersKeepTheirDigits) {
  const Imported imported = ImportAs(
      "claude-code-hooks",
      R"({"hook_event_name":"PreToolUse","tool_name":"f","tool_input":{"n":[12345678901234567890,1e999,1.5]}})"
      "\n");
  EXPECT_EQ(imported.notes.at("number-kept-as-text"), 1);
  imported.Each([](JsonView event) {
    const JsonView n = event.Find("action_input").Find("n");
    EXPECT_EQ(n.At(0).AsString(), "12345678901234567890");
    EXPECT_EQ(n.At(1).AsString(), "1e999");
    EXPECT_EQ(n.At(2).AsDouble(), 1.5);
  });
}

TEST(ImporterHostile, RecordBeyondTheLimitIsRefusedAndTheNextImported) {
  const auto record = [](const std::string& id, size_t size) {
    return R"({"eventTime":"2026-03-01T08:00:00Z","eventSource":"s","eventName":"n","eventID":")" +
           id + R"(","x":")" + std::string(size, 'x') + "\"}";
  };
  const Imported imported = Import(
      *FindInputFormat("cloudtrail"),
      "{\"Records\":[" + record("big", 5000) + "," + record("e", 1) + "]}",
      "f.json", 100, 2000);
  ASSERT_EQ(imported.rejects.size(), 1U);
  EXPECT_EQ(imported.rejects[0].code, RejectCode::kLineTooLong);
  EXPECT_EQ(imported.events.size(), 1U);
}

TEST(ImporterHostile, TornRecordInLinesDoesNotSwallowTheNext) {
  const std::string good =
      R"({"eventTime":"2026-03-01T08:00:00Z","eventSource":"s","eventName":"n","eventID":"e"})";
  for (size_t cut = 1; cut < good.size(); ++cut) {
    const Imported imported =
        ImportAs("cloudtrail", good + '\n' + good.substr(0, cut) + '\n' + good +
                                   '\n' + good + '\n');
    EXPECT_GE(imported.events.size(), 3U) << good.substr(0, cut);
    EXPECT_EQ(imported.rejects.size(), 1U) << good.substr(0, cut);
  }
}

// The header may stand behind the samples.
TEST(InspectArchive, SamplesAreReadWhateverTheOrder) {
  const std::string archive =
      StoredZip({{"samples/7_epoch_1.json", kSample},
                 {"summaries.json", "[]"},
                 {"header.json", R"({"eval":{"run_id":"R","task":"T"}})"}});
  EXPECT_EQ(FormatOf(archive), "inspect-eval");
  const Imported imported = ImportAs("", archive);
  EXPECT_EQ(imported.Sketch(),
            "CUSTOM sample_start - -\nTOOL_CALL f - -\n"
            "TOOL_RESULT f success 1000\nCUSTOM sample_end - -\n");
  EXPECT_TRUE(imported.rejects.empty());
}

TEST(InspectArchive, DamageIsRefusedNotFatal) {
  const std::string archive =
      StoredZip({{"_journal/start.json", R"({"eval":{"run_id":"R"}})"},
                 {"samples/7_epoch_1.json", kSample}});
  EXPECT_EQ(ImportAs("inspect-eval", archive).events.size(), 4U);
  for (size_t size = 1; size < archive.size(); size += 13) {
    const Imported torn = ImportAs("inspect-eval", archive.substr(0, size));
    EXPECT_TRUE(!torn.rejects.empty() || torn.events.size() == 4) << size;
  }
}

}  // namespace
}  // namespace plog
