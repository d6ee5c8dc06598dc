#include "ledger/store/sqlite_cursor.h"

#include <algorithm>
#include <limits>

namespace plog {

uint32_t ReadAgentKey(int64_t value) {
  constexpr auto kLargest = std::numeric_limits<uint32_t>::max();
  const bool valid = value >= 0 && value < int64_t{kLargest};
  return valid ? static_cast<uint32_t>(value) : kLargest;
}

void SqliteCursor::Bind(uint64_t first, uint64_t last) {
  constexpr uint64_t kLargest = std::numeric_limits<int64_t>::max();
  statement_.Bind(1, std::min(first, kLargest));
  statement_.Bind(2, std::min(last, kLargest));
}

void SqliteCursor::Restart(uint64_t first, uint64_t last) {
  statement_.Reset();
  Bind(first, last);
}

Result<bool> SqliteCursor::Next(StoredEvent* row) {
  Statement& columns = statement_;
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
