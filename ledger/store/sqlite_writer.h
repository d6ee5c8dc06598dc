#ifndef PLOG_LEDGER_STORE_SQLITE_WRITER_H_
#define PLOG_LEDGER_STORE_SQLITE_WRITER_H_

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/store/agent_table.h"
#include "ledger/store/background_tree.h"
#include "ledger/store/event_feed.h"
#include "ledger/store/id_table.h"
#include "ledger/store/ledger_writer.h"
#include "ledger/store/sqlite.h"
#include "ledger/store/sqlite_reader.h"

namespace plog {

// The writer over SQLite. Agents, the tree frontier and the ids of the current
// transaction are kept in memory and written by Commit, in the transaction of
// the rows they describe.
class SqliteWriter : public LedgerWriter {
 public:
  explicit SqliteWriter(std::unique_ptr<Connection> connection);

  // Creates the schema in an empty file, checks it in any other; loads agents
  // and frontier. Takes the lock, which lasts as long as the writer.
  Status Prepare(const std::string& path);

  Status Begin() override;
  Status Commit() override;
  Status CommitAndRelease() override;
  Status Rollback() override;
  Result<AgentRow> Agent(std::string_view agent_id, ChainKind kind) override;
  Result<std::optional<AgentRow>> FindAgent(std::string_view agent_id) override;
  Status SetProfile(uint32_t agent, std::string_view profile,
                    const std::vector<std::string>& equivalents,
                    bool settled) override;
  Result<uint64_t> Append(const StoredEvent& row, uint64_t id_key) override;
  Status Flush() override;
  Status ReplaceContent(uint64_t index, std::string_view content) override;
  void ExpectId(uint64_t id_key) override;
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
  Status CreateSchema();
  Status PrepareStatements();
  Status LoadState();
  Status LoadIds();
  Status FlushAll();
  Status FlushAgents();
  Status FlushTree();
  Status FlushIds();
  // Rolls back and makes every later call fail with the same error.
  template <class T>
  Result<T> Checked(Result<T> result);

  struct NamedStatement {
    Statement SqliteWriter::*statement;
    std::string_view sql;
  };
  static const std::array<NamedStatement, 11> kStatements;

  std::unique_ptr<Connection> connection_;
  SqliteReader reader_;
  std::optional<Error> failure_;

  EventFeed pending_;  // appended, not flushed
  AgentTable agents_;  // the changed ones are written by Commit
  BackgroundTree tree_;
  uint64_t events_ = 0;
  std::vector<uint64_t> new_ids_;  // of this transaction
  std::optional<IdTable> ids_;     // loaded at the first FindByIdKey

  Statement insert_events_, put_agent_, put_tree_, put_ids_;
  Statement replace_content_, max_sequence_, by_sequence_, recorded_;
  Statement add_reject_, has_reject_, put_source_;
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_SQLITE_WRITER_H_
