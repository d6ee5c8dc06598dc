#ifndef PLOG_CHECKER_ENGINE_INGEST_INDICES_H_
#define PLOG_CHECKER_ENGINE_INGEST_INDICES_H_

#include <cstdint>
#include <optional>
#include <vector>

namespace plog {

// Which ingest index the event of an ordinal has. Ordinals are positions in the
// order of ingest, from 0. Indices count from 1, and without gaps but in a
// damaged ledger; so there is one run of them, or one for each gap.
class IngestIndices {
 public:
  // The next event. REQUIRES: `index` is greater than all before.
  void Add(uint64_t index);
  // Events 1 to `count` at once. REQUIRES: none was added.
  void AddFirst(uint32_t count);

  // REQUIRES: an event of that ordinal was added.
  uint64_t Of(uint32_t ordinal) const;
  // nullopt if no event has that index.
  std::optional<uint32_t> OrdinalOf(uint64_t index) const;

 private:
  // From this ordinal on, indices follow each other.
  struct Run {
    uint32_t ordinal;
    uint64_t index;
  };
  std::vector<Run> runs_;
  uint32_t count_ = 0;
};

}  // namespace plog

#endif  // PLOG_CHECKER_ENGINE_INGEST_INDICES_H_
