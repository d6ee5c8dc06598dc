#include "ledger/store/background_tree.h"

#include <utility>

#include "ledger/base/joined_thread.h"

namespace plog {
namespace {

constexpr size_t kChunkLeaves = 512;

}  // namespace

BackgroundTree::~BackgroundTree() = default;

void BackgroundTree::Reset(CompactRange tree) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.clear();
  }
  WaitUntilIdle();
  filling_.clear();
  names_.clear();
  tree_ = std::move(tree);
}

void BackgroundTree::Add(uint32_t agent, std::string_view agent_id,
                         const Digest& hash, const Digest& prev_hash,
                         uint64_t sequence) {
  while (names_.size() <= agent) names_.emplace_back();
  if (names_[agent].empty()) names_[agent] = agent_id;
  filling_.push_back({names_[agent], hash, prev_hash, sequence});
  if (filling_.size() == kChunkLeaves) HandOver();
}

const CompactRange& BackgroundTree::Finish() {
  WaitUntilIdle();
  Append(filling_);
  filling_.clear();
  return tree_;
}

void BackgroundTree::HandOver() {
  if (!StartWorker()) {
    Append(filling_);
    filling_.clear();
    return;
  }
  Chunk full;
  full.reserve(kChunkLeaves);
  full.swap(filling_);
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(full));
  changed_.notify_all();
}

bool BackgroundTree::StartWorker() {
  if (worker_.joinable()) return true;
  try {
    worker_ = StartThread([this](const std::stop_token& stop) { Run(stop); });
  } catch (const NoThread&) {
    return false;
  }
  return true;
}

void BackgroundTree::WaitUntilIdle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] {
    return fault_ != nullptr || (waiting_.empty() && !busy_);
  });
  if (fault_) std::rethrow_exception(fault_);
}

void BackgroundTree::Run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return !waiting_.empty(); })) {
    const Chunk chunk = std::move(waiting_.front());
    waiting_.pop_front();
    busy_ = true;
    lock.unlock();
    std::exception_ptr fault;
    try {
      Append(chunk);
    } catch (...) {
      fault = std::current_exception();
    }
    lock.lock();
    busy_ = false;
    fault_ = fault;
    changed_.notify_all();
    if (fault) return;
  }
}

void BackgroundTree::Append(const Chunk& chunk) {
  for (const Leaf& leaf : chunk) {
    leaf_data_.clear();
    AppendLeafData(leaf.agent_id, leaf.hash, leaf.prev_hash, leaf.sequence,
                   &leaf_data_);
    tree_.Append(LeafHash(&sha_, leaf_data_));
  }
}

}  // namespace plog
