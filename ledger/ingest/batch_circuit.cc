#include "ledger/ingest/batch_circuit.h"

#include <algorithm>
#include <utility>

namespace plog {

BatchCircuit::BatchCircuit(size_t batches)
    : half_(std::max<size_t>(batches / 2, 1)) {
  for (size_t i = 0; i < batches; ++i) {
    empty_.push_back(std::make_unique<PreparedBatch>());
  }
}

BatchCircuit::Batch BatchCircuit::TakeEmpty() {
  std::unique_lock lock(mutex_);
  if (empty_.empty()) {
    emptied_.wait(lock, [this] { return stopped_ || empty_.size() >= half_; });
  }
  if (stopped_) return nullptr;
  Batch batch = std::move(empty_.back());
  empty_.pop_back();
  return batch;
}

void BatchCircuit::PutCollected(Batch batch) {
  const std::lock_guard lock(mutex_);
  batch->number = collected_count_++;
  collected_.push_back(std::move(batch));
  changed_.notify_all();
}

void BatchCircuit::EndCollecting() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

// REQUIRES: the lock, and that there is one.
BatchCircuit::Batch BatchCircuit::FirstCollected() {
  Batch batch = std::move(collected_.front());
  collected_.pop_front();
  return batch;
}

BatchCircuit::Batch BatchCircuit::TakeCollected() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock,
                [this] { return stopped_ || ended_ || !collected_.empty(); });
  if (stopped_ || collected_.empty()) return nullptr;
  return FirstCollected();
}

void BatchCircuit::PutPrepared(Batch batch) {
  const std::lock_guard lock(mutex_);
  const uint64_t number = batch->number;
  prepared_.emplace(number, std::move(batch));
  changed_.notify_all();
}

BatchCircuit::Batch BatchCircuit::TakePrepared(const Prepare& prepare) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (stopped_ || AllTaken()) return nullptr;
    if (auto next = prepared_.extract(stored_)) {
      ++stored_;
      return std::move(next.mapped());
    }
    if (collected_.empty()) {
      changed_.wait(lock);
      continue;
    }
    Batch batch = FirstCollected();
    lock.unlock();
    prepare(batch.get());
    PutPrepared(std::move(batch));
    lock.lock();
  }
}

void BatchCircuit::PutEmpty(Batch batch) {
  const std::lock_guard lock(mutex_);
  empty_.push_back(std::move(batch));
  if (empty_.size() >= half_) emptied_.notify_one();
}

void BatchCircuit::Stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  emptied_.notify_all();
  changed_.notify_all();
}

}  // namespace plog
