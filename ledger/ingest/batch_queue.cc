#include "ledger/ingest/batch_queue.h"

#include <utility>

namespace plog {

void BatchQueue::Push(std::unique_ptr<PreparedBatch> batch) {
  const std::lock_guard lock(mutex_);
  batches_.push_back(std::move(batch));
  changed_.notify_one();
}

void BatchQueue::Close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

std::unique_ptr<PreparedBatch> BatchQueue::Pop() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || !batches_.empty(); });
  if (batches_.empty()) return nullptr;
  std::unique_ptr<PreparedBatch> first = std::move(batches_.front());
  batches_.pop_front();
  return first;
}

BatchCircuit::BatchCircuit(size_t batches) {
  for (size_t i = 0; i < batches; ++i) {
    empty.Push(std::make_unique<PreparedBatch>());
  }
}

}  // namespace plog
