#ifndef PLOG_LEDGER_INGEST_SOURCE_DIGEST_H_
#define PLOG_LEDGER_INGEST_SOURCE_DIGEST_H_

#include <atomic>
#include <optional>
#include <string>
#include <utility>

#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"
#include "ledger/ingest/byte_source.h"

namespace plog {

// The digest of all bytes of a source, made in a pass of its own when it is
// first asked for: only events without ids need it.
class SourceDigest {
 public:
  // `known` if there was such a pass already. `file` must outlive it.
  // REQUIRES: the file can be rewound.
  SourceDigest(const InputFile* file, std::string name, ByteLimits limits,
               std::optional<Digest> known)
      : file_(*file), name_(std::move(name)), limits_(limits), digest_(known) {}

  // Also while another thread reads the file. Zeros after a failure.
  const Digest& Get();
  // May be asked on any thread. Whoever was handed what a failed Get gave sees
  // that it failed.
  bool failed() const { return failed_; }
  const Status& status() const { return status_; }

 private:
  const InputFile& file_;
  std::string name_;
  ByteLimits limits_;
  std::optional<Digest> digest_;
  Status status_;
  std::atomic<bool> failed_ = false;
};

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_SOURCE_DIGEST_H_
