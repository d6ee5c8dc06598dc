#include "checker/state/block_loader.h"

#include <utility>

namespace plog {

std::unique_ptr<LoadedBlock> BlockLoader::Load(size_t number) {
  std::unique_ptr<LoadedBlock> block;
  {
    const std::lock_guard lock(mutex_);
    if (!spare_.empty()) {
      block = std::move(spare_.back());
      spare_.pop_back();
    }
  }
  if (!block) block = std::make_unique<LoadedBlock>();
  block->fault = input_.ReadBlock(pass_, pass_.blocks[number], &block->bytes,
                                  &block->facts);
  return block;
}

void BlockLoader::GiveBack(std::unique_ptr<LoadedBlock> block) {
  const std::lock_guard lock(mutex_);
  spare_.push_back(std::move(block));
}

}  // namespace plog
