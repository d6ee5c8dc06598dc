#ifndef PLOG_LEDGER_STORE_PARALLEL_SCAN_H_
#define PLOG_LEDGER_STORE_PARALLEL_SCAN_H_

#include <functional>
#include <memory>

#include "ledger/base/result.h"
#include "ledger/store/ledger_reader.h"

namespace plog {

// What one thread makes of the rows it is given. Blocks are runs of rows with
// consecutive indices.
class ScanWorker {
 public:
  virtual ~ScanWorker() = default;
  // Whether it is given the rows of LedgerReader::ScanNoted, instead of Scan.
  virtual bool goes_by_notes() const { return false; }
  virtual void BeginBlock(uint64_t first_index) = 0;
  virtual void Row(const StoredEvent& row) = 0;
  // Hands the block's result over. Called in block order, one at a time,
  // whatever the number of threads: the only place for shared state.
  virtual void MergeBlock() = 0;
};

// Told how many events were read so far, those before the first one included,
// at most once per block, on any of the threads but one call at a time.
using ScanProgress = std::function<void(uint64_t events)>;

// Reads all rows of `reader` from the index `first` on, once. With jobs > 1, on
// that many threads, each with a clone of the reader and a worker of its own; a
// writer's reader of a file is used on the calling thread alone. `progress` may
// be null.
Status ParallelScan(const LedgerReader& reader, unsigned jobs,
                    const std::function<std::unique_ptr<ScanWorker>()>& make,
                    const ScanProgress& progress = {}, uint64_t first = 1);

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_PARALLEL_SCAN_H_
