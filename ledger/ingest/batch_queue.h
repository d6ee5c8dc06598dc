#ifndef PLOG_LEDGER_INGEST_BATCH_QUEUE_H_
#define PLOG_LEDGER_INGEST_BATCH_QUEUE_H_

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>

#include "ledger/ingest/prepared_record.h"

namespace plog {

// A fixed number of batches that go round between the thread that prepares and
// the one that stores; so memory is bounded and buffers are reused.
class BatchQueue {
 public:
  explicit BatchQueue(size_t batches);

  // Preparing side. Empty() waits for a free batch; nullptr: the storing side
  // gave up.
  std::unique_ptr<PreparedBatch> Empty();
  void Push(std::unique_ptr<PreparedBatch> batch);
  void Close();  // no more batches will come

  // Storing side. Pop() waits for a batch; nullptr: closed and drained.
  std::unique_ptr<PreparedBatch> Pop();
  void Return(std::unique_ptr<PreparedBatch> batch);
  void GiveUp();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<PreparedBatch>> empty_;
  std::deque<std::unique_ptr<PreparedBatch>> full_;
  bool closed_ = false;
  bool given_up_ = false;
};

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_BATCH_QUEUE_H_
