#ifndef PLOG_LEDGER_STORE_EVENT_FEED_H_
#define PLOG_LEDGER_STORE_EVENT_FEED_H_

#include <vector>

#include "ledger/store/rows.h"
#include "ledger/store/sqlite.h"

namespace plog {

// Event rows in memory that SQL sees as a table, so that one statement stores
// all of them:
//
//   INSERT INTO events SELECT * FROM pending_events
//
// A statement per row takes half as long again: it binds and unbinds every
// value, opens the table and looks for its end.
//
// https://www.sqlite.org/vtab.html#eponymous_virtual_tables: the table belongs
// to the connection and appears in no schema.
class EventFeed {
 public:
  EventFeed() = default;
  EventFeed(const EventFeed&) = delete;
  EventFeed& operator=(const EventFeed&) = delete;

  // Makes `rows` the table pending_events of `connection`, with the columns of
  // events (ledger/store/schema.h). Must outlive the statements that read it.
  Status Register(Connection* connection);

  std::vector<StoredEvent> rows;
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_EVENT_FEED_H_
