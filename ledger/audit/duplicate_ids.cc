#include "ledger/audit/duplicate_ids.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "ledger/audit/row_lookup.h"
#include "ledger/crypto/sha256.h"
#include "ledger/event/content.h"

namespace plog {

std::vector<uint64_t> DuplicateIds::Differing(
    const std::vector<uint64_t>& stored) const {
  std::vector<uint64_t> indices;
  for (size_t i = 0; i < entries_.size(); ++i) {
    // A key for an event without id does no harm: who looks an event up
    // compares its content.
    const bool differs = entries_[i].key != 0 && entries_[i].key != stored[i];
    if (differs) indices.push_back(entries_[i].index);
  }
  return indices;
}

std::vector<uint64_t> DuplicateIds::Candidates() {
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& a, const Entry& b) {
              return std::tie(a.key, a.index) < std::tie(b.key, b.index);
            });
  std::vector<uint64_t> indices;
  for (size_t i = 0; i < entries_.size(); ++i) {
    const uint64_t key = entries_[i].key;
    if (key == 0) continue;  // no id
    const bool like_previous = i > 0 && entries_[i - 1].key == key;
    const bool like_next =
        i + 1 < entries_.size() && entries_[i + 1].key == key;
    if (like_previous || like_next) indices.push_back(entries_[i].index);
  }
  std::sort(indices.begin(), indices.end());
  entries_ = {};
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
