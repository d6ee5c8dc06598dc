#ifndef PLOG_LEDGER_ANCHOR_CHECKPOINT_H_
#define PLOG_LEDGER_ANCHOR_CHECKPOINT_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/anchor/key.h"
#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"

namespace plog {

// The state of a ledger's tree, as a signer vouches for it (C2SP
// tlog-checkpoint): the text of a signed note.
//
//   <origin>\n <decimal size>\n <base64 root>\n [extension lines]
struct Checkpoint {
  std::string origin;
  uint64_t size = 0;
  Digest root{};
  std::vector<std::string> extensions;  // kept, never interpreted
};

// Canonical decimal: no sign, no leading zero; nullopt for anything else.
std::optional<uint64_t> ParseTreeSize(std::string_view text);
// Exactly 32 bytes in strict base64.
std::optional<Digest> DigestFromBase64(std::string_view text);

std::string CheckpointText(const Checkpoint& checkpoint);
// kInput with a reason if `text` is not the text of a checkpoint.
Result<Checkpoint> ParseCheckpointText(std::string_view text);

// A checkpoint whose note was opened with a key that the auditor named.
struct VerifiedCheckpoint {
  Checkpoint checkpoint;
  std::string key_name;  // of the first of those keys that signed
};

// Opens `note` with the auditor's `keys` and requires `origin`; an empty
// `origin` stands for the name of the key. Neither is ever taken from the
// note. kInput if the note is malformed, signed by none of the keys, badly
// signed by one of them, or of another origin.
Result<VerifiedCheckpoint> OpenCheckpoint(std::string_view note,
                                          std::span<const VerifierKey> keys,
                                          std::string_view origin);

// Signs `checkpoint`; the note's bytes. kUsage if origin or extensions cannot
// be written as lines.
Result<std::string> SignCheckpoint(const Checkpoint& checkpoint,
                                   const SigningKey& key);

}  // namespace plog

#endif  // PLOG_LEDGER_ANCHOR_CHECKPOINT_H_
