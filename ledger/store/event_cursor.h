#ifndef PLOG_LEDGER_STORE_EVENT_CURSOR_H_
#define PLOG_LEDGER_STORE_EVENT_CURSOR_H_

#include "ledger/store/ledger_reader.h"
#include "ledger/store/sqlite.h"

namespace plog {

// The columns of an event row in the order in which EventCursor reads them.
inline constexpr char kEventColumns[] =
    "idx, agent, sequence, time, session, action_type, hash, prev_hash, "
    "unhashed, original, content";

// The column `agent`; a key that no agent can have becomes the largest one.
uint32_t ReadAgentKey(int64_t value);

struct EventCursor::Impl {
  Statement statement;

  void Bind(uint64_t first, uint64_t last);
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_EVENT_CURSOR_H_
