#ifndef PLOG_LEDGER_STORE_EVENT_CURSOR_H_
#define PLOG_LEDGER_STORE_EVENT_CURSOR_H_

#include "ledger/store/ledger_reader.h"

namespace plog {

// What a kind of ledger does for a cursor over it.
struct EventCursor::Impl {
  virtual ~Impl() = default;
  virtual Result<bool> Next(StoredEvent* row) = 0;
  virtual void Restart(uint64_t first, uint64_t last) = 0;
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_EVENT_CURSOR_H_
