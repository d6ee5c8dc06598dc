#ifndef PLOG_CHECKER_STATE_BLOCK_LOADER_H_
#define PLOG_CHECKER_STATE_BLOCK_LOADER_H_

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "checker/state/fact_block.h"
#include "checker/state/saved_pass.h"
#include "checker/state/state_input.h"

namespace plog {

struct LoadedBlock {
  std::string bytes;  // that were read
  FactBlock facts;
  StateFault fault = StateFault::kNone;  // then there are no facts
};

// Reads the blocks of a pass, on any number of threads. What was taken from a
// block that is given back is the memory of another one: asking the system for
// it each time would take as long as reading.
class BlockLoader {
 public:
  // Both must outlive it.
  BlockLoader(const StateInput& input, const SavedPass& pass)
      : input_(input), pass_(pass) {}

  // By position among the blocks of the pass.
  std::unique_ptr<LoadedBlock> Load(size_t number);
  void GiveBack(std::unique_ptr<LoadedBlock> block);

 private:
  const StateInput& input_;
  const SavedPass& pass_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<LoadedBlock>> spare_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_BLOCK_LOADER_H_
