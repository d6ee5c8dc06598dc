#ifndef PLOG_LEDGER_STORE_SCRATCH_ROWS_H_
#define PLOG_LEDGER_STORE_SCRATCH_ROWS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/store/rows.h"
#include "ledger/store/scratch_bytes.h"

namespace plog {

// The event rows of a scratch ledger, one behind the other: what is long, the
// content and the original, apart from the columns, so that these can be walked
// without it. Memory is eight bytes an event and the buffers of ScratchBytes.
//
// Several threads may read through readers of their own, as long as nobody
// writes.
class ScratchRows {
 public:
  // `folder`: of the temporary files.
  explicit ScratchRows(const std::string& folder)
      : columns_(folder), long_texts_(folder) {}

  uint64_t size() const { return starts_.size(); }
  // `row` as the event with the index size() + 1. REQUIRES: the hash of one
  // without original (a sealed event) was made from its content; the long texts
  // live until the next Flush, and nobody reads the row before.
  Status Append(const StoredEvent& row);
  Status Flush();
  // The same row with other content, and without its note. REQUIRES: there is
  // one of that index.
  Status ReplaceContent(uint64_t index, std::string_view content);

  // Makes what was done so far lasting. REQUIRES: it was flushed.
  void Commit();
  // Undoes what was done since Commit. The bytes stay where they are.
  void RollBack();

 private:
  friend class ScratchRowReader;

  // Appends bytes, the long texts as Append does; where the columns begin.
  Result<uint64_t> Write(const StoredEvent& row);

  ScratchBytes columns_;
  ScratchBytes long_texts_;
  std::vector<uint64_t> starts_;  // of the columns of the rows, by index
  uint64_t committed_ = 0;        // rows
  std::vector<std::pair<uint64_t, uint64_t>> replaced_;  // index, old start
};

// Reads rows, as quickly as can be where the next row follows the last one.
class ScratchRowReader {
 public:
  // `rows` must outlive it.
  explicit ScratchRowReader(const ScratchRows& rows)
      : rows_(rows), columns_(rows.columns_), long_texts_(rows.long_texts_) {}

  // `ahead`: as many rows as will be wanted from this one on. Views are valid
  // until the next call, and until rows are written. REQUIRES: there is a row
  // of that index.
  Status Read(uint64_t index, uint64_t ahead, StoredEvent* row);
  // The same, but a row with a note is given with it and without content; any
  // other as by Read. Only this gives notes.
  Status ReadNoted(uint64_t index, uint64_t ahead, StoredEvent* row);

 private:
  struct Columns;

  Result<Columns> ReadColumns(uint64_t index, uint64_t ahead, StoredEvent* row);
  Status ReadLongTexts(const Columns& columns, uint64_t ahead,
                       StoredEvent* row);

  const ScratchRows& rows_;
  ScratchBytesReader columns_;
  ScratchBytesReader long_texts_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_SCRATCH_ROWS_H_
