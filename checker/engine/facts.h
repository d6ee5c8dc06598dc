#ifndef PLOG_CHECKER_ENGINE_FACTS_H_
#define PLOG_CHECKER_ENGINE_FACTS_H_

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "ledger/audit/audit.h"
#include "ledger/base/instant.h"
#include "rules/types/monitor.h"

namespace plog {

// What is kept of the events once their bytes are gone: tens of bytes each,
// never a payload. An event's ordinal is its ingest index minus one.

inline constexpr uint32_t kNoSession = std::numeric_limits<uint32_t>::max();

struct EventRecord {
  Instant time;  // own timestamp; after ordering, effective time
  uint64_t sequence = 0;
  uint32_t agent = 0;             // position in Facts::agents
  uint32_t session = kNoSession;  // position in Facts::sessions
  bool has_time = false;          // had a timestamp
  bool selected = true;           // judged in this run
};

// A value that an extractor of the plan took from an event.
struct ExtractedKey {
  uint32_t extractor = 0;
  KeyValue value;
};

struct Facts {
  std::vector<EventRecord> events;
  std::vector<std::string> sessions;  // distinct session ids
  // As in the ledger, and behind them one without a name for events of a
  // damaged ledger whose agent has no row.
  std::vector<AgentRow> agents;
  size_t mask_words = 0;
  std::vector<uint64_t> masks;     // mask_words per event
  std::vector<ExtractedKey> keys;  // of all events, by ordinal
  std::vector<uint64_t> key_ends;  // per event, the end in `keys`; empty
                                   // if the plan has no extractors
  AuditReport audit;

  uint64_t agents_with_events() const {
    uint64_t count = 0;
    for (const AgentRow& agent : agents) count += agent.events > 0 ? 1 : 0;
    return count;
  }
  bool Holds(uint32_t ordinal, uint32_t predicate) const {
    const uint64_t word = masks[ordinal * mask_words + predicate / 64];
    return ((word >> (predicate % 64)) & 1U) != 0;
  }
  std::span<const ExtractedKey> Keys(uint32_t ordinal) const {
    if (key_ends.empty()) return {};
    const uint64_t begin = ordinal == 0 ? 0 : key_ends[ordinal - 1];
    return std::span(keys).subspan(begin, key_ends[ordinal] - begin);
  }
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_FACTS_H_
