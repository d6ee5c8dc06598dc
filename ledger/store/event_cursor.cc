#include "ledger/store/event_cursor.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace plog {

uint32_t ReadAgentKey(int64_t value) {
  constexpr auto kLargest = std::numeric_limits<uint32_t>::max();
  const bool valid = value >= 0 && value < int64_t{kLargest};
  return valid ? static_cast<uint32_t>(value) : kLargest;
}

EventCursor::EventCursor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EventCursor::~EventCursor() = default;
EventCursor::EventCursor(EventCursor&&) noexcept = default;

void EventCursor::Impl::Bind(uint64_t first, uint64_t last) {
  constexpr uint64_t kLargest = std::numeric_limits<int64_t>::max();
  statement.Bind(1, std::min(first, kLargest));
  statement.Bind(2, std::min(last, kLargest));
}

void EventCursor::Restart(uint64_t first, uint64_t last) {
  impl_->statement.Reset();
  impl_->Bind(first, last);
}

Result<bool> EventCursor::Next(StoredEvent* row) {
  Statement& columns = impl_->statement;
  Result<bool> more = columns.Step();
  if (!more || !*more) return more;
  row->index = columns.Unsigned(0);
  row->agent = ReadAgentKey(columns.Integer(1));
  row->sequence = columns.Unsigned(2);
  row->time_seconds.reset();
  if (!columns.IsNull(3)) row->time_seconds = columns.Integer(3);
  row->session.reset();
  if (!columns.IsNull(4)) row->session = columns.Bytes(4);
  row->action_type = columns.Bytes(5);
  row->hash = columns.DigestAt(6);
  row->prev_hash = columns.DigestAt(7);
  row->unhashed = columns.Bytes(8);
  row->original.reset();
  if (!columns.IsNull(9)) row->original = columns.Bytes(9);
  row->content = columns.Bytes(10);
  return true;
}

}  // namespace plog
