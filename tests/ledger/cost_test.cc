// What an event costs in calls: nothing here is timed, so that it holds on
// every machine.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "ledger/audit/audit.h"
#include "ledger/ingest/ingestor.h"
#include "ledger/store/ledger_writer.h"
#include "tests/support/call_counts.h"

namespace plog {
namespace {

class CostTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = testing::TempDir() + "plog_cost_test_" + std::to_string(getpid()) +
            ".ndjson";
    db_ = path_ + ".db";
  }
  void TearDown() override {
    std::filesystem::remove(path_);
    std::filesystem::remove(db_);
  }

  void WriteLines(size_t count) {
    std::ofstream out(path_);
    for (size_t i = 0; i < count; ++i) {
      out << R"({"agent_id":"agent-)" << i % 8
          << R"(","session_id":"a session with a long name )" << i / 50
          << R"(","action_type":"TOOL_CALL","action_name":"search_database")"
          << R"(,"timestamp":"2026-01-01T00:00:00Z","action_input":{"query":")"
          << std::string(500, 'q') << R"(","limit":10},"labels":{"env":"prod"})"
          << R"(,"metadata":{"call_id":"the identifier of call )" << i
          << "\"}}\n";
    }
  }

  std::unique_ptr<LedgerWriter> Ingest(size_t count) {
    WriteLines(count);
    std::filesystem::remove(db_);
    auto writer = std::move(*LedgerWriter::Open(db_));
    IngestOptions options;
    options.now = [] { return Instant(); };
    uint64_t ids = 0;
    options.random_uuid = [&ids] {
      return "a unique id longer than a small string, number " +
             std::to_string(++ids);
    };
    Ingestor ingestor(writer.get(), options);
    EXPECT_TRUE(ingestor.Ingest(path_));
    EXPECT_EQ(ingestor.summary().committed, count);
    return writer;
  }

  // Of one more event, once the buffers have grown.
  template <class Work>
  Cost PerEvent(Work work) {
    constexpr size_t kFew = 1000;
    constexpr size_t kMany = 5000;
    const Cost few = calls_.Of([&work] { work(kFew); });
    const Cost many = calls_.Of([&work] { work(kMany); });
    return {(many.allocations - few.allocations) / (kMany - kFew),
            (many.statements - few.statements) / (kMany - kFew)};
  }

  const CallCounter calls_;
  std::string path_;
  std::string db_;
};

TEST_F(CostTest, AnIngestedEventIsOneStatementAndFewAllocations) {
  const Cost generating = PerEvent([this](size_t count) { WriteLines(count); });
  const Cost cost = PerEvent([this](size_t count) { Ingest(count); });
  EXPECT_LT(cost.statements, 1.05);
  EXPECT_LT(cost.allocations - generating.allocations, 16);
}

TEST_F(CostTest, AVerifiedEventIsNoStatementAndHardlyAnAllocation) {
  Cost cost[2];
  const size_t counts[2] = {1000, 5000};
  for (size_t i = 0; i < 2; ++i) {
    const auto writer = Ingest(counts[i]);
    cost[i] = calls_.Of([&writer] {
      const auto report = AuditLedger(writer->reader(), AuditOptions(), 1);
      ASSERT_TRUE(report);
      ASSERT_EQ(report->finding_count, 0U);
    });
  }
  EXPECT_LT((cost[1].statements - cost[0].statements) / 4000, 0.01);
  EXPECT_LT((cost[1].allocations - cost[0].allocations) / 4000, 0.1);
}

}  // namespace
}  // namespace plog
