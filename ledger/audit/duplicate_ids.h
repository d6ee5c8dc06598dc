#ifndef PLOG_LEDGER_AUDIT_DUPLICATE_IDS_H_
#define PLOG_LEDGER_AUDIT_DUPLICATE_IDS_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/store/ledger_reader.h"

namespace plog {

// An event whose id an earlier event of the ledger has as well.
struct DuplicateId {
  uint32_t agent = 0;
  uint64_t sequence = 0;
  uint64_t index = 0;
  uint64_t first_index = 0;  // of the first event with this id
  std::string id;
};

// Looks for ids that occur twice, over all agents. Keeps 8 bytes per event, a
// 64-bit key; candidates are confirmed by reading them again.
class DuplicateIds {
 public:
  // Makes room for that many: growing would hold most keys twice.
  void Expect(size_t events) { keys_.reserve(events); }
  // `key` as AuditedEvent::id_key; every event of the ledger, by index.
  void Add(uint64_t key, uint64_t index);
  // Those added, by index.
  const std::vector<uint64_t>& keys() const { return keys_; }
  // Adds events 1 to keys.size() at once. REQUIRES: none was added.
  void Resume(std::vector<uint64_t> keys);
  // Appends the indices, ascending, of the events with an id whose key is not
  // the one in `stored`, which begins at that position among those added.
  // REQUIRES: before Find.
  void AppendDiffering(size_t position, std::span<const uint64_t> stored,
                       std::vector<uint64_t>* indices) const;
  // Indices, ascending, of the events whose key another event has as well.
  // Instead of Find, where events are not read from a ledger. Call once.
  std::vector<uint64_t> Candidates();
  // Calls `report` for every later event of equal id, by ingest index. Call
  // once.
  Status Find(const LedgerReader& reader,
              const std::function<void(const DuplicateId&)>& report);

 private:
  struct Entry {
    uint64_t key;
    uint64_t index;
  };
  // Rows come by index without gaps, but in a damaged ledger: from this
  // position in `keys_` on, indices are `shift` greater than positions.
  struct Run {
    size_t position;
    uint64_t shift;
  };
  // Calls visit(position, index) for every event with an id.
  template <class Visit>
  void ForEachId(Visit visit) const;
  uint64_t IndexAt(size_t position) const;
  std::vector<Entry> Suspects() const;
  std::vector<uint64_t> keys_;  // 0: the event has no id
  std::vector<Run> runs_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_AUDIT_DUPLICATE_IDS_H_
