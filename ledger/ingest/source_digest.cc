#include "ledger/ingest/source_digest.h"

#include <memory>
#include <string_view>

namespace plog {
namespace {

Result<Digest> DigestOf(const InputFile& file, const std::string& name,
                        const ByteLimits& limits) {
  const Result<std::unique_ptr<ByteSource>> bytes =
      ByteSource::OpenBeside(file, name, limits);
  if (!bytes) return tl::make_unexpected(bytes.error());
  Sha256 sha;
  while (true) {
    const Result<std::string_view> block = (*bytes)->Read();
    if (!block) return tl::make_unexpected(block.error());
    if (block->empty()) return sha.Finish();
    sha.Update(*block);
  }
}

}  // namespace

const Digest& SourceDigest::Get() {
  if (digest_) return *digest_;
  const Result<Digest> made = DigestOf(file_, name_, limits_);
  if (!made) {
    status_ = tl::make_unexpected(made.error());
    failed_ = true;
  }
  return digest_.emplace(made.value_or(Digest{}));
}

}  // namespace plog
