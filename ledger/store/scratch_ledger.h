#ifndef PLOG_LEDGER_STORE_SCRATCH_LEDGER_H_
#define PLOG_LEDGER_STORE_SCRATCH_LEDGER_H_

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ledger/store/ledger_writer.h"
#include "ledger/store/scratch_reader.h"

namespace plog {

// The writer of a ledger that outlives neither it nor the process.
class ScratchLedger final : public LedgerWriter {
 public:
  explicit ScratchLedger(const std::string& folder);

  Status Begin() override;
  Status Commit() override;
  Status CommitAndRelease() override { return Commit(); }
  Status Rollback() override;
  Result<AgentRow> Agent(std::string_view agent_id, ChainKind kind) override;
  Result<std::optional<AgentRow>> FindAgent(std::string_view agent_id) override;
  Status SetProfile(uint32_t agent, std::string_view profile,
                    const std::vector<std::string>& equivalents,
                    bool settled) override;
  Result<uint64_t> Append(const StoredEvent& row, uint64_t id_key) override;
  Status Flush() override;
  Status ReplaceContent(uint64_t index, std::string_view content) override;
  void ExpectId(uint64_t id_key) override { contents_.ids.Prefetch(id_key); }
  Result<std::vector<uint64_t>> FindByIdKey(uint64_t id_key) override;
  Result<uint64_t> MaxSequence(uint32_t agent) override;
  Result<std::vector<uint64_t>> FindBySequence(uint32_t agent,
                                               uint64_t sequence) override;
  Result<std::vector<uint64_t>> RecordedEvents(uint32_t agent) override;
  Status AddReject(const RejectRow& reject) override;
  Result<std::optional<SourceRow>> FindSource(std::string_view name) override;
  Result<uint64_t> PutSource(const SourceRow& source) override;
  Status AddCheckpoint(uint64_t tree_size, std::string_view note) override;
  const LedgerReader& reader() const override { return reader_; }

 private:
  // Orders rejects, so that the same one is found.
  struct ByPlace {
    const std::vector<ScratchContents::Reject>& rejects;
    bool operator()(size_t a, size_t b) const;
  };

  // Where to look for rows, which are there to be read.
  Result<std::vector<uint64_t>> Flushed(std::vector<uint64_t> indices);
  // Rolls back and makes every later call fail with the same error.
  Status Checked(Status status);
  void Undo();
  // The agent's row, to be changed: what it was comes back with a rollback.
  AgentRow& Changed(uint32_t agent);

  ScratchContents contents_;
  ScratchReader reader_;
  std::unordered_map<std::string_view, uint32_t> agent_keys_;
  std::set<size_t, ByPlace> rejects_by_place_;
  std::optional<Error> failure_;

  bool in_transaction_ = false;
  // What undoes the changes of this transaction, the last one first, but for
  // the rows.
  std::vector<std::function<void()>> undo_;
  std::vector<bool> is_changed_;  // by agent: `undo_` restores it
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_SCRATCH_LEDGER_H_
