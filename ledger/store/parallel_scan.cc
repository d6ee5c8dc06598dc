#include "ledger/store/parallel_scan.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

#include "ledger/base/joined_thread.h"

namespace plog {
namespace {

// Large enough that merging is rare, small enough that two threads share a
// short ledger and no worker holds back much.
constexpr uint64_t kBlockRows = 4096;

// Hands out blocks and lets them merge in their order.
class BlockOrder {
 public:
  BlockOrder(uint64_t first, uint64_t last, const ScanProgress& progress)
      : last_(last), progress_(progress), next_(first), rows_(first - 1) {}

  struct Block {
    uint64_t number = 0;
    uint64_t first = 0;
    uint64_t last = 0;
  };

  std::optional<Block> Take() {
    const std::lock_guard lock(mutex_);
    if (stopped_ || next_ > last_) return std::nullopt;
    Block block{taken_++, next_, std::min(last_, next_ + (kBlockRows - 1))};
    next_ = block.last + 1;
    return block;
  }

  // A damaged ledger may have a hole of 2^60 rows: the next block to be handed
  // out begins no earlier than `first`.
  void SkipTo(uint64_t first) {
    const std::lock_guard lock(mutex_);
    next_ = std::max(next_, first);
  }

  void Merge(const Block& block, uint64_t rows, ScanWorker* worker) {
    std::unique_lock lock(mutex_);
    turn_.wait(lock, [&] { return stopped_ || merged_ == block.number; });
    if (stopped_) return;
    worker->MergeBlock();
    ++merged_;
    rows_ += rows;
    if (progress_) progress_(rows_);
    turn_.notify_all();
  }

  // Nothing is handed out or merged any more, and nobody waits.
  void Stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    turn_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable turn_;
  const uint64_t last_;
  const ScanProgress& progress_;
  uint64_t next_;
  uint64_t taken_ = 0;
  uint64_t merged_ = 0;
  uint64_t rows_;
  bool stopped_ = false;
};

// Rows read; 0 if the block is a hole.
Result<uint64_t> ReadBlock(const LedgerReader& reader, uint64_t first,
                           uint64_t last, ScanWorker* worker) {
  Result<EventCursor> cursor = worker->goes_by_notes()
                                   ? reader.ScanNoted(first, last)
                                   : reader.Scan(first, last);
  if (!cursor) return tl::make_unexpected(cursor.error());
  worker->BeginBlock(first);
  StoredEvent row;
  uint64_t rows = 0;
  while (true) {
    const Result<bool> more = cursor->Next(&row);
    if (!more) return tl::make_unexpected(more.error());
    if (!*more) return rows;
    worker->Row(row);
    ++rows;
  }
}

Status SkipHole(const LedgerReader& reader, uint64_t after,
                BlockOrder* blocks) {
  Result<EventCursor> cursor = reader.Scan(after + 1, UINT64_MAX);
  if (!cursor) return tl::make_unexpected(cursor.error());
  StoredEvent row;
  const Result<bool> more = cursor->Next(&row);
  if (!more) return tl::make_unexpected(more.error());
  if (*more) blocks->SkipTo(row.index);
  return {};
}

Status ReadBlocks(const LedgerReader& reader, ScanWorker* worker,
                  BlockOrder* blocks) {
  while (const std::optional<BlockOrder::Block> block = blocks->Take()) {
    const Result<uint64_t> rows =
        ReadBlock(reader, block->first, block->last, worker);
    if (!rows) return tl::make_unexpected(rows.error());
    if (*rows == 0) {
      if (Status done = SkipHole(reader, block->last, blocks); !done) {
        return done;
      }
    }
    blocks->Merge(*block, *rows, worker);
  }
  return {};
}

// However it fails, the other threads stop.
Status ReadBlocksOrStop(const LedgerReader& reader, ScanWorker* worker,
                        BlockOrder* blocks) {
  try {
    Status done = ReadBlocks(reader, worker, blocks);
    if (!done) blocks->Stop();
    return done;
  } catch (...) {
    blocks->Stop();
    throw;
  }
}

}  // namespace

Status ParallelScan(const LedgerReader& reader, unsigned jobs,
                    const std::function<std::unique_ptr<ScanWorker>()>& make,
                    const ScanProgress& progress, uint64_t first) {
  const uint64_t last = reader.event_count();
  BlockOrder blocks(first, last, progress);
  const uint64_t useful = (last < first ? 0 : last - first) / kBlockRows + 1;
  const auto threads =
      static_cast<unsigned>(std::min<uint64_t>(std::max(jobs, 1U), useful));
  std::vector<std::unique_ptr<LedgerReader>> clones;
  for (unsigned i = 1; i < threads; ++i) {
    Result<std::unique_ptr<LedgerReader>> clone = reader.Clone();
    if (!clone && clone.error().kind == ErrorKind::kUsage) break;  // a writer's
    if (!clone) return tl::make_unexpected(clone.error());
    clones.push_back(std::move(*clone));
  }
  // Every worker is made here: `make` need not be thread-safe.
  std::vector<std::unique_ptr<ScanWorker>> workers;
  for (size_t i = 0; i <= clones.size(); ++i) workers.push_back(make());
  std::vector<Status> done(workers.size());
  const auto work = [&](size_t i) {
    const LedgerReader& source = i == 0 ? reader : *clones[i - 1];
    done[i] = ReadBlocksOrStop(source, workers[i].get(), &blocks);
  };
  const auto help = [&work](size_t helper) { work(helper + 1); };
  std::vector<JoinedThread> helpers = StartHelpers(clones.size(), help);
  work(0);
  for (JoinedThread& thread : helpers) thread.Join();
  const auto failed = std::find_if(done.begin(), done.end(),
                                   [](const Status& one) { return !one; });
  return failed == done.end() ? Status() : *failed;
}

}  // namespace plog
