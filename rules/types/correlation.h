#ifndef PLOG_RULES_TYPES_CORRELATION_H_
#define PLOG_RULES_TYPES_CORRELATION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "rules/types/monitor.h"
#include "rules/types/rule_type.h"
#include "rules/values/values.h"

namespace plog {

// `correlate`: X and Y are partners if every pair of fields that is present on
// both sides is equal. An absent field is thus a wildcard, and agreement is not
// transitive: events cannot simply be grouped by key.

inline constexpr size_t kMaxCorrelatedPairs = 8;

// The identity of a value: 128 bits of a digest.
struct Identity {
  uint64_t high = 0;
  uint64_t low = 0;
  friend bool operator==(const Identity&, const Identity&) = default;
};

// One side's fields. Bit i of `present` says that pair i has a value here.
struct CorrelationKey {
  uint32_t present = 0;
  std::array<Identity, kMaxCorrelatedPairs> values;
};

// Which of an event's keys belong to which side of which pair. A path that
// occurs on both sides is extracted once.
class Correlation {
 public:
  Correlation(const std::vector<FieldPair>& pairs, uint32_t x_guard,
              uint32_t y_guard);

  std::vector<Extractor> Extractors(const std::vector<FieldPair>& pairs) const;
  size_t pairs() const { return pairs_; }
  CorrelationKey OfX(const ScopeEvent& event) const;
  CorrelationKey OfY(const ScopeEvent& event) const;

  // Diagnoses what no correlation can be built from.
  static void Check(const std::vector<FieldPair>& pairs, RuleFaults* faults);

 private:
  using Slots = std::array<uint8_t, kMaxCorrelatedPairs>;
  CorrelationKey Read(const ScopeEvent& event, const Slots& slots) const;

  size_t pairs_ = 0;
  Slots x_slots_{};
  Slots y_slots_{};
  std::vector<uint32_t> guards_;  // of each extractor
};

// A set of events, each with one side's key, that is queried with keys of the
// other side: "which of you agree with this?"
//
// Entries are grouped by which fields they have. A query with certain fields
// meets a group on the fields that both have, so the group keeps one hash index
// for each such combination that was ever asked for (nearly always one). In
// each index the entries of equal values form a list in order of insertion.
// Every operation costs O(groups) look-ups plus what it returns or removes;
// nothing is ever scanned.
//
//   group {a,b} ── index {a,b}: (1,2) → e1 ↔ e4     query (a=1,b=2)
//               └─ index {a}:   (1)   → e1 ↔ e3 ↔ e4     query (a=1, b absent)
//   group {a}   ── index {a}:   (1)   → e2
class CorrelatedSet {
 public:
  struct Entry {
    uint64_t order = 0;  // position in the scope; grows with each insertion
    Instant time;
    uint32_t ordinal = 0;
    bool selected = true;
  };

  explicit CorrelatedSet(size_t pairs) : pairs_(pairs) {}

  void Clear() { groups_.clear(); }
  void Add(const CorrelationKey& key, const Entry& entry);
  // The same, and forgets an older entry of the very same key.
  void AddLatest(const CorrelationKey& key, const Entry& entry);

  // The latest entry that agrees with `query`, valid until the next call.
  const Entry* Latest(const CorrelationKey& query);
  // Moves every entry that agrees to the end of `out`, in no certain order.
  void TakeAll(const CorrelationKey& query, std::vector<Entry>* out);
  // Takes the oldest entry that agrees and lies at most `within` before `now`;
  // older ones met on the way can never be taken again: they go to `expired`.
  std::optional<Entry> TakeOldest(const CorrelationKey& query,
                                  const Instant& now,
                                  const std::optional<Duration>& within,
                                  std::vector<Entry>* expired);
  // Calls `take` with every entry that agrees, and removes those for which it
  // returns true.
  void Sift(const CorrelationKey& query,
            const std::function<bool(const Entry&)>& take);
  // Moves all that is left to the end of `out`.
  void TakeRest(std::vector<Entry>* out);

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  struct HashIdentity {
    size_t operator()(const Identity& id) const { return id.low; }
  };
  struct Link {
    uint32_t previous = kNone;
    uint32_t next = kNone;
  };
  struct List {
    uint32_t first = kNone;
    uint32_t last = kNone;
  };
  struct Index {
    uint32_t fields = 0;
    std::unordered_map<Identity, List, HashIdentity> lists;
    std::vector<Link> links;  // by slot
  };
  struct Group {
    uint32_t present = 0;
    std::vector<Entry> entries;    // by slot
    std::vector<Identity> values;  // pairs_ of them per slot
    std::vector<bool> used;        // by slot
    std::vector<uint32_t> free;    // slots
    std::vector<Index> indexes;
  };

  Group& GroupOf(uint32_t present);
  Index& IndexOf(Group* group, uint32_t fields);
  const Identity* ValuesOf(const Group& group, uint32_t slot) const {
    return group.values.data() + slot * pairs_;
  }
  void Append(const Group& group, Index* index, uint32_t slot) const;
  void Unlink(const Group& group, Index* index, uint32_t slot) const;
  Entry Remove(Group* group, uint32_t slot) const;
  // The list of those in `group` that agree, or nullptr.
  const List* Find(Group* group, const CorrelationKey& query);

  size_t pairs_;
  std::vector<Group> groups_;
};

}  // namespace plog

#endif  // PLOG_RULES_TYPES_CORRELATION_H_
