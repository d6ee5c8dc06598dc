#include "cli/event_walk.h"

#include <fmt/format.h>

#include <optional>

#include "ledger/store/effective_clock.h"

namespace plog {

namespace {

using TimedVisit =
    std::function<bool(const StoredEvent&, const EventContent&, Instant)>;

// Without a clock every time is 1970-01-01T00:00:00Z.
Status Walk(const LedgerReader& reader, const Selection& selection,
            Console* console, EffectiveClock* clock, const TimedVisit& visit) {
  if (reader.event_count() == 0) return {};
  auto cursor = reader.Scan(1, reader.event_count());
  if (!cursor) return tl::make_unexpected(cursor.error());
  ContentParser parser;
  EventContent event;
  StoredEvent row;
  while (true) {
    const auto more = cursor->Next(&row);
    if (!more) return tl::make_unexpected(more.error());
    if (!*more) return {};
    if (const auto fault = parser.Parse(row.content, &event)) {
      console->Warn(
          fmt::format("event {} cannot be read: {}", row.index, *fault));
      continue;
    }
    const Instant time = clock != nullptr ? clock->At(row, event) : Instant();
    if (IsSelected(selection, event, time) && !visit(row, event, time)) {
      return {};
    }
  }
}

}  // namespace

Status WalkEvents(
    const LedgerReader& reader, const Selection& selection, Console* console,
    const std::function<bool(const StoredEvent&, const EventContent&)>& visit) {
  const TimedVisit timed = [&visit](const StoredEvent& row,
                                    const EventContent& event,
                                    Instant) { return visit(row, event); };
  if (selection.since || selection.until) {
    return WalkTimedEvents(reader, selection, console, timed);
  }
  return Walk(reader, selection, console, nullptr, timed);
}

Status WalkTimedEvents(const LedgerReader& reader, const Selection& selection,
                       Console* console, const TimedVisit& visit) {
  auto clock = EffectiveClock::Of(reader);
  if (!clock) return tl::make_unexpected(clock.error());
  return Walk(reader, selection, console, &*clock, visit);
}

}  // namespace plog
