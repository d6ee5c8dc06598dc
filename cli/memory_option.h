#ifndef PLOG_CLI_MEMORY_OPTION_H_
#define PLOG_CLI_MEMORY_OPTION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "checker/spill/spill_options.h"
#include "cli/invocation.h"
#include "cli/option_set.h"
#include "ledger/base/result.h"

namespace plog {

// `--memory SIZE`: how much memory a check takes before it uses temporary
// files, which are in $TMPDIR, else in /var/tmp or /tmp.
class MemoryOption {
 public:
  void Declare(OptionSet* options);
  // An error if the size is none. `events`: how many the ledger has.
  Result<SpillOptions> Resolve(const Invocation& run, uint64_t events) const;

 private:
  std::optional<std::string> size_;
};

// A decimal number of bytes, or of 1024, 1024² or 1024³ with K, M or G behind
// it. nullopt for anything else, and above 2^63.
std::optional<uint64_t> ParseSize(std::string_view text);

// What is left of `total` bytes for single events: not what the program, the
// pages of the ledger and the keys of all event ids take in any case. May be 0.
uint64_t MemoryForEvents(uint64_t total, uint64_t events);

}  // namespace plog

#endif  // PLOG_CLI_MEMORY_OPTION_H_
