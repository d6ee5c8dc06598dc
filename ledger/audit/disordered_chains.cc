#include "ledger/audit/disordered_chains.h"

#include <algorithm>
#include <limits>

#include "ledger/event/content.h"

namespace plog {

namespace {

constexpr uint64_t kLast = std::numeric_limits<int64_t>::max();

// Reads single rows, of which most are near the one before.
class RowFinder {
 public:
  explicit RowFinder(EventCursor cursor) : cursor_(std::move(cursor)) {}

  // The row with that index, or nullptr. Lives until the next call.
  Result<const StoredEvent*> Find(uint64_t index) {
    // Stepping over a row is cheaper than looking one up.
    constexpr uint64_t kNear = 32;
    const bool near =
        there_ && row_.index < index && index - row_.index < kNear;
    if (!near) cursor_.Restart(index, kLast);
    do {
      const Result<bool> more = cursor_.Next(&row_);
      if (!more) return tl::make_unexpected(more.error());
      there_ = *more;
    } while (there_ && row_.index < index);
    return there_ && row_.index == index ? &row_ : nullptr;
  }

 private:
  EventCursor cursor_;
  StoredEvent row_;
  bool there_ = false;
};

}  // namespace

Status DisorderedChains::Find(std::span<const uint32_t> agents) {
  if (agents.empty()) return {};
  std::vector<uint32_t> wanted(agents.begin(), agents.end());
  std::sort(wanted.begin(), wanted.end());
  Status visited = reader_->VisitPlaces([&](const EventPlace& place) {
    if (std::binary_search(wanted.begin(), wanted.end(), place.agent)) {
      places_.push_back(place);
    }
  });
  std::sort(places_.begin(), places_.end());
  return visited;
}

Status DisorderedChains::Walk(uint32_t agent, ChainWalk* walk) const {
  Result<EventCursor> cursor = reader_->Scan(0, 0);
  if (!cursor) return tl::make_unexpected(cursor.error());
  RowFinder rows(std::move(*cursor));
  ContentParser parser;
  EventContent content;
  const auto first =
      std::lower_bound(places_.begin(), places_.end(), EventPlace{agent, 0, 0});
  for (auto place = first; place != places_.end() && place->agent == agent;
       ++place) {
    const Result<const StoredEvent*> row = rows.Find(place->index);
    if (!row) return tl::make_unexpected(row.error());
    const bool same = *row != nullptr && (*row)->agent == agent &&
                      (*row)->sequence == place->sequence;
    if (!same) continue;
    parser.Parse((*row)->content, &content);
    walk->Add({place->index, place->sequence, (*row)->hash, (*row)->prev_hash,
               content.timestamp()});
  }
  return {};
}

}  // namespace plog
