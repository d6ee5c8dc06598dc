#include "ledger/store/event_cursor.h"

#include <utility>

namespace plog {

EventCursor::EventCursor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EventCursor::~EventCursor() = default;
EventCursor::EventCursor(EventCursor&&) noexcept = default;

Result<bool> EventCursor::Next(StoredEvent* row) { return impl_->Next(row); }

void EventCursor::Restart(uint64_t first, uint64_t last) {
  impl_->Restart(first, last);
}

}  // namespace plog
