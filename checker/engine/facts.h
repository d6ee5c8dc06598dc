#ifndef PLOG_CHECKER_ENGINE_FACTS_H_
#define PLOG_CHECKER_ENGINE_FACTS_H_

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/engine/answers.h"
#include "checker/engine/event_record.h"
#include "checker/engine/fact_log.h"
#include "checker/engine/ingest_indices.h"
#include "checker/engine/key_column.h"
#include "checker/engine/name_table.h"
#include "ledger/audit/audit.h"
#include "ledger/base/instant.h"

namespace plog {

// What is kept of the events once their bytes are gone: tens of bytes each,
// never a payload. An event's ordinal is its position in the order of ingest.

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
  // Of the events 64 * word and on.
  uint64_t At(size_t word) const {
    return word < words_.size() ? words_[word] : 0;
  }
  // Those of `more` behind the first `at` events, of which all were added.
  void Append(uint32_t at, const EventBits& more);
  // Bit i of word w is event 64 * w + i; words at the end may be missing.
  const std::vector<uint64_t>& words() const { return words_; }

 private:
  std::vector<uint64_t> words_;
};

struct Facts {
  // One for every event, unless `log` has them.
  std::vector<EventRecord> events;
  IngestIndices indices;           // of the events
  std::vector<LeafMark> leaves;    // see first_leaf
  std::vector<EventBits> holding;  // by predicate of the plan
  std::vector<KeyColumn> keys;     // by extractor of the plan
  // In temporary files what would be in the four above; else null.
  std::unique_ptr<FactLog> log;
  // Leaves are those of the events from this ordinal on, if a state is kept,
  // and else none; those before are in the state that was gone on from.
  uint32_t first_leaf = 0;

  NameTable sessions;  // ids
  // As in the ledger, and behind them one without a name for events of a
  // damaged ledger whose agent has no row.
  std::vector<AgentRow> agents;
  AuditReport audit;

  // Of the effective times, and of the events that are judged. Set by
  // SetEffectiveTimes.
  std::optional<Instant> first_time;
  std::optional<Instant> last_time;
  uint64_t selected_count = 0;
  EventBits selected;           // only with a log
  bool in_chain_order = false;  // the events of every agent came in that order

  uint64_t event_count() const { return log ? log->size() : events.size(); }
  EventRecord Record(uint32_t ordinal) const {
    return log ? log->At(ordinal) : events[ordinal];
  }
  bool IsSelected(uint32_t ordinal) const {
    return log ? selected.Has(ordinal) : bool{events[ordinal].selected};
  }
  uint64_t agents_with_events() const {
    uint64_t count = 0;
    for (const AgentRow& agent : agents) count += agent.events > 0 ? 1 : 0;
    return count;
  }
  // REQUIRES: no log.
  bool Holds(uint32_t ordinal, uint32_t predicate) const {
    return holding[predicate].Has(ordinal);
  }
};

// Of the event that the finding is about, if it is about one.
std::optional<uint32_t> OrdinalOf(const Facts& facts,
                                  const AuditFinding& finding);

// Calls visit(ordinal, answers) for every event from that ordinal on; the
// answers are sorted. Of Facts, which must have no log, or of a FactBlock.
template <class SomeFacts, class Visit>
void ForEachAnswers(const SomeFacts& facts, Visit visit, uint32_t begin = 0);

// Sixty-four events at a time: few predicates hold of any of them.
template <class SomeFacts, class Visit>
void ForEachAnswers(const SomeFacts& facts, Visit visit, uint32_t begin) {
  std::array<Answers, 64> block;
  const size_t count = facts.events.size();
  for (size_t first = begin / 64 * 64; first < count; first += block.size()) {
    for (uint32_t p = 0; p < facts.holding.size(); ++p) {
      const std::vector<uint64_t>& words = facts.holding[p].words();
      if (first / 64 >= words.size()) continue;
      for (uint64_t word = words[first / 64]; word != 0; word &= word - 1) {
        block[static_cast<size_t>(std::countr_zero(word))].holding.push_back(p);
      }
    }
    for (size_t i = 0; i < block.size() && first + i < count; ++i) {
      const auto ordinal = static_cast<uint32_t>(first + i);
      for (uint32_t e = 0; e < facts.keys.size(); ++e) {
        const KeyValue value = facts.keys[e].At(ordinal);
        if (value.present) block[i].keys.push_back({e, value});
      }
      if (ordinal >= begin) visit(ordinal, block[i]);
      block[i].Clear();
    }
  }
}

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_FACTS_H_
