#ifndef PLOG_LEDGER_STORE_EFFECTIVE_CLOCK_H_
#define PLOG_LEDGER_STORE_EFFECTIVE_CLOCK_H_

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "ledger/base/instant.h"
#include "ledger/base/result.h"
#include "ledger/event/content.h"
#include "ledger/store/ledger_reader.h"

namespace plog {

// The effective times of events that are read in ingest order: the greater of
// an event's timestamp and the effective time of its predecessor in its chain,
// 1970-01-01T00:00:00Z until the chain has a timestamp.
//
//   auto clock = EffectiveClock::Of(reader);
//   for (row, event : readable events of the ledger) clock->At(row, event);
class EffectiveClock {
 public:
  // Walks over the places of all rows and, for chains whose events did not
  // come in the order of the chain, over the events: these take 24 bytes each.
  static Result<EffectiveClock> Of(const LedgerReader& reader);

  // REQUIRES: every event before it was asked for, since Restart.
  Instant At(const StoredEvent& row, const EventContent& event);
  // For another walk from the first event on.
  void Restart() { chains_.clear(); }

 private:
  EffectiveClock() = default;

  std::map<uint32_t, std::optional<Instant>> chains_;  // time of the last event
  std::vector<std::pair<uint64_t, Instant>> disordered_;  // by ingest index
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_EFFECTIVE_CLOCK_H_
