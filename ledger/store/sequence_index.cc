#include "ledger/store/sequence_index.h"

#include <algorithm>
#include <functional>

namespace plog {

void SequenceIndex::Add(uint64_t sequence, uint64_t index) {
  if (sequence >= largest()) {
    ascending_.push_back({sequence, index});
  } else {
    belated_.emplace(sequence, index);
  }
}

void SequenceIndex::CutTo(uint64_t last_index) {
  while (!ascending_.empty() && ascending_.back().index > last_index) {
    ascending_.pop_back();
  }
  std::erase_if(belated_, [last_index](const auto& entry) {
    return entry.second > last_index;
  });
}

uint64_t SequenceIndex::largest() const {
  return ascending_.empty() ? 0 : ascending_.back().sequence;
}

std::vector<uint64_t> SequenceIndex::Find(uint64_t sequence,
                                          size_t limit) const {
  std::vector<uint64_t> found;
  auto entry = std::upper_bound(
      ascending_.begin(), ascending_.end(), sequence,
      [](uint64_t wanted, const Entry& one) { return wanted < one.sequence; });
  while (entry != ascending_.begin() && (--entry)->sequence == sequence &&
         found.size() < limit) {
    found.push_back(entry->index);
  }
  // Those of equal sequence are in the order in which they came.
  const auto [first, last] = belated_.equal_range(sequence);
  size_t belated = 0;
  for (auto one = last; one != first && belated < limit; ++belated) {
    found.push_back((--one)->second);
  }
  std::sort(found.begin(), found.end(), std::greater<>());
  if (found.size() > limit) found.resize(limit);
  return found;
}

std::vector<uint64_t> SequenceIndex::Indices() const {
  std::vector<uint64_t> indices;
  for (const Entry& entry : ascending_) indices.push_back(entry.index);
  for (const auto& [sequence, index] : belated_) indices.push_back(index);
  std::sort(indices.begin(), indices.end());
  return indices;
}

}  // namespace plog
