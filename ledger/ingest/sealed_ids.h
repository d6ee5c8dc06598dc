#ifndef PLOG_LEDGER_INGEST_SEALED_IDS_H_
#define PLOG_LEDGER_INGEST_SEALED_IDS_H_

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "ledger/crypto/sha256.h"
#include "ledger/ingest/ingestor.h"

namespace plog {

// The ids that sealing gives to bare events without one.
class SealedIds {
 public:
  // As the options say; `digest` gives that of the source, and is asked for it
  // only for deterministic ids. Both are called by one thread at a time.
  explicit SealedIds(const IngestOptions& options,
                     std::function<Digest()> digest = {});

  // Of the event number `nth` (from 0) of record `record`. On any thread.
  std::string Of(uint64_t record, uint64_t nth);

 private:
  bool deterministic_;
  std::function<std::string()> random_uuid_;
  std::function<Digest()> digest_;
  std::mutex mutex_;
  std::string digest_hex_;  // once it was asked for
};

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_SEALED_IDS_H_
