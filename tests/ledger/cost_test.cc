// What an event costs in calls: nothing here is timed, so that it holds on
// every machine.

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <new>
#include <string>

#include "ledger/audit/audit.h"
#include "ledger/ingest/ingestor.h"
#include "ledger/store/ledger_writer.h"

namespace {

std::atomic<uint64_t> allocations{0};
std::atomic<uint64_t> statements{0};

int CountStatement(unsigned, void*, void*, void*) {
  ++statements;
  return 0;
}

int TraceConnection(sqlite3* db, char**, const sqlite3_api_routines*) {
  return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, &CountStatement, nullptr);
}

}  // namespace

// With -O1, g++ 12 inlines `delete` but not `new` and takes them for a
// mismatched pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

// All of them: those that are left out would be AddressSanitizer's, and their
// memory would come to `delete` here.
void* operator new(size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void* operator new(size_t size) {
  if (void* memory = operator new(size, std::nothrow)) return memory;
  throw std::bad_alloc();
}
void* operator new[](size_t size, const std::nothrow_t& tag) noexcept {
  return operator new(size, tag);
}
void* operator new[](size_t size) { return operator new(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, size_t) noexcept { std::free(memory); }

namespace plog {
namespace {

struct Cost {
  double allocations = 0;
  double statements = 0;
};

class CostTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = testing::TempDir() + "plog_cost_test_" + std::to_string(getpid()) +
            ".ndjson";
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(&TraceConnection));
  }
  void TearDown() override {
    sqlite3_cancel_auto_extension(
        reinterpret_cast<void (*)()>(&TraceConnection));
    std::filesystem::remove(path_);
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
    auto writer = std::move(*LedgerWriter::OpenMemory());
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
  static Cost PerEvent(Work work) {
    constexpr size_t kFew = 1000;
    constexpr size_t kMany = 5000;
    const auto cost = [&work](size_t count) {
      const uint64_t allocated = allocations;
      const uint64_t stated = statements;
      work(count);
      return Cost{static_cast<double>(allocations - allocated),
                  static_cast<double>(statements - stated)};
    };
    const Cost few = cost(kFew);
    const Cost many = cost(kMany);
    return {(many.allocations - few.allocations) / (kMany - kFew),
            (many.statements - few.statements) / (kMany - kFew)};
  }

  std::string path_;
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
    const uint64_t allocated = allocations;
    const uint64_t stated = statements;
    const auto report = AuditLedger(writer->reader(), AuditOptions(), 1);
    ASSERT_TRUE(report);
    ASSERT_EQ(report->finding_count, 0U);
    cost[i] = {static_cast<double>(allocations - allocated),
               static_cast<double>(statements - stated)};
  }
  EXPECT_LT((cost[1].statements - cost[0].statements) / 4000, 0.01);
  EXPECT_LT((cost[1].allocations - cost[0].allocations) / 4000, 0.1);
}

}  // namespace
}  // namespace plog
