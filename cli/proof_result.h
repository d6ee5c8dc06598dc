#ifndef PLOG_CLI_PROOF_RESULT_H_
#define PLOG_CLI_PROOF_RESULT_H_

#include <optional>
#include <string>

#include "ledger/anchor/checkpoint.h"
#include "ledger/audit/presented_event.h"

namespace plog {

// What became of a proof that could be judged: `plog proof verify`.
struct ProofResult {
  VerifiedCheckpoint checkpoint;  // the one that the proof leads to
  // Of a proof of inclusion:
  std::optional<PresentedEvent> event;
  uint64_t leaf_index = 0;   // from 0
  std::string hash_profile;  // that the event was held against
  // Of a proof of consistency:
  std::optional<VerifiedCheckpoint> old;

  std::string fault;  // why nothing is proven; empty: it is
  std::string hint;   // what to do about that

  bool proven() const { return fault.empty(); }
};

// For people, the verdict last; and one JSON object.
std::string ProofText(const ProofResult& result, bool color);
std::string ProofJson(const ProofResult& result);

}  // namespace plog

#endif  // PLOG_CLI_PROOF_RESULT_H_
