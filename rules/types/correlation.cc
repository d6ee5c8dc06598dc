#include "rules/types/correlation.h"

#include <algorithm>
#include <string>

#include "rules/types/order.h"

namespace plog {
namespace {

uint64_t Mix(uint64_t value) {  // the finaliser of MurmurHash3
  value ^= value >> 33;
  value *= 0xff51afd7ed558ccdU;
  value ^= value >> 33;
  value *= 0xc4ceb9fe1a85ec53U;
  value ^= value >> 33;
  return value;
}

// The identity of several values together. Each half is folded in after a
// non-linear step, so that values cannot be chosen to cancel each other.
Identity Project(const Identity* values, uint32_t fields) {
  Identity all;
  for (size_t i = 0; fields >> i != 0; ++i) {
    if ((fields >> i & 1U) == 0) continue;
    if (fields == 1U << i) return values[i];
    all.high = Mix(all.high ^ values[i].high) + i;
    all.low = Mix(all.low ^ all.high ^ values[i].low);
  }
  return all;
}

// The position of `path` among the extractors so far, appending it if new.
size_t SlotOf(const FieldPath& path, std::vector<const FieldPath*>* paths) {
  for (size_t i = 0; i < paths->size(); ++i) {
    if ((*paths)[i]->text() == path.text()) return i;
  }
  paths->push_back(&path);
  return paths->size() - 1;
}

}  // namespace

Correlation::Correlation(const std::vector<FieldPair>& pairs, uint32_t x_guard,
                         uint32_t y_guard)
    : pairs_(std::min(pairs.size(), kMaxCorrelatedPairs)) {
  std::vector<const FieldPath*> paths;
  auto place = [&](const FieldPath& path, uint32_t guard) {
    const size_t slot = SlotOf(path, &paths);
    guards_.resize(paths.size(), 0);
    guards_[slot] |= guard;
    return static_cast<uint8_t>(slot);
  };
  for (size_t i = 0; i < pairs_; ++i) {
    x_slots_[i] = place(pairs[i].x, x_guard);
    y_slots_[i] = place(pairs[i].y, y_guard);
  }
}

std::vector<Extractor> Correlation::Extractors(
    const std::vector<FieldPair>& pairs) const {
  std::vector<Extractor> extractors(guards_.size());
  for (size_t i = 0; i < pairs_; ++i) {
    extractors[x_slots_[i]].path = pairs[i].x;
    extractors[y_slots_[i]].path = pairs[i].y;
  }
  for (size_t i = 0; i < extractors.size(); ++i) {
    extractors[i].kind = Extractor::Kind::kIdentity;
    extractors[i].guard = guards_[i];
  }
  return extractors;
}

CorrelationKey Correlation::Read(const ScopeEvent& event,
                                 const Slots& slots) const {
  CorrelationKey key;
  if (event.keys.empty()) return key;
  for (size_t i = 0; i < pairs_; ++i) {
    const KeyValue& value = event.keys[slots[i]];
    if (!value.present) continue;
    key.present |= 1U << i;
    key.values[i] = {value.high, value.low};
  }
  return key;
}

CorrelationKey Correlation::OfX(const ScopeEvent& event) const {
  return Read(event, x_slots_);
}

CorrelationKey Correlation::OfY(const ScopeEvent& event) const {
  return Read(event, y_slots_);
}

void Correlation::Check(const std::vector<FieldPair>& pairs,
                        RuleFaults* faults) {
  if (pairs.size() > kMaxCorrelatedPairs) {
    faults->Add("correlate", "too-many-fields",
                "`correlate` can hold at most " +
                    std::to_string(kMaxCorrelatedPairs) + " fields");
  }
  for (const FieldPair& pair : pairs) {
    if (!pair.x.has_wildcard() && !pair.y.has_wildcard()) continue;
    faults->Add("correlate", "wildcard-path",
                "a field of `correlate` cannot hold `*`: it must stand for "
                "one value");
  }
}

CorrelatedSet::Group& CorrelatedSet::GroupOf(uint32_t present) {
  for (Group& group : groups_) {
    if (group.present == present) return group;
  }
  groups_.emplace_back().present = present;
  return groups_.back();
}

CorrelatedSet::Index& CorrelatedSet::IndexOf(Group* group, uint32_t fields) {
  for (Index& index : group->indexes) {
    if (index.fields == fields) return index;
  }
  Index& index = group->indexes.emplace_back();
  index.fields = fields;
  index.links.resize(group->entries.size());
  std::vector<uint32_t> slots;
  for (uint32_t slot = 0; slot < group->entries.size(); ++slot) {
    if (group->used[slot]) slots.push_back(slot);
  }
  std::sort(slots.begin(), slots.end(), [&](uint32_t a, uint32_t b) {
    return group->entries[a].order < group->entries[b].order;
  });
  for (uint32_t slot : slots) Append(*group, &index, slot);
  return index;
}

void CorrelatedSet::Append(const Group& group, Index* index,
                           uint32_t slot) const {
  List& list = index->lists[Project(ValuesOf(group, slot), index->fields)];
  index->links[slot] = {list.last, kNone};
  (list.last == kNone ? list.first : index->links[list.last].next) = slot;
  list.last = slot;
}

void CorrelatedSet::Unlink(const Group& group, Index* index,
                           uint32_t slot) const {
  const Link link = index->links[slot];
  if (link.previous != kNone) index->links[link.previous].next = link.next;
  if (link.next != kNone) index->links[link.next].previous = link.previous;
  if (link.previous != kNone && link.next != kNone) return;
  const auto found =
      index->lists.find(Project(ValuesOf(group, slot), index->fields));
  if (link.previous == kNone) found->second.first = link.next;
  if (link.next == kNone) found->second.last = link.previous;
  if (found->second.first == kNone) index->lists.erase(found);
}

CorrelatedSet::Entry CorrelatedSet::Remove(Group* group, uint32_t slot) const {
  for (Index& index : group->indexes) Unlink(*group, &index, slot);
  group->used[slot] = false;
  group->free.push_back(slot);
  return group->entries[slot];
}

const CorrelatedSet::List* CorrelatedSet::Find(Group* group,
                                               const CorrelationKey& query) {
  const uint32_t fields = group->present & query.present;
  Index& index = IndexOf(group, fields);
  const auto found = index.lists.find(Project(query.values.data(), fields));
  return found == index.lists.end() ? nullptr : &found->second;
}

void CorrelatedSet::Add(const CorrelationKey& key, const Entry& entry) {
  Group& group = GroupOf(key.present);
  uint32_t slot = static_cast<uint32_t>(group.entries.size());
  if (group.free.empty()) {
    group.entries.emplace_back();
    group.used.push_back(true);
    group.values.resize(group.values.size() + pairs_);
    for (Index& index : group.indexes) index.links.emplace_back();
  } else {
    slot = group.free.back();
    group.free.pop_back();
    group.used[slot] = true;
  }
  group.entries[slot] = entry;
  std::copy_n(key.values.begin(), pairs_,
              group.values.begin() + static_cast<ptrdiff_t>(slot * pairs_));
  for (Index& index : group.indexes) Append(group, &index, slot);
}

void CorrelatedSet::AddLatest(const CorrelationKey& key, const Entry& entry) {
  Group& group = GroupOf(key.present);
  if (const List* same = Find(&group, key)) Remove(&group, same->last);
  Add(key, entry);
}

const CorrelatedSet::Entry* CorrelatedSet::Latest(const CorrelationKey& query) {
  const Entry* latest = nullptr;
  for (Group& group : groups_) {
    const List* list = Find(&group, query);
    if (list == nullptr) continue;
    const Entry& entry = group.entries[list->last];
    if (latest == nullptr || entry.order > latest->order) latest = &entry;
  }
  return latest;
}

void CorrelatedSet::TakeAll(const CorrelationKey& query,
                            std::vector<Entry>* out) {
  for (Group& group : groups_) {
    // Removing the last member of a list frees the list.
    for (const List* list = Find(&group, query); list != nullptr;) {
      const bool last = list->first == list->last;
      out->push_back(Remove(&group, list->first));
      if (last) break;
    }
  }
}

std::optional<CorrelatedSet::Entry> CorrelatedSet::TakeOldest(
    const CorrelationKey& query, const Instant& now,
    const std::optional<Duration>& within, std::vector<Entry>* expired) {
  Group* oldest_group = nullptr;
  uint32_t oldest_slot = kNone;
  for (Group& group : groups_) {
    const List* list = Find(&group, query);
    while (list != nullptr &&
           !IsWithin(within, group.entries[list->first].time, now)) {
      const bool last = list->first == list->last;
      expired->push_back(Remove(&group, list->first));
      if (last) list = nullptr;
    }
    if (list == nullptr) continue;
    if (oldest_group == nullptr ||
        group.entries[list->first].order <
            oldest_group->entries[oldest_slot].order) {
      oldest_group = &group;
      oldest_slot = list->first;
    }
  }
  if (oldest_group == nullptr) return std::nullopt;
  return Remove(oldest_group, oldest_slot);
}

void CorrelatedSet::Sift(const CorrelationKey& query,
                         const std::function<bool(const Entry&)>& take) {
  for (Group& group : groups_) {
    const List* list = Find(&group, query);
    if (list == nullptr) continue;
    const Index& index = IndexOf(&group, group.present & query.present);
    for (uint32_t slot = list->first; slot != kNone;) {
      const uint32_t next = index.links[slot].next;
      if (take(group.entries[slot])) Remove(&group, slot);
      slot = next;
    }
  }
}

void CorrelatedSet::TakeRest(std::vector<Entry>* out) {
  for (const Group& group : groups_) {
    for (size_t slot = 0; slot < group.entries.size(); ++slot) {
      if (group.used[slot]) out->push_back(group.entries[slot]);
    }
  }
  Clear();
}

}  // namespace plog
