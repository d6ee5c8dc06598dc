#include "checker/engine/event_fetcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "checker/state/old_events.h"

namespace plog {

EventFetcher::Slot& EventFetcher::LeastRecentlyUsed() {
  return *std::min_element(
      std::begin(kept_), std::end(kept_),
      [](const Slot& a, const Slot& b) { return a.last_use < b.last_use; });
}

Result<EventCursor*> EventFetcher::CursorAt(uint64_t index) {
  if (cursor_) {
    cursor_->Restart(index, index);
    return &*cursor_;
  }
  Result<EventCursor> opened = reader_.Scan(index, index);
  if (!opened) return tl::make_unexpected(opened.error());
  return &cursor_.emplace(std::move(*opened));
}

namespace {

tl::unexpected<Error> Fault(uint64_t index, std::string_view what) {
  return Fail(ErrorKind::kUnreadable, fmt::format("event {} {}", index, what));
}

}  // namespace

Result<const FetchedEvent*> EventFetcher::Fetch(uint32_t ordinal) {
  ++uses_;
  for (Slot& kept : kept_) {
    if (!kept.event || kept.event->ordinal != ordinal) continue;
    kept.last_use = uses_;
    return kept.event.get();
  }
  const uint64_t index = facts_.indices.Of(ordinal);
  const Result<EventCursor*> cursor = CursorAt(index);
  if (!cursor) return tl::make_unexpected(cursor.error());
  StoredEvent row;
  const Result<bool> found = (*cursor)->Next(&row);
  if (!found) return tl::make_unexpected(found.error());
  const bool is_old = old_ != nullptr && old_->Contains(ordinal);
  if (!*found) {
    if (is_old) old_->NoteGone(ordinal);
    return Fault(index, "vanished from the ledger while it was being checked");
  }
  Slot& slot = LeastRecentlyUsed();
  slot.last_use = uses_;
  if (!slot.event) slot.event = std::make_unique<FetchedEvent>();
  FetchedEvent& event = *slot.event;
  event.ordinal = ordinal;
  event.sequence = row.sequence;
  event.hash = row.hash;
  if (is_old) {
    if (old_->IsUnchanged(row, &event.content)) return &event;
    return Fault(index, "is not the one that the state was made from");
  }
  // Content that cannot be parsed is a finding of verification; here it is an
  // event without members.
  static_cast<void>(parser_.Parse(row.content, &event.content));
  return &event;
}

}  // namespace plog
