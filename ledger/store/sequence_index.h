#ifndef PLOG_LEDGER_STORE_SEQUENCE_INDEX_H_
#define PLOG_LEDGER_STORE_SEQUENCE_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace plog {

// Which events of one recorded chain have which sequence number, in memory: 16
// bytes for each that came in the order of the chain, more for others.
class SequenceIndex {
 public:
  // REQUIRES: `index` is larger than those added before.
  void Add(uint64_t sequence, uint64_t index);
  // Forgets the events behind that index.
  void CutTo(uint64_t last_index);

  uint64_t largest() const;  // 0: none
  // Indices of the events with that number, the newest first.
  std::vector<uint64_t> Find(uint64_t sequence, size_t limit) const;
  // Of all events, ascending.
  std::vector<uint64_t> Indices() const;

 private:
  struct Entry {
    uint64_t sequence;
    uint64_t index;
  };

  std::vector<Entry> ascending_;               // by sequence, by index
  std::multimap<uint64_t, uint64_t> belated_;  // came behind larger ones
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_SEQUENCE_INDEX_H_
