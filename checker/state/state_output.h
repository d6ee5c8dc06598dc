#ifndef PLOG_CHECKER_STATE_STATE_OUTPUT_H_
#define PLOG_CHECKER_STATE_STATE_OUTPUT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checker/engine/facts.h"
#include "checker/state/fact_block.h"
#include "checker/state/old_leaves.h"
#include "checker/state/saved_pass.h"
#include "checker/state/state_format.h"
#include "checker/state/state_store.h"

namespace plog {

// Writes a state: first the facts of the events that no block has yet, then all
// else.
class StateOutput {
 public:
  // Both must outlive it; the frame is that of the run.
  StateOutput(StateStore* store, const StateFrame& frame)
      : store_(*store), frame_(frame) {}

  // Goes on behind the contents that `seal` leads to, whose blocks those are,
  // if that is worth it and the store can. REQUIRES: the same frame but for the
  // agents.
  bool Continue(const StateSeal& seal, const std::vector<BlockPlace>& blocks);
  // Or writes a new file.
  void Begin();

  // The facts of the events behind those of the blocks; `old_sessions` are
  // named there. `old_leaves` has those that the facts lack. False if not all
  // facts could be read: then the log of the facts has the error, and the state
  // is of no use.
  bool AddEvents(const Facts& facts, const std::vector<uint64_t>& id_keys,
                 OldLeaves* old_leaves, uint32_t old_sessions);
  // After the last event. Then the state is whole.
  void Finish(const AuditSnapshot& audit, const SavedOutcomes& outcomes);

 private:
  void Write(std::string_view bytes);

  StateStore& store_;
  const StateFrame& frame_;
  std::vector<BlockPlace> blocks_;
  uint64_t at_ = 0;
  uint64_t run_ = 1;
  uint32_t events_ = 0;  // of the blocks that were there
};

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_STATE_OUTPUT_H_
