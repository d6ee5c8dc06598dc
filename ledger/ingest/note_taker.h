#ifndef PLOG_LEDGER_INGEST_NOTE_TAKER_H_
#define PLOG_LEDGER_INGEST_NOTE_TAKER_H_

#include <functional>
#include <memory>
#include <string>

#include "ledger/event/content.h"

namespace plog {

// Looks at sealed events where they are parsed anyway, and notes what will be
// asked of their content. A scratch ledger keeps the notes and gives them
// instead of the content (LedgerReader::ScanNoted), which then need not be read
// and parsed a second time.
//
// Not every event is shown: recorded ones, whose content their chain decides,
// and those with unhashed members have no note.
class NoteTaker {
 public:
  virtual ~NoteTaker() = default;
  // `event`: what a ContentParser will find in the content that is hashed, but
  // for the order of names in objects, and without root(). Appends to `note`,
  // which is empty, at least one byte.
  virtual void Note(const EventContent& event, std::string* note) = 0;
};

// Makes one for a thread. Called on the thread that ingests.
using MakeNoteTaker = std::function<std::unique_ptr<NoteTaker>()>;

}  // namespace plog

#endif  // PLOG_LEDGER_INGEST_NOTE_TAKER_H_
