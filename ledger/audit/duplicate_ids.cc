#include "ledger/audit/duplicate_ids.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

#include "ledger/audit/row_lookup.h"
#include "ledger/crypto/sha256.h"
#include "ledger/event/content.h"

namespace plog {

namespace {

// A set of 64-bit hashes that errs on one side: what was added is found, and
// one in sixteen others as well.
class BitTable {
 public:
  explicit BitTable(size_t expected)
      : words_(std::bit_ceil(expected / 4 + 1), 0) {}

  // Whether it was found before.
  bool Add(uint64_t hash) {
    uint64_t& word = words_[(hash >> 6) & (words_.size() - 1)];
    const uint64_t bit = uint64_t{1} << (hash & 63U);
    const bool found = (word & bit) != 0;
    word |= bit;
    return found;
  }
  bool Has(uint64_t hash) const {
    return (words_[(hash >> 6) & (words_.size() - 1)] >> (hash & 63U) & 1U) !=
           0;
  }

 private:
  std::vector<uint64_t> words_;
};

}  // namespace

void DuplicateIds::Add(uint64_t key, uint64_t index) {
  const uint64_t shift = index - keys_.size();
  if (runs_.empty() || runs_.back().shift != shift) {
    runs_.push_back({keys_.size(), shift});
  }
  keys_.push_back(key);
}

void DuplicateIds::Resume(std::vector<uint64_t> keys) {
  if (!keys.empty()) runs_ = {{0, 1}};
  keys_ = std::move(keys);
}

template <class Visit>
void DuplicateIds::ForEachId(Visit visit) const {
  auto run = runs_.begin();
  for (size_t i = 0; i < keys_.size(); ++i) {
    if (run + 1 != runs_.end() && (run + 1)->position == i) ++run;
    if (keys_[i] != 0) visit(i, i + run->shift);
  }
}

uint64_t DuplicateIds::IndexAt(size_t position) const {
  const auto next = std::upper_bound(
      runs_.begin(), runs_.end(), position,
      [](size_t at, const Run& run) { return at < run.position; });
  return position + std::prev(next)->shift;
}

void DuplicateIds::AppendDiffering(size_t position,
                                   std::span<const uint64_t> stored,
                                   std::vector<uint64_t>* indices) const {
  // A stored key for an event without id does no harm: who looks an event up
  // compares its content.
  for (const uint64_t key : stored) {
    if (position == keys_.size()) return;
    if (keys_[position] != 0 && keys_[position] != key) {
      indices->push_back(IndexAt(position));
    }
    ++position;
  }
}

// The entries whose key may occur twice: two passes over bits, since sorting
// all keys would take ten times as long as both.
std::vector<DuplicateIds::Entry> DuplicateIds::Suspects() const {
  BitTable seen(keys_.size());
  BitTable twice(keys_.size() / 8);
  for (const uint64_t key : keys_) {
    if (key != 0 && seen.Add(key)) twice.Add(std::rotr(key, 32));
  }
  std::vector<Entry> suspects;
  ForEachId([&](size_t position, uint64_t index) {
    const uint64_t key = keys_[position];
    if (twice.Has(std::rotr(key, 32))) suspects.push_back({key, index});
  });
  return suspects;
}

std::vector<uint64_t> DuplicateIds::Candidates() {
  std::vector<Entry> suspects = Suspects();
  std::vector<uint64_t>().swap(keys_);  // frees them
  std::sort(suspects.begin(), suspects.end(),
            [](const Entry& a, const Entry& b) {
              return std::tie(a.key, a.index) < std::tie(b.key, b.index);
            });
  std::vector<uint64_t> indices;
  for (size_t i = 0; i < suspects.size(); ++i) {
    const uint64_t key = suspects[i].key;
    const bool like_previous = i > 0 && suspects[i - 1].key == key;
    const bool like_next =
        i + 1 < suspects.size() && suspects[i + 1].key == key;
    if (like_previous || like_next) indices.push_back(suspects[i].index);
  }
  std::sort(indices.begin(), indices.end());
  return indices;
}

Status DuplicateIds::Find(
    const LedgerReader& reader,
    const std::function<void(const DuplicateId&)>& report) {
  std::map<Digest, uint64_t> first_index;
  ContentParser parser;
  EventContent content;
  return VisitRows(reader, Candidates(), [&](const StoredEvent& row) {
    if (parser.Parse(row.content, &content)) return;
    const auto [entry, is_first] =
        first_index.emplace(Sha256Of(content.id()), row.index);
    if (is_first) return;
    report({row.agent, row.sequence, row.index, entry->second,
            std::string(content.id())});
  });
}

}  // namespace plog
