#ifndef PLOG_LEDGER_INGEST_SEAL_H_
#define PLOG_LEDGER_INGEST_SEAL_H_

#include <cstdint>
#include <functional>
#include <string>

#include "ledger/base/instant.h"
#include "ledger/crypto/sha256.h"
#include "ledger/ingest/ingestor.h"

namespace plog {

// What sealing gives a bare event that lacks it.
struct Seal {
  std::function<Instant()> now;
  // The id of the event number `nth` (from 0) of record `record`.
  std::function<std::string(uint64_t record, uint64_t nth)> id;
};

// As the options say; `digest` gives that of the source, and is asked for it
// only for deterministic ids.
Seal MakeSeal(const IngestOptions& options,
              std::function<Digest()> digest = {});

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_SEAL_H_
