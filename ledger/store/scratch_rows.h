#ifndef PLOG_LEDGER_STORE_SCRATCH_ROWS_H_
#define PLOG_LEDGER_STORE_SCRATCH_ROWS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/base/temporary_file.h"
#include "ledger/store/rows.h"

namespace plog {

// The event rows of a scratch ledger, one behind the other: in memory while
// they are few, else in a temporary file but for the last ones. Memory is eight
// bytes an event and a buffer.
//
// Several threads may read through readers of their own, as long as nobody
// writes.
class ScratchRows {
 public:
  // `folder`: of the temporary file.
  explicit ScratchRows(std::string folder) : folder_(std::move(folder)) {}

  uint64_t size() const { return starts_.size(); }
  // `row` as the event with the index size() + 1. REQUIRES: the hash of one
  // without original (a sealed event) was made from its content.
  Status Append(const StoredEvent& row);
  // The same row with other content. REQUIRES: there is one of that index.
  Status ReplaceContent(uint64_t index, std::string_view content);

  // Makes what was done so far lasting.
  void Commit();
  // Undoes what was done since Commit. The bytes stay where they are.
  void RollBack();

 private:
  friend class ScratchRowReader;

  // Appends bytes; where they begin.
  Result<uint64_t> Write(const StoredEvent& row);
  Status Spill();

  std::string folder_;
  std::optional<TemporaryFile> file_;
  uint64_t file_bytes_ = 0;
  std::string tail_;              // what follows the bytes in the file
  std::vector<uint64_t> starts_;  // of the rows, by index
  uint64_t committed_ = 0;        // rows
  std::vector<std::pair<uint64_t, uint64_t>> replaced_;  // index, old start
};

// Reads rows, through a buffer that spares most calls where the next row
// follows the last one.
class ScratchRowReader {
 public:
  // `rows` must outlive it.
  explicit ScratchRowReader(const ScratchRows& rows) : rows_(rows) {}

  // `ahead`: as many rows as will be wanted from this one on. Views are valid
  // until the next call, and until rows are written. REQUIRES: there is a row
  // of that index.
  Status Read(uint64_t index, uint64_t ahead, StoredEvent* row);

 private:
  Result<std::string_view> Bytes(uint64_t start, size_t size, size_t ahead);

  const ScratchRows& rows_;
  std::vector<char> buffer_;
  uint64_t begin_ = 0;  // of what is in the buffer
  size_t filled_ = 0;
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_SCRATCH_ROWS_H_
