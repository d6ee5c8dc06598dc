#ifndef PLOG_LEDGER_INGEST_BATCH_CIRCUIT_H_
#define PLOG_LEDGER_INGEST_BATCH_CIRCUIT_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "ledger/ingest/prepared_record.h"

namespace plog {

// A fixed number of batches that go round between three threads, so that memory
// is bounded and buffers are reused:
//
//   ┌─► empty ─► collector ─► collected ─► preparer ─► prepared ─► storer ─┐
//   └──────────────────────────────────────────────────────────────────────┘
//
// The storer gets them in the order in which they were collected. As long as
// the next one is not there, it prepares others itself: where storing is quick,
// preparing is what everything waits for.
//
// The collector, which is the quickest, goes on when half of the batches are
// empty: to be woken for every one costs more than to fill it.
//
// The collector tells that no more will come. Whoever gives up stops the
// circuit, so that nobody waits for one that is gone.
class BatchCircuit {
 public:
  using Batch = std::unique_ptr<PreparedBatch>;
  using Prepare = std::function<void(PreparedBatch*)>;

  explicit BatchCircuit(size_t batches);

  // What a thread takes is nullptr once there is and will be no more for it.
  Batch TakeEmpty();
  void PutCollected(Batch batch);
  void EndCollecting();
  Batch TakeCollected();
  void PutPrepared(Batch batch);
  Batch TakePrepared(const Prepare& prepare);
  void PutEmpty(Batch batch);  // cleared
  // There is nothing more for anyone.
  void Stop();

 private:
  bool AllTaken() const { return ended_ && stored_ == collected_count_; }
  Batch FirstCollected();

  const size_t half_;
  std::mutex mutex_;
  std::condition_variable emptied_;  // what the collector waits for
  std::condition_variable changed_;  // all else
  std::vector<Batch> empty_;
  std::deque<Batch> collected_;
  std::map<uint64_t, Batch> prepared_;  // by number
  uint64_t collected_count_ = 0;
  uint64_t stored_ = 0;  // taken by the storer
  bool ended_ = false;
  bool stopped_ = false;
};

// Stops a circuit at the end of a scope, however it is left.
class StopsCircuit {
 public:
  explicit StopsCircuit(BatchCircuit* circuit) : circuit_(circuit) {}
  ~StopsCircuit() { circuit_->Stop(); }
  StopsCircuit(const StopsCircuit&) = delete;
  StopsCircuit& operator=(const StopsCircuit&) = delete;

 private:
  BatchCircuit* circuit_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_BATCH_CIRCUIT_H_
