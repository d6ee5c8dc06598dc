#ifndef PLOG_LEDGER_STORE_SCRATCH_BYTES_H_
#define PLOG_LEDGER_STORE_SCRATCH_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/base/temporary_file.h"

namespace plog {

// Pieces of bytes, one behind the other: in memory while they are few, else in
// a temporary file but for the last ones.
//
// Several threads may read through readers of their own, as long as nobody
// writes.
class ScratchBytes {
 public:
  // `folder`: of the temporary file.
  explicit ScratchBytes(std::string folder) : folder_(std::move(folder)) {}

  // Appends a piece, given in parts; where it begins.
  Result<uint64_t> Append(std::span<const std::string_view> parts);
  // The same, but the parts must live until the next Flush, and nobody reads
  // the piece before: bytes that lie side by side already are not copied.
  // REQUIRES: Append is not used.
  uint64_t AppendLater(std::span<const std::string_view> parts);
  Status Flush();
  // Forgets what was appended since the last Flush.
  void DropPending();

 private:
  friend class ScratchBytesReader;

  Status Spill();
  Status WriteToFile(std::string_view bytes);

  std::string folder_;
  std::optional<TemporaryFile> file_;
  uint64_t file_bytes_ = 0;
  std::string tail_;                       // what follows the bytes in the file
  std::vector<std::string_view> pending_;  // runs that follow `tail_`
  uint64_t pending_bytes_ = 0;
};

// Reads pieces, through a buffer that spares most calls where the next piece
// follows the last one.
class ScratchBytesReader {
 public:
  // `bytes` must outlive it.
  explicit ScratchBytesReader(const ScratchBytes& bytes) : bytes_(bytes) {}

  // So many bytes of one piece; `ahead`: as many as will be wanted from here
  // on. The view is valid until the next call, and until bytes are appended.
  Result<std::string_view> Read(uint64_t start, size_t size, size_t ahead);

 private:
  const ScratchBytes& bytes_;
  std::vector<char> buffer_;
  uint64_t begin_ = 0;  // of what is in the buffer
  size_t filled_ = 0;
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_SCRATCH_BYTES_H_
