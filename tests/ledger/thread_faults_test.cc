// What is thrown on any thread (in practice std::bad_alloc) comes out on the
// thread that called, and nobody waits for the one that is gone.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "ledger/base/joined_thread.h"
#include "ledger/store/parallel_scan.h"
#include "tests/ledger/ingest_fixture.h"

namespace plog {
namespace {

struct Thrown : std::runtime_error {
  Thrown() : std::runtime_error("thrown by the test") {}
};

TEST(JoinedThread, ThrowsWhereItIsJoined) {
  JoinedThread idle;
  EXPECT_FALSE(idle.running());
  JoinedThread thread([] { throw Thrown(); });
  EXPECT_TRUE(thread.running());
  EXPECT_THROW(thread.Join(), Thrown);
  EXPECT_FALSE(thread.running());
}

TEST(JoinedThread, IsJoinedWhenItGoes) {
  std::atomic<bool> done = false;
  {
    const JoinedThread thread([&done] { done = true; });
  }
  EXPECT_TRUE(done);
  {
    const JoinedThread thread([] { throw Thrown(); });
  }
}

// Where a worker throws, and in which call.
enum class Place { kBegin, kRow, kMerge };

class Throws : public ScanWorker {
 public:
  Throws(Place place, uint64_t when) : place_(place), when_(when) {}
  void BeginBlock(uint64_t first) override {
    first_ = first;
    Maybe(Place::kBegin, first);
  }
  void Row(const StoredEvent& row) override { Maybe(Place::kRow, row.index); }
  void MergeBlock() override { Maybe(Place::kMerge, first_); }

 private:
  void Maybe(Place place, uint64_t index) const {
    if (place == place_ && index == when_) throw Thrown();
  }

  Place place_;
  uint64_t when_;
  uint64_t first_ = 0;
};

class ThreadFaults : public IngestFixture {
 protected:
  std::string Lines(size_t lines) {
    std::string text;
    for (size_t i = 0; i < lines; ++i) text += "{\"agent_id\":\"a\"}\n";
    return Write("log.jsonl", text);
  }
  // Every thread has more to do than fits into the batches that go round.
  void ExpectIngestThrows() {
    const std::string source = Lines(5000);
    {
      auto writer = LedgerWriter::Open(db_);
      Ingestor ingestor(writer->get(), options_);
      EXPECT_THROW((void)ingestor.Ingest(source), Thrown);
    }
    auto reader = LedgerReader::Open(db_);
    EXPECT_EQ((*reader)->event_count(), 0U);
  }
};

TEST_F(ThreadFaults, ScanThrowsWhatAWorkerThrew) {
  Ingest(Lines(20000));
  const auto reader = LedgerReader::Open(db_);
  for (const unsigned jobs : {1U, 2U, 4U}) {
    for (const Place place : {Place::kBegin, Place::kRow, Place::kMerge}) {
      for (const uint64_t when : {1U, 4097U, 16385U}) {
        EXPECT_THROW((void)ParallelScan(
                         **reader, jobs,
                         [&] { return std::make_unique<Throws>(place, when); }),
                     Thrown);
      }
    }
  }
}

TEST_F(ThreadFaults, IngestThrowsWhatTheStoringThreadThrew) {
  int batches = 0;
  options_.on_progress = [&batches](const IngestProgress&) {
    if (++batches == 2) throw Thrown();
  };
  ExpectIngestThrows();
}

TEST_F(ThreadFaults, IngestThrowsWhatPreparingThrew) {
  int calls = 0;
  options_.random_uuid = [&calls]() -> std::string {
    if (++calls == 300) throw Thrown();
    return fmt::format("id-{}", calls);
  };
  ExpectIngestThrows();
}

// The clock is read once for every batch.
TEST_F(ThreadFaults, IngestThrowsWhatTheClockThrew) {
  int calls = 0;
  options_.now = [&calls] {
    if (++calls == 3) throw Thrown();
    return Instant{1767225600, 0};
  };
  ExpectIngestThrows();
}

class ThrowingDecoder : public InputDecoder {
 public:
  void Line(const InputLine& line, RecordSink* sink) override {
    if (line.number == 300) throw Thrown();
    sink->Event({line.text, line.number, line.number, 1});
  }
};

TEST_F(ThreadFaults, IngestThrowsWhatTheDecodingThreadThrew) {
  InputFormat format;
  format.name = "throws";
  format.make = [](const SourceInfo&) -> std::unique_ptr<InputDecoder> {
    return std::make_unique<ThrowingDecoder>();
  };
  options_.format = &format;
  ExpectIngestThrows();
}

}  // namespace
}  // namespace plog
