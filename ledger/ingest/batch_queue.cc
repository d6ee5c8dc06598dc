#include "ledger/ingest/batch_queue.h"

#include <utility>

namespace plog {
namespace {

std::unique_ptr<PreparedBatch> TakeFirst(
    std::deque<std::unique_ptr<PreparedBatch>>* batches) {
  std::unique_ptr<PreparedBatch> first = std::move(batches->front());
  batches->pop_front();
  return first;
}

}  // namespace

BatchQueue::BatchQueue(size_t batches) {
  for (size_t i = 0; i < batches; ++i) {
    empty_.push_back(std::make_unique<PreparedBatch>());
  }
}

std::unique_ptr<PreparedBatch> BatchQueue::Empty() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return given_up_ || !empty_.empty(); });
  return given_up_ ? nullptr : TakeFirst(&empty_);
}

void BatchQueue::Push(std::unique_ptr<PreparedBatch> batch) {
  const std::lock_guard lock(mutex_);
  full_.push_back(std::move(batch));
  changed_.notify_all();
}

void BatchQueue::Close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

std::unique_ptr<PreparedBatch> BatchQueue::Pop() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || !full_.empty(); });
  return full_.empty() ? nullptr : TakeFirst(&full_);
}

void BatchQueue::Return(std::unique_ptr<PreparedBatch> batch) {
  batch->used = 0;
  batch->text_bytes = 0;
  batch->warnings.clear();
  batch->notes.clear();
  const std::lock_guard lock(mutex_);
  empty_.push_back(std::move(batch));
  changed_.notify_all();
}

void BatchQueue::GiveUp() {
  const std::lock_guard lock(mutex_);
  given_up_ = true;
  changed_.notify_all();
}

}  // namespace plog
