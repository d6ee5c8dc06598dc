#include "ledger/ingest/seal.h"

#include <fmt/format.h>

#include "ledger/crypto/uuid.h"

namespace plog {
namespace {

std::string DeterministicId(const std::string& digest, uint64_t record,
                            uint64_t nth) {
  if (nth == 0) return NameUuid(fmt::format("{}:{}", digest, record));
  return NameUuid(fmt::format("{}:{}:{}", digest, record, nth));
}

}  // namespace

Seal MakeSeal(const IngestOptions& options, const Digest& digest) {
  if (options.deterministic_ids) {
    return {options.now, [hex = ToHex(digest)](uint64_t record, uint64_t nth) {
              return DeterministicId(hex, record, nth);
            }};
  }
  return {options.now, [random_uuid = options.random_uuid](uint64_t, uint64_t) {
            return random_uuid();
          }};
}

}  // namespace plog
