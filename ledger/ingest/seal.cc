#include "ledger/ingest/seal.h"

#include <fmt/format.h>

#include <utility>

#include "ledger/crypto/uuid.h"

namespace plog {
namespace {

std::string DeterministicId(const std::string& digest, uint64_t record,
                            uint64_t nth) {
  if (nth == 0) return NameUuid(fmt::format("{}:{}", digest, record));
  return NameUuid(fmt::format("{}:{}:{}", digest, record, nth));
}

}  // namespace

Seal MakeSeal(const IngestOptions& options, std::function<Digest()> digest) {
  if (options.deterministic_ids) {
    return {options.now, [digest = std::move(digest), hex = std::string()](
                             uint64_t record, uint64_t nth) mutable {
              if (hex.empty()) hex = ToHex(digest());
              return DeterministicId(hex, record, nth);
            }};
  }
  return {options.now, [random_uuid = options.random_uuid](uint64_t, uint64_t) {
            return random_uuid();
          }};
}

}  // namespace plog
