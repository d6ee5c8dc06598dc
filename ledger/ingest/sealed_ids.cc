#include "ledger/ingest/sealed_ids.h"

#include <fmt/format.h>

#include <utility>

#include "ledger/crypto/uuid.h"

namespace plog {

SealedIds::SealedIds(const IngestOptions& options,
                     std::function<Digest()> digest)
    : deterministic_(options.deterministic_ids),
      random_uuid_(options.random_uuid),
      digest_(std::move(digest)) {}

std::string SealedIds::Of(uint64_t record, uint64_t nth) {
  const std::lock_guard lock(mutex_);
  if (!deterministic_) return random_uuid_();
  if (digest_hex_.empty()) digest_hex_ = ToHex(digest_());
  if (nth == 0) return NameUuid(fmt::format("{}:{}", digest_hex_, record));
  return NameUuid(fmt::format("{}:{}:{}", digest_hex_, record, nth));
}

}  // namespace plog
