#include "checker/state/old_leaves.h"

#include <algorithm>
#include <iterator>

namespace plog {

OldLeaves::OldLeaves(StateStore* store, const std::vector<BlockPlace>& blocks)
    : store_(*store) {
  uint32_t first = 0;
  for (const BlockPlace& block : blocks) {
    places_.push_back({first, block.events, block.leaves()});
    first += block.events;
  }
}

void OldLeaves::Read(uint32_t ordinal) {
  const auto after = std::upper_bound(
      places_.begin(), places_.end(), ordinal,
      [](uint32_t wanted, const Place& place) { return wanted < place.first; });
  const Place& place = *std::prev(after);
  const uint32_t skipped = (ordinal - place.first) / kAtOnce * kAtOnce;
  first_ = place.first + skipped;
  leaves_.assign(std::min(kAtOnce, place.events - skipped), LeafMark{});
  const uint64_t at = place.offset + skipped * sizeof(LeafMark);
  char* const bytes = reinterpret_cast<char*>(leaves_.data());
  const size_t size = leaves_.size() * sizeof(LeafMark);
  for (size_t got = 0; got < size;) {
    const auto more = store_.ReadAt(at + got, bytes + got, size - got);
    if (!more || *more == 0) return;
    got += *more;
  }
}

LeafMark OldLeaves::Of(uint32_t ordinal) {
  const bool known = ordinal >= first_ && ordinal - first_ < leaves_.size();
  if (!known) Read(ordinal);
  return leaves_[ordinal - first_];
}

}  // namespace plog
