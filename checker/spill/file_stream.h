#ifndef PLOG_CHECKER_SPILL_FILE_STREAM_H_
#define PLOG_CHECKER_SPILL_FILE_STREAM_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/base/temporary_file.h"

namespace plog {

// Sequential access to a temporary file, with one buffer. A failure is kept,
// for whoever asks for the status in the end; what follows it does nothing.

// Appends from `begin` on. The file must outlive it.
class FileWriter {
 public:
  FileWriter(TemporaryFile* file, uint64_t begin, size_t buffer_bytes)
      : file_(*file), at_(begin), buffer_bytes_(buffer_bytes) {}

  void Append(std::string_view bytes);
  // Writes what is still held back. Appending may go on.
  Status Flush();
  const Status& status() const { return status_; }
  // Where the next byte goes.
  uint64_t end() const { return at_ + pending_.size(); }

 private:
  TemporaryFile& file_;
  uint64_t at_;
  size_t buffer_bytes_;
  std::string pending_;
  Status status_;
};

// Reads [begin, end). The file must outlive it.
class FileReader {
 public:
  FileReader(const TemporaryFile* file, uint64_t begin, uint64_t end,
             size_t buffer_bytes)
      : file_(file), next_(begin), end_(end), buffer_bytes_(buffer_bytes) {}

  bool at_end() const { return at_ == buffer_.size() && next_ == end_; }
  // The next `size` bytes, valid until the next call; empty, and the status an
  // error, if there are fewer.
  std::string_view Take(size_t size);
  const Status& status() const { return status_; }

 private:
  bool Fill(size_t size);

  const TemporaryFile* file_;
  uint64_t next_;  // in the file, behind the buffer
  uint64_t end_;
  size_t buffer_bytes_;
  std::string buffer_;
  size_t at_ = 0;
  Status status_;
};

// A row is a length of four bytes and that many bytes.
void AppendRow(std::string_view row, FileWriter* writer);
// False at the end, and after a failure.
bool TakeRow(FileReader* reader, std::string_view* row);

}  // namespace plog

#endif  // PLOG_CHECKER_SPILL_FILE_STREAM_H_
