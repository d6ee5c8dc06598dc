#include "cli/event_walk.h"

#include <fmt/format.h>

namespace plog {

Status WalkEvents(
    const LedgerReader& reader, const Selection& selection, Console* console,
    const std::function<bool(const StoredEvent&, const EventContent&)>& visit) {
  if (reader.event_count() == 0) return {};
  auto cursor = reader.Scan(1, reader.event_count());
  if (!cursor) return tl::make_unexpected(cursor.error());
  EventFilter filter(selection);
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
    if (filter.Passes(row.agent, event) && !visit(row, event)) return {};
  }
}

}  // namespace plog
