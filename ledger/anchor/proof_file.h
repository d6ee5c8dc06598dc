#ifndef PLOG_LEDGER_ANCHOR_PROOF_FILE_H_
#define PLOG_LEDGER_ANCHOR_PROOF_FILE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/anchor/checkpoint.h"
#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"

namespace plog {

// A proof that one event is in the ledger of a checkpoint (C2SP tlog-proof).
// Needs no ledger to be checked:
//
//   c2sp.org/tlog-proof@v1\n
//   extra BASE64\n             optional
//   index N\n                  leaf index, from 0
//   BASE64\n                   the leaf's sibling, and so on up
//   \n
//   the checkpoint, verbatim
struct InclusionFile {
  std::optional<std::string> extra;  // opaque bytes
  uint64_t index = 0;
  std::vector<Digest> proof;
  std::string checkpoint;
};

// A proof that a newer checkpoint's ledger begins with an older one's, in the
// form in which C2SP tlog-witness sends it:
//
//   old N\n                    size of the older checkpoint
//   BASE64\n                   proof, none if the sizes are equal
//   \n
//   the newer checkpoint, verbatim
struct ConsistencyFile {
  uint64_t old_size = 0;
  std::vector<Digest> proof;
  std::string checkpoint;
};

std::string InclusionFileText(const InclusionFile& file);
std::string ConsistencyFileText(const ConsistencyFile& file);
// By its first line; the rest may be anything.
bool IsInclusionFile(std::string_view text);
// kInput with a reason. At most 63 proof lines.
Result<InclusionFile> ParseInclusionFile(std::string_view text);
Result<ConsistencyFile> ParseConsistencyFile(std::string_view text);

// The checkpoint under which the event with `leaf_hash` is proven to be leaf
// `file.index`; kInput if it is not. `keys` and `origin` as in OpenCheckpoint.
Result<VerifiedCheckpoint> VerifyInclusionFile(
    const InclusionFile& file, const Digest& leaf_hash,
    std::span<const VerifierKey> keys, std::string_view origin);

// The newer checkpoint, proven to continue `old`; kInput if it does not.
Result<VerifiedCheckpoint> VerifyConsistencyFile(
    const ConsistencyFile& file, const Checkpoint& old,
    std::span<const VerifierKey> keys, std::string_view origin);

}  // namespace plog

#endif  // PLOG_LEDGER_ANCHOR_PROOF_FILE_H_
