#ifndef PLOG_TESTS_CHECKER_STATE_RESEAL_H_
#define PLOG_TESTS_CHECKER_STATE_RESEAL_H_

#include <algorithm>
#include <string>
#include <string_view>

#include "checker/state/state_format.h"
#include "ledger/crypto/sha256.h"

namespace plog {

// Makes the digests of an altered state right again, as far as they can be
// found: a digest protects nothing from who computes it.
inline void ResealState(std::string* state) {
  constexpr uint64_t kBlockBytes = 52;
  constexpr uint64_t kDigestAt = 20;  // in a block's entry
  if (state->size() < kHeadBytes) return;
  for (const uint64_t run : {0U, 1U}) {
    StateReader io(
        std::string_view(*state).substr(StateSeal::At(run), StateSeal::kBytes));
    StateSeal seal;
    io(seal.run);
    io(seal.contents);
    io(seal.contents_size);
    if (seal.run == 0 || seal.contents > state->size()) continue;
    const uint64_t size =
        std::min<uint64_t>(seal.contents_size, state->size() - seal.contents);
    char* contents = state->data() + seal.contents;
    for (uint64_t at = 8; at + kBlockBytes <= size; at += kBlockBytes) {
      if ((at - 8) / kBlockBytes >= GetLittleEndian<uint64_t>(contents)) break;
      const auto offset = GetLittleEndian<uint64_t>(contents + at);
      const auto bytes = GetLittleEndian<uint64_t>(contents + at + 8);
      if (offset > state->size() || bytes > state->size() - offset) continue;
      const Digest digest =
          Sha256Of(std::string_view(*state).substr(offset, bytes));
      std::copy(digest.begin(), digest.end(), contents + at + kDigestAt);
    }
    seal.contents_digest = Sha256Of(std::string_view(contents, size));
    state->replace(StateSeal::At(run), StateSeal::kBytes, seal.Bytes());
  }
}

}  // namespace plog

#endif  // PLOG_TESTS_CHECKER_STATE_RESEAL_H_
