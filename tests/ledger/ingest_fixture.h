#ifndef PLOG_TESTS_LEDGER_INGEST_FIXTURE_H_
#define PLOG_TESTS_LEDGER_INGEST_FIXTURE_H_

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "ledger/event/line_parser.h"
#include "ledger/ingest/ingestor.h"
#include "ledger/ingest/profile_detection.h"
#include "ledger/tree/merkle.h"

namespace plog {

// A folder of its own with a ledger in it, and the verbs of ingest.
class IngestFixture : public testing::Test {
 protected:
  IngestFixture() {
    std::string folder = testing::TempDir() + "plog-ingest-XXXXXX";
    folder_ = mkdtemp(folder.data());
    db_ = folder_ + "/ledger.db";
    options_.now = [] { return Instant{1767225600, 0}; };  // 2026-01-01
    options_.random_uuid = [this] { return fmt::format("uuid-{}", ++uuids_); };
    options_.on_reject = [this](std::string_view, const RejectRow& reject) {
      rejects_.push_back(reject);
    };
  }
  ~IngestFixture() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& bytes) {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  static std::string Slurp(const std::string& path) {
    std::stringstream all;
    all << std::ifstream(path, std::ios::binary).rdbuf();
    return all.str();
  }

  // Ingests one source with a writer of its own.
  SourceSummary Ingest(const std::string& path) {
    auto writer = LedgerWriter::Open(db_);
    EXPECT_TRUE(writer) << (writer ? "" : writer.error().message);
    Ingestor ingestor(writer->get(), options_);
    last_ = ingestor.Ingest(path);
    summary_ = ingestor.summary();
    return summary_.sources.empty() ? SourceSummary() : summary_.sources[0];
  }
  SourceSummary IngestText(const std::string& bytes) {
    return Ingest(Write("log.jsonl", bytes));
  }

  struct Row {
    uint64_t sequence;
    std::string content, original, unhashed;
    Digest hash, prev_hash;
  };
  std::vector<Row> Rows() {
    auto reader = LedgerReader::Open(db_);
    EXPECT_TRUE(reader) << (reader ? "" : reader.error().message);
    auto cursor = (*reader)->Scan(1, (*reader)->event_count());
    std::vector<Row> rows;
    StoredEvent event;
    while (*cursor->Next(&event)) {
      rows.push_back({event.sequence, std::string(event.content),
                      std::string(event.original.value_or("")),
                      std::string(event.unhashed), event.hash,
                      event.prev_hash});
    }
    return rows;
  }
  std::vector<AgentRow> Agents() {
    return *(*LedgerReader::Open(db_))->Agents();
  }
  Digest Root() {
    auto frontier = (*LedgerReader::Open(db_))->TreeFrontier();
    return CompactRange(frontier->size, frontier->hashes).Root();
  }

  // A recorded event: `body` holds the members but sequence and hashes.
  static std::string Recorded(const std::string& body, uint64_t sequence,
                              Digest* head, std::string_view profile_name) {
    const HashProfile& profile = *FindHashProfile(profile_name);
    const std::string bare = "{" + body + "}";
    EventLineParser parser;
    ParsedEvent event;
    EXPECT_FALSE(parser.Parse(bare, &event)) << bare;
    std::string content;
    AppendContent(event.event, bare, profile, &content);
    Sha256 sha;
    const Digest hash = ContentHash(content, *head, profile, &sha);
    const std::string line =
        fmt::format(R"({{{},"sequence":{},"hash":"{}","prev_hash":"{}"}})",
                    body, sequence, ToHex(hash), ToHex(*head));
    *head = hash;
    return line;
  }

  std::string folder_;
  std::string db_;
  IngestOptions options_;
  int uuids_ = 0;
  Status last_;
  IngestSummary summary_;
  std::vector<RejectRow> rejects_;
};

}  // namespace plog

#endif  // PLOG_TESTS_LEDGER_INGEST_FIXTURE_H_
