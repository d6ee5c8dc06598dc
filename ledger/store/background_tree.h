#ifndef PLOG_LEDGER_STORE_BACKGROUND_TREE_H_
#define PLOG_LEDGER_STORE_BACKGROUND_TREE_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "ledger/crypto/sha256.h"
#include "ledger/tree/merkle.h"

namespace plog {

// The tree of a ledger that is written, hashed on a thread of its own: nobody
// needs it before the transaction ends, and its hashes are a seventh of the
// work of the thread that stores. The thread starts with the first full chunk;
// a short transaction is hashed by whoever asks for the tree.
//
// All calls on one thread.
class BackgroundTree {
 public:
  BackgroundTree() = default;
  ~BackgroundTree();
  BackgroundTree(const BackgroundTree&) = delete;
  BackgroundTree& operator=(const BackgroundTree&) = delete;

  // Another tree; what was added and not yet hashed is dropped.
  void Reset(CompactRange tree);
  // Appends the leaf of an event. `agent` is the key of the agent: until Reset,
  // of one agent only. Keys count from 0.
  void Add(uint32_t agent, std::string_view agent_id, const Digest& hash,
           const Digest& prev_hash, uint64_t sequence);
  // The tree of everything added. Waits, and throws what the thread threw;
  // valid until the next call.
  const CompactRange& Finish();

 private:
  struct Leaf {
    std::string_view agent_id;  // in names_
    Digest hash;
    Digest prev_hash;
    uint64_t sequence;
  };
  using Chunk = std::vector<Leaf>;

  void HandOver();
  bool StartWorker();  // false: there is no thread to be had
  void WaitUntilIdle();
  void Run(const std::stop_token& stop);
  void Append(const Chunk& chunk);

  // Of this thread alone. The names are referred to by leaves, wherever they
  // are: a deque does not move them.
  std::deque<std::string> names_;  // by agent key
  Chunk filling_;

  // Of whoever hashes: the worker while it is busy.
  CompactRange tree_;
  Sha256 sha_;
  std::string leaf_data_;

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Chunk> waiting_;
  bool busy_ = false;
  std::exception_ptr fault_;  // what ended the worker
  std::jthread worker_;       // last: it stops before what it uses goes
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_BACKGROUND_TREE_H_
