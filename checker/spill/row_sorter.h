#ifndef PLOG_CHECKER_SPILL_ROW_SORTER_H_
#define PLOG_CHECKER_SPILL_ROW_SORTER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/spill/file_stream.h"
#include "checker/spill/spill_options.h"
#include "ledger/base/result.h"
#include "ledger/base/temporary_file.h"

namespace plog {

// Rows in a temporary file, in their order.
struct SortedRows {
  TemporaryFile file;
  uint64_t bytes = 0;

  FileReader Read(size_t buffer_bytes) const {
    return {&file, 0, bytes, buffer_bytes};
  }
};

// An external merge sort: sorts rows by their first `key_bytes` bytes, as
// unsigned bytes, holding no more than the buffers of the options allow.
//
//   rows ─► runs that fit in memory, sorted ─► temporary file
//        ─► merged, as many at a time as have a buffer ─► … ─► one run
//
// REQUIRES: no two keys are equal, so that there is one order only.
class RowSorter {
 public:
  RowSorter(size_t key_bytes, const SpillOptions& options);

  // At least key_bytes bytes, less than 4 GiB.
  void Add(std::string_view row);
  // Call once. The first failure of it and of any Add.
  Result<SortedRows> Finish();

 private:
  struct Run {
    uint64_t begin;
    uint64_t end;
  };
  struct Level {
    TemporaryFile file;
    std::vector<Run> runs;
    uint64_t end = 0;
  };

  bool IsFull(size_t more) const;
  Status WriteRun();
  Result<Level> MergeLevel(const Level& level);
  Status Merge(const Level& level, size_t first, size_t last,
               FileWriter* writer) const;

  size_t key_bytes_;
  std::string folder_;
  size_t memory_;
  size_t fan_in_;
  size_t buffer_bytes_;
  std::string rows_;              // of the run that is being collected
  std::vector<uint32_t> starts_;  // of each row in it: its length, its bytes
  std::optional<Level> level_;
  Status status_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_SPILL_ROW_SORTER_H_
