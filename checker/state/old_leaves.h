#ifndef PLOG_CHECKER_STATE_OLD_LEAVES_H_
#define PLOG_CHECKER_STATE_OLD_LEAVES_H_

#include <cstdint>
#include <vector>

#include "checker/engine/event_record.h"
#include "checker/state/saved_pass.h"
#include "checker/state/state_store.h"

namespace plog {

// The leaves of the events of a state, read from its file when they are asked
// for: most never are. Not thread-safe.
class OldLeaves {
 public:
  // `store` must outlive it.
  OldLeaves(StateStore* store, const std::vector<BlockPlace>& blocks);

  // Zeros, which are the leaf of no event, if it cannot be read. REQUIRES: an
  // event of the blocks.
  LeafMark Of(uint32_t ordinal);

 private:
  static constexpr uint32_t kAtOnce = 64;

  // The leaves of the events from `first` on are at `offset`.
  struct Place {
    uint32_t first = 0;
    uint32_t events = 0;
    uint64_t offset = 0;
  };
  void Read(uint32_t ordinal);

  StateStore& store_;
  std::vector<Place> places_;
  // Those read last: neighbours are asked for when a state is written anew.
  std::vector<LeafMark> leaves_;
  uint32_t first_ = 0;
};

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_OLD_LEAVES_H_
