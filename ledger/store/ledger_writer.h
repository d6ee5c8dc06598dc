#ifndef PLOG_LEDGER_STORE_LEDGER_WRITER_H_
#define PLOG_LEDGER_STORE_LEDGER_WRITER_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/store/ledger_reader.h"
#include "ledger/store/rows.h"

namespace plog {

// The one writer of a ledger. Rows are only ever appended; the exception is
// the content of the first events of a recorded chain while its hash profile
// is being detected. Everything between Begin and Commit is one transaction:
// events, agents, tree frontier, sources, rejects. After a failure the writer
// is unusable and the transaction is rolled back.
class LedgerWriter {
 public:
  // Creates the file (0600) and its parent directory (0700) if missing; takes
  // the lock at once: kLocked if another process holds it.
  static Result<std::unique_ptr<LedgerWriter>> Open(const std::string& path);
  // A ledger in memory, for policy tests and `--events`.
  static Result<std::unique_ptr<LedgerWriter>> OpenMemory();
  virtual ~LedgerWriter() = default;

  virtual Status Begin() = 0;
  virtual Status Commit() = 0;
  // The same for the last time: the lock goes with it, which saves the syncs of
  // keeping it. Nothing but the destructor may follow.
  virtual Status CommitAndRelease() = 0;
  virtual Status Rollback() = 0;

  // The agent's row, created on first use with `kind`.
  virtual Result<AgentRow> Agent(std::string_view agent_id, ChainKind kind) = 0;
  virtual Result<std::optional<AgentRow>> FindAgent(
      std::string_view agent_id) = 0;
  // `profile` may be empty: unverifiable.
  virtual Status SetProfile(uint32_t agent, std::string_view profile,
                            const std::vector<std::string>& equivalents,
                            bool settled) = 0;

  // Appends; row.index is assigned and returned. Advances the agent's head
  // and the tree frontier. REQUIRES: `id_key` is the IdKey
  // (ledger/store/id_table.h) of the event's id; the texts of `row` live until
  // the next Flush or Commit.
  virtual Result<uint64_t> Append(const StoredEvent& row, uint64_t id_key) = 0;
  // Stores what was appended, in one go. Commit does so as well, and so does
  // whatever here names the index of an appended event.
  virtual Status Flush() = 0;
  // Only for profile detection, see above.
  virtual Status ReplaceContent(uint64_t index, std::string_view content) = 0;

  // Announces that this IdKey will soon be looked for or appended. Changes
  // nothing but the time that takes.
  virtual void ExpectId(uint64_t id_key) = 0;
  // Indices of the events whose id has that IdKey, this transaction's included;
  // the newest 64. Another id may have the same key.
  virtual Result<std::vector<uint64_t>> FindByIdKey(uint64_t id_key) = 0;

  // Of an agent with a recorded chain. What they give is where to look: the
  // rows decide.
  //
  // Largest sequence stored (the head's may be smaller); 0: none.
  virtual Result<uint64_t> MaxSequence(uint32_t agent) = 0;
  // Indices of its events with that sequence; the newest 64.
  virtual Result<std::vector<uint64_t>> FindBySequence(uint32_t agent,
                                                       uint64_t sequence) = 0;
  // Indices of all its events, ascending.
  virtual Result<std::vector<uint64_t>> RecordedEvents(uint32_t agent) = 0;

  // The same rejection of the same source and line is kept once.
  virtual Status AddReject(const RejectRow& reject) = 0;
  // The newest source of that name.
  virtual Result<std::optional<SourceRow>> FindSource(
      std::string_view name) = 0;
  // Inserts (key 0) or updates; returns the key.
  virtual Result<uint64_t> PutSource(const SourceRow& source) = 0;
  virtual Status AddCheckpoint(uint64_t tree_size, std::string_view note) = 0;

  // Reads through the writer's own connection: what was flushed, committed or
  // not.
  virtual const LedgerReader& reader() const = 0;
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_LEDGER_WRITER_H_
