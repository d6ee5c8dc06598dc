#ifndef PLOG_LEDGER_INGEST_BYTE_SOURCE_H_
#define PLOG_LEDGER_INGEST_BYTE_SOURCE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/file_descriptor.h"
#include "ledger/base/result.h"

namespace plog {

struct ByteLimits {
  uint64_t max_bytes = uint64_t{64} << 30;  // decompressed
  uint64_t max_ratio = 1000;  // decompressed to compressed, beyond 1 MiB
};

// An input as the operating system gives it: a file, a pipe, or "-" for
// standard input. Can be read several times: what cannot be rewound is copied
// to an unnamed temporary file when a second pass is wanted.
class InputFile {
 public:
  static Result<InputFile> Open(const std::string& path);

  // Absolute path of the file, or "-" for what is not one.
  const std::string& identity() const { return identity_; }
  int descriptor() const { return file_.get(); }
  // Offset of the first byte; negative if it cannot be rewound.
  int64_t begin() const { return begin_; }
  // Where reading has got to, and the size; both 0 for what is no file. May be
  // called while another thread reads.
  uint64_t position() const;
  uint64_t size() const;
  Status Rewind();
  // REQUIRES: nothing was read yet. Makes Rewind possible.
  Status MakeRewindable();
  // Likewise, and what is compressed is replaced by a decompressed copy: then
  // ReadAt gives the bytes that a ByteSource would.
  Status MakeSeekable(const ByteLimits& limits);
  // As much of `out` as there is from `offset` on; 0 is the end. May be called
  // in any order. REQUIRES: Rewind is possible.
  Result<size_t> ReadAt(uint64_t offset, std::span<char> out) const;

 private:
  InputFile() = default;
  void Replace(FileDescriptor copy);

  std::string identity_;
  FileDescriptor file_;
  int64_t begin_ = -1;  // offset to rewind to; -1: a pipe
};

// The decompressed bytes of an input: gzip, zstd, xz, bzip2 (one inside
// another, several members in a row) or plain, told by content. Must not
// outlive its file.
class ByteSource {
 public:
  // Reads from the file's current position.
  static Result<std::unique_ptr<ByteSource>> Open(const InputFile& file,
                                                  const std::string& name,
                                                  const ByteLimits& limits);
  // Reads from the file's beginning, wherever others read it. REQUIRES: it can
  // be rewound.
  static Result<std::unique_ptr<ByteSource>> OpenBeside(
      const InputFile& file, const std::string& name, const ByteLimits& limits);
  ~ByteSource();

  // The next bytes, valid until the next call; empty at the end. A cut or
  // damaged compressed stream, junk after it, or a limit passed is an error.
  Result<std::string_view> Read();
  // "gzip", "gzip+xz", "plain"
  std::string compression() const;

 private:
  struct Impl;
  explicit ByteSource(std::unique_ptr<Impl> impl);
  static Result<std::unique_ptr<ByteSource>> Open(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// The files below `paths`, in byte order of their paths; a path that is not a
// directory stands for itself. Symbolic links below a directory are not
// followed; hidden entries are left out.
Result<std::vector<std::string>> ListInputs(
    const std::vector<std::string>& paths, bool recursive);

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_BYTE_SOURCE_H_
