#ifndef PLOG_LEDGER_STORE_SQLITE_READER_H_
#define PLOG_LEDGER_STORE_SQLITE_READER_H_

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/store/ledger_reader.h"
#include "ledger/store/sqlite.h"

namespace plog {

// A reader over a connection that it owns, or over a writer's.
class SqliteReader : public LedgerReader {
 public:
  SqliteReader(std::unique_ptr<Connection> connection, std::string path);
  SqliteReader(const Connection* writer, std::string path);

  Result<std::unique_ptr<LedgerReader>> Clone() const override;
  uint64_t event_count() const override;
  Result<std::vector<AgentRow>> Agents() const override;
  // How many agents there are; kUnreadable if their keys have a gap.
  Result<uint32_t> AgentCount() const;
  // Without an index: reads the ids of all agents, and keeps none.
  Result<std::optional<AgentRow>> AgentNamed(std::string_view agent_id) const;
  Result<std::vector<RejectRow>> Rejects() const override;
  Result<std::vector<SourceRow>> Sources() const override;
  Result<EventCursor> Scan(uint64_t first, uint64_t last) const override;
  Result<EventCursor> NewestToolCalls(uint32_t agent,
                                      uint64_t first) const override;
  Status VisitPlaces(
      const std::function<void(const EventPlace&)>& visit) const override;
  Result<std::vector<uint64_t>> FindById(std::string_view id) const override;
  Status VisitIdKeys(const std::function<void(std::span<const uint64_t>)>&
                         visit) const override;
  Result<Frontier> TreeFrontier() const override;
  Result<std::string> DamageReport() const override;
  Result<std::string> NewestCheckpoint() const override;

  // Begins the read transaction that gives every statement, and every clone
  // made while it lasts, the same state of the file; checks the schema in it.
  Status Pin();
  // Those of `candidates` whose content has this id.
  Result<std::vector<uint64_t>> WithId(std::span<const uint64_t> candidates,
                                       std::string_view id) const;

 private:
  Result<std::string> SizeFault() const;

  std::unique_ptr<Connection> owned_;
  const Connection* connection_;
  std::string path_;  // empty: a writer's, or in memory
  uint64_t event_count_ = 0;
};

}  // namespace plog

#endif  // PLOG_LEDGER_STORE_SQLITE_READER_H_
