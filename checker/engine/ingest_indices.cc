#include "checker/engine/ingest_indices.h"

#include <algorithm>
#include <iterator>

namespace plog {

void IngestIndices::Add(uint64_t index) {
  const bool follows =
      count_ > 0 && index - runs_.back().index == count_ - runs_.back().ordinal;
  if (!follows) runs_.push_back({count_, index});
  ++count_;
}

void IngestIndices::AddFirst(uint32_t count) {
  if (count > 0) runs_ = {{0, 1}};
  count_ = count;
}

uint64_t IngestIndices::Of(uint32_t ordinal) const {
  const auto after = std::upper_bound(
      runs_.begin(), runs_.end(), ordinal,
      [](uint32_t wanted, const Run& run) { return wanted < run.ordinal; });
  const Run& run = *std::prev(after);
  return run.index + (ordinal - run.ordinal);
}

std::optional<uint32_t> IngestIndices::OrdinalOf(uint64_t index) const {
  const auto after = std::upper_bound(
      runs_.begin(), runs_.end(), index,
      [](uint64_t wanted, const Run& run) { return wanted < run.index; });
  if (after == runs_.begin()) return std::nullopt;
  const Run& run = *std::prev(after);
  const uint32_t end = after == runs_.end() ? count_ : after->ordinal;
  const uint64_t distance = index - run.index;
  if (distance >= end - run.ordinal) return std::nullopt;
  return run.ordinal + static_cast<uint32_t>(distance);
}

}  // namespace plog
