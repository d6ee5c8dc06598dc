#ifndef PLOG_CHECKER_STATE_STATE_INPUT_H_
#define PLOG_CHECKER_STATE_STATE_INPUT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "checker/state/fact_block.h"
#include "checker/state/saved_pass.h"
#include "checker/state/state_format.h"
#include "checker/state/state_store.h"

namespace plog {

enum class StateFault {
  kNone,
  kForeign,  // not a state at all: somebody else's file
  kNewer,    // of a later plog
  kOlder,    // of an earlier plog
  kDamaged,
};

// Reads a state. Nothing is given before its digest was compared; and what is
// given can be used without further checks of ranges, whoever wrote it.
class StateInput {
 public:
  // Of a file of `size` bytes. `store` must outlive it.
  StateInput(StateStore* store, uint64_t size) : store_(*store), size_(size) {}

  // What the beginning says about the file. To be called first.
  StateFault Identify();
  // The contents that the newer whole seal leads to.
  StateFault ReadPass(SavedPass* pass);
  // The facts of a block of the pass. On any number of threads, each with a
  // buffer and a block of its own.
  StateFault ReadBlock(const SavedPass& pass, const BlockPlace& place,
                       std::string* buffer, FactBlock* block) const;

  // REQUIRES: a pass was read.
  const StateSeal& seal() const { return seal_; }

 private:
  // In the buffer; empty if they are not all there.
  std::string_view BytesAt(uint64_t offset, uint64_t size,
                           std::string* buffer) const;
  bool ReadContents(const StateSeal& seal, SavedPass* pass);

  StateStore& store_;
  uint64_t size_;
  std::string buffer_;
  std::string head_;
  StateSeal seal_;
};

}  // namespace plog

#endif  // PLOG_CHECKER_STATE_STATE_INPUT_H_
