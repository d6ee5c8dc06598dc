#include "checker/engine/name_table.h"

#include <algorithm>
#include <functional>

namespace plog {
namespace {

constexpr size_t kBlockBytes = size_t{1} << 16;

}  // namespace

size_t NameTable::SlotOf(std::string_view name) const {
  const size_t mask = slots_.size() - 1;
  size_t at = std::hash<std::string_view>()(name) & mask;
  while (slots_[at] != 0 && names_[slots_[at] - 1] != name) {
    at = (at + 1) & mask;
  }
  return at;
}

std::string_view NameTable::Keep(std::string_view name) {
  if (blocks_.empty() ||
      blocks_.back().capacity() - blocks_.back().size() < name.size()) {
    blocks_.emplace_back().reserve(std::max(kBlockBytes, name.size()));
  }
  std::vector<char>& block = blocks_.back();
  const size_t begin = block.size();
  block.insert(block.end(), name.begin(), name.end());
  return {block.data() + begin, name.size()};
}

uint32_t NameTable::Add(std::string_view name) {
  if ((names_.size() + 1) * 4 > slots_.size() * 3) Grow();
  uint32_t& slot = slots_[SlotOf(name)];
  if (slot == 0) {
    names_.push_back(Keep(name));
    slot = static_cast<uint32_t>(names_.size());
  }
  return slot - 1;
}

void NameTable::Grow() {
  slots_.assign(std::max<size_t>(slots_.size() * 2, 64), 0);
  for (size_t i = 0; i < names_.size(); ++i) {
    slots_[SlotOf(names_[i])] = static_cast<uint32_t>(i + 1);
  }
}

void NameTable::Clear() {
  blocks_.clear();
  names_.clear();
  std::fill(slots_.begin(), slots_.end(), 0);
}

}  // namespace plog
