#ifndef PLOG_LEDGER_INGEST_BATCH_QUEUE_H_
#define PLOG_LEDGER_INGEST_BATCH_QUEUE_H_

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>

#include "ledger/ingest/prepared_record.h"

namespace plog {

// Hands batches from one thread to another, in order.
class BatchQueue {
 public:
  void Push(std::unique_ptr<PreparedBatch> batch);
  // No more batches will come: what is there is still handed out.
  void Close();
  // Waits for a batch; nullptr: closed and drained.
  std::unique_ptr<PreparedBatch> Pop();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<PreparedBatch>> batches_;
  bool closed_ = false;
};

// Closes a queue at the end of a scope, however it is left.
class ClosesQueue {
 public:
  explicit ClosesQueue(BatchQueue* queue) : queue_(queue) {}
  ~ClosesQueue() { queue_->Close(); }
  ClosesQueue(const ClosesQueue&) = delete;
  ClosesQueue& operator=(const ClosesQueue&) = delete;

 private:
  BatchQueue* queue_;
};

// A fixed number of batches that go round between three threads, so that memory
// is bounded and buffers are reused:
//
//   ┌─► empty ─► collector ─► collected ─► preparer ─► prepared ─► storer ─┐
//   └──────────────────────────────────────────────────────────────────────┘
//
// The end of the source closes `collected`, the preparer then closes
// `prepared`. A storer that has no more to store, or gives up, closes `empty`:
// a collector that is still there stops. Each does so by exception as well, so
// that nobody waits for one that is gone.
struct BatchCircuit {
  explicit BatchCircuit(size_t batches);

  BatchQueue empty;
  BatchQueue collected;
  BatchQueue prepared;
};

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_BATCH_QUEUE_H_
