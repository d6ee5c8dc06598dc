#ifndef PLOG_LEDGER_STORE_SCRATCH_READER_H_
#define PLOG_LEDGER_STORE_SCRATCH_READER_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ledger/store/id_table.h"
#include "ledger/store/ledger_reader.h"
#include "ledger/store/scratch_rows.h"
#include "ledger/store/sequence_index.h"

namespace plog {

// All that a scratch ledger knows.
struct ScratchContents {
  // A reject without its raw bytes, which are the content of a row.
  struct Reject {
    RejectRow row;
    uint64_t raw = 0;  // index in `raw`
  };

  explicit ScratchContents(const std::string& folder)
      : rows(folder), raw(folder) {}

  ScratchRows rows;
  std::deque<AgentRow> agents;           // by key
  std::vector<SequenceIndex> sequences;  // by key, for recorded chains
  IdTable ids;
  std::vector<SourceRow> sources;  // by key, from 1
  std::vector<Reject> rejects;
  ScratchRows raw;  // what rejects quote
  std::string checkpoint;
};

// Reads a scratch ledger; clones read the same one. What is not committed is
// seen as well. The ledger must outlive it, and nobody may write to it while
// another thread reads.
class ScratchReader final : public LedgerReader {
 public:
  explicit ScratchReader(const ScratchContents* contents)
      : contents_(*contents) {}

  Result<std::unique_ptr<LedgerReader>> Clone() const override;
  uint64_t event_count() const override { return contents_.rows.size(); }
  Result<std::vector<AgentRow>> Agents() const override;
  Result<std::vector<RejectRow>> Rejects() const override;
  Result<std::vector<SourceRow>> Sources() const override;
  Result<EventCursor> Scan(uint64_t first, uint64_t last) const override;
  Result<EventCursor> ScanNoted(uint64_t first, uint64_t last) const override;
  Result<EventCursor> NewestToolCalls(uint32_t agent,
                                      uint64_t first) const override;
  Status VisitPlaces(
      const std::function<void(const EventPlace&)>& visit) const override;
  Result<std::vector<uint64_t>> FindById(std::string_view id) const override;
  Status VisitIdKeys(const std::function<void(std::span<const uint64_t>)>&
                         visit) const override;
  bool keeps_tree() const override { return false; }
  Result<Frontier> TreeFrontier() const override;
  Result<std::string> DamageReport() const override { return std::string(); }
  Result<std::string> NewestCheckpoint() const override;

 private:
  const ScratchContents& contents_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_SCRATCH_READER_H_
