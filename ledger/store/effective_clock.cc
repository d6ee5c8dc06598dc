#include "ledger/store/effective_clock.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace plog {

namespace {

Instant Advance(std::optional<Instant> timestamp,
                std::optional<Instant>* effective) {
  if (timestamp && (!*effective || *timestamp > **effective)) {
    *effective = timestamp;
  }
  if (!*effective) *effective = Instant();
  return **effective;
}

// Agents some of whose events did not come in the order of their chain.
Result<std::set<uint32_t>> DisorderedAgents(const LedgerReader& reader) {
  std::map<uint32_t, uint64_t> highest;
  std::set<uint32_t> disordered;
  const Status visited = reader.VisitPlaces([&](const EventPlace& place) {
    uint64_t& sequence = highest[place.agent];
    if (place.sequence < sequence) disordered.insert(place.agent);
    sequence = std::max(sequence, place.sequence);
  });
  if (!visited) return tl::make_unexpected(visited.error());
  return disordered;
}

struct TimedPlace {
  EventPlace place;
  std::optional<Instant> timestamp;
};

// Of the readable events of these agents, in the order of the chains.
Result<std::vector<TimedPlace>> TimedPlaces(const LedgerReader& reader,
                                            const std::set<uint32_t>& agents) {
  auto cursor = reader.Scan(1, reader.event_count());
  if (!cursor) return tl::make_unexpected(cursor.error());
  std::vector<TimedPlace> places;
  ContentParser parser;
  EventContent event;
  StoredEvent row;
  while (true) {
    const auto more = cursor->Next(&row);
    if (!more) return tl::make_unexpected(more.error());
    if (!*more) break;
    if (!agents.contains(row.agent) || parser.Parse(row.content, &event)) {
      continue;
    }
    places.push_back({{row.agent, row.sequence, row.index}, event.timestamp()});
  }
  std::sort(places.begin(), places.end(),
            [](const TimedPlace& a, const TimedPlace& b) {
              return a.place < b.place;
            });
  return places;
}

}  // namespace

Result<EffectiveClock> EffectiveClock::Of(const LedgerReader& reader) {
  EffectiveClock clock;
  const auto agents = DisorderedAgents(reader);
  if (!agents) return tl::make_unexpected(agents.error());
  if (agents->empty()) return clock;
  const auto places = TimedPlaces(reader, *agents);
  if (!places) return tl::make_unexpected(places.error());
  std::map<uint32_t, std::optional<Instant>> chains;
  for (const TimedPlace& event : *places) {
    clock.disordered_.emplace_back(
        event.place.index,
        Advance(event.timestamp, &chains[event.place.agent]));
  }
  std::sort(clock.disordered_.begin(), clock.disordered_.end());
  return clock;
}

Instant EffectiveClock::At(const StoredEvent& row, const EventContent& event) {
  const auto known = std::lower_bound(
      disordered_.begin(), disordered_.end(), row.index,
      [](const auto& one, uint64_t index) { return one.first < index; });
  if (known != disordered_.end() && known->first == row.index) {
    return known->second;
  }
  return Advance(event.timestamp(), &chains_[row.agent]);
}

}  // namespace plog
