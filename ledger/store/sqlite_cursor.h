#ifndef PLOG_LEDGER_STORE_SQLITE_CURSOR_H_
#define PLOG_LEDGER_STORE_SQLITE_CURSOR_H_

#include <utility>

#include "ledger/store/event_cursor.h"
#include "ledger/store/sqlite.h"

namespace plog {

// The columns of an event row in the order in which SqliteCursor reads them.
inline constexpr char kEventColumns[] =
    "idx, agent, sequence, time, session, action_type, hash, prev_hash, "
    "unhashed, original, content";

// The column `agent`; a key that no agent can have becomes the largest one.
uint32_t ReadAgentKey(int64_t value);

// Walks what a statement with these columns and two bounds selects.
class SqliteCursor final : public EventCursor::Impl {
 public:
  SqliteCursor(Statement statement, uint64_t first, uint64_t last)
      : statement_(std::move(statement)) {
    Bind(first, last);
  }

  Result<bool> Next(StoredEvent* row) override;
  void Restart(uint64_t first, uint64_t last) override;

 private:
  void Bind(uint64_t first, uint64_t last);

  Statement statement_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_SQLITE_CURSOR_H_
