#include "ledger/base/text_arena.h"

namespace plog {

std::string_view TextArena::Keep(std::string_view text) {
  if (text.empty()) return {};
  char* const at = Room(text.size());
  text.copy(at, text.size());
  return {at, text.size()};
}

void TextArena::Clear() {
  // What one batch of long texts has needed is not kept for the others.
  constexpr size_t kKeptBlocks = 8;
  if (blocks_.size() > kKeptBlocks) blocks_.resize(kKeptBlocks);
  large_.clear();
  block_ = 0;
  used_ = 0;
}

char* TextArena::Room(size_t bytes) {
  if (bytes > kBlockBytes) {
    large_.push_back(std::make_unique_for_overwrite<char[]>(bytes));
    return large_.back().get();
  }
  if (block_ < blocks_.size() && kBlockBytes - used_ < bytes) {
    ++block_;
    used_ = 0;
  }
  if (block_ == blocks_.size()) {
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(kBlockBytes));
  }
  char* const at = blocks_[block_].get() + used_;
  used_ += bytes;
  return at;
}

}  // namespace plog
