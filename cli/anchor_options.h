#ifndef PLOG_CLI_ANCHOR_OPTIONS_H_
#define PLOG_CLI_ANCHOR_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "cli/option_set.h"
#include "ledger/anchor/checkpoint.h"

namespace plog {

// The checkpoints that an auditor brings along, and the keys and the origin he
// pins. Nothing inside a note or a ledger may choose its own trust anchor.
struct AnchorOptions {
  std::vector<std::string> notes;  // files
  std::vector<std::string> keys;   // verifier keys, or files that hold one
  std::optional<std::string> origin;

  void Declare(OptionSet* options);
  Result<std::vector<VerifierKey>> VerifierKeys() const;
  // The notes, opened with the keys; every one must be good.
  Result<std::vector<VerifiedCheckpoint>> OpenCheckpoints() const;
};

// The text of a note or proof file.
Result<std::string> ReadNote(const std::string& path);

}  // namespace plog

#endif  // PLOG_CLI_ANCHOR_OPTIONS_H_
