#ifndef PLOG_CHECKER_ENGINE_FACTS_H_
#define PLOG_CHECKER_ENGINE_FACTS_H_

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/engine/ingest_indices.h"
#include "checker/engine/key_columns.h"
#include "ledger/audit/audit.h"
#include "ledger/base/instant.h"

namespace plog {

// What is kept of the events once their bytes are gone: tens of bytes each,
// never a payload. An event's ordinal is its position in the order of ingest.

inline constexpr uint32_t kNoSession = std::numeric_limits<uint32_t>::max();

// 32 bytes; there is one for every event of the ledger.
class EventRecord {
 public:
  // The own timestamp; after ordering, the effective time.
  Instant time() const { return {seconds_, static_cast<int32_t>(nanos_)}; }
  void SetTime(const Instant& time) {
    seconds_ = time.seconds;
    nanos_ = static_cast<uint32_t>(time.nanos) & kNanosMask;
  }

  uint64_t sequence = 0;
  uint32_t agent = 0;             // position in Facts::agents
  uint32_t session = kNoSession;  // position in Facts::sessions

 private:
  static constexpr uint32_t kNanosMask = (1U << 30) - 1;  // 0 to 999,999,999
  int64_t seconds_ = 0;
  uint32_t nanos_ : 30 = 0;

 public:
  bool has_time : 1 = false;  // had a timestamp
  bool selected : 1 = true;   // judged in this run
};
static_assert(sizeof(EventRecord) == 32);

// One bit per event.
class EventBits {
 public:
  EventBits() = default;
  explicit EventBits(std::vector<uint64_t> words) : words_(std::move(words)) {}

  void Add(uint32_t ordinal) {
    if (ordinal / 64 >= words_.size()) words_.resize(ordinal / 64 + 1, 0);
    words_[ordinal / 64] |= uint64_t{1} << (ordinal % 64);
  }
  bool Has(uint32_t ordinal) const {
    return ordinal / 64 < words_.size() &&
           ((words_[ordinal / 64] >> (ordinal % 64)) & 1U) != 0;
  }
  // Bit i of word w is event 64 * w + i; words at the end may be missing.
  const std::vector<uint64_t>& words() const { return words_; }

 private:
  std::vector<uint64_t> words_;
};

// The front of an event's leaf hash: 128 bits, so that nobody finds two events
// that share one.
using LeafMark = std::array<uint8_t, 16>;

struct Facts {
  std::vector<EventRecord> events;
  IngestIndices indices;         // of the events
  std::vector<LeafMark> leaves;  // of all events, if a state is kept; else none
  std::vector<std::string> sessions;  // distinct session ids
  // As in the ledger, and behind them one without a name for events of a
  // damaged ledger whose agent has no row.
  std::vector<AgentRow> agents;
  std::vector<EventBits> holding;  // by predicate of the plan
  KeyColumns keys;                 // by extractor of the plan
  AuditReport audit;

  uint64_t agents_with_events() const {
    uint64_t count = 0;
    for (const AgentRow& agent : agents) count += agent.events > 0 ? 1 : 0;
    return count;
  }
  bool Holds(uint32_t ordinal, uint32_t predicate) const {
    return holding[predicate].Has(ordinal);
  }
};

// Of the event that the finding is about, if it is about one.
std::optional<uint32_t> OrdinalOf(const Facts& facts,
                                  const AuditFinding& finding);

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_FACTS_H_
