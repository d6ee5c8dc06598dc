#ifndef PLOG_CHECKER_ENGINE_EVENT_FETCHER_H_
#define PLOG_CHECKER_ENGINE_EVENT_FETCHER_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "checker/engine/facts.h"
#include "ledger/event/content.h"
#include "ledger/store/ledger_reader.h"

namespace plog {

class OldEvents;

// One event with its content, read again for a violation.
struct FetchedEvent {
  uint32_t ordinal = 0;
  EventContent content;
  uint64_t sequence = 0;
  Digest hash{};
};

// Reads single events; the last few are kept, since neighbouring violations
// share them: a trigger that condemns many events is read once. Not
// thread-safe.
class EventFetcher {
 public:
  // `facts` may be filled later. `old`: judges events that were not hashed in
  // this run; null if all were. All must outlive it.
  EventFetcher(const LedgerReader& reader, const Facts& facts,
               OldEvents* old = nullptr)
      : reader_(reader), facts_(facts), old_(old) {}

  // Valid for the next three calls. An error if the ledger cannot be read or
  // has no such event, or has changed it since a state was made from it.
  Result<const FetchedEvent*> Fetch(uint32_t ordinal);

 private:
  static constexpr size_t kKept = 4;

  struct Slot {
    std::unique_ptr<FetchedEvent> event;
    uint64_t last_use = 0;
  };

  Slot& LeastRecentlyUsed();
  // At the row of that ingest index.
  Result<EventCursor*> CursorAt(uint64_t index);

  const LedgerReader& reader_;
  const Facts& facts_;
  OldEvents* old_;
  std::optional<EventCursor> cursor_;  // one for all of them
  ContentParser parser_;
  Slot kept_[kKept];
  uint64_t uses_ = 0;
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_EVENT_FETCHER_H_
